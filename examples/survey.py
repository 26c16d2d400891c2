"""The survey's example, y = ln(x1) + x1 x2 - sin(x2) at (2, 5): forward mode beside reverse mode.

In forward mode each line carries its tangent along; a pass gives the derivative by one input. In reverse mode the lines
run first, and their adjoints follow in the opposite order; one pass gives the derivatives by all inputs. x1 has two
uses, so that its adjoint is a sum of two: ∂y/∂x1 = ∂y/∂v1 ∂v1/∂x1 + ∂y/∂v2 ∂v2/∂x1.

    python examples/survey.py
    python examples/survey.py my_picture.svg
    s2sdiff graph examples/survey.py:plain --values "x1=2, x2=5" --names v
    s2sdiff trace examples/survey.py:plain --values "x1=2, x2=5" --mode forward --wrt x1 --names v
    s2sdiff trace examples/survey.py:plain --values "x1=2, x2=5" --mode reverse --names v
    s2sdiff show examples/survey.py:y --wrt x1,x2 --optimize 0
"""

import math
import sys
import tempfile
from pathlib import Path

from s2sdiff import differentiate, grad, jvp
from s2sdiff.look.run import run_of


def y(x1: float, x2: float):
    v1 = math.log(x1)
    v2 = x1 * x2
    v3 = math.sin(x2)
    v4 = v1 + v2
    v5 = v4 - v3
    return v5


def plain(x1: float, x2: float):
    """As the introduction has it for JAX (whose listing lacks a parenthesis), with the math of Python."""
    return math.log(x1) + x1 * x2 - math.sin(x2)


def tables(x1, x2):
    """The survey's Tables 2 and 3: forward mode with the tangent of x1 one, and reverse mode."""
    forward, reverse = run_of(y, (x1, x2), mode="forward", wrt="x1"), run_of(y, (x1, x2))
    print("forward mode\n")
    for step in forward.of_role("input", "primal"):
        (tangent,) = forward.about(step)
        line = f"{step.name} = {step.text or f'{step.value:g}'}"
        beside = f"{tangent.name} = {tangent.text or f'{tangent.value:g}'}"
        print(f"{line:18} {step.value:7.3f}   {beside:40} {tangent.value:6.3f}")
    print("\nreverse mode, from the last line to the first\n")
    for step in reverse.of_role("adjoint"):
        print(f"{f'{step.name} = {step.text}':30} {step.value:7.3f}")
    return forward, reverse


def main(path=None, x1=2.0, x2=5.0):
    """Prints the tables of traces, and the derivatives; draws the graph; returns the runs, and the derivatives."""
    path = path or (sys.argv[1] if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "s2sdiff_survey.svg")
    forward, reverse = tables(x1, x2)
    differentiate(plain, wrt=("x1", "x2")).graph(x1, x2, names="v").save(path)
    by_x1, by_x2 = (jvp(plain, (x1, x2), seed)[1] for seed in ((1.0, 0.0), (0.0, 1.0)))
    found = grad(plain)(x1, x2), grad(plain, argnums=1)(x1, x2), grad(grad(plain))(x1, x2)
    print(f"\ntwo forward passes: {by_x1} and {by_x2:.7f}\none reverse pass:   {found[0]} and {found[1]:.7f}")
    print(f"the second derivative by x1: {found[2]}\n\nthe graph, with values and adjoints, in {path}")
    return forward, reverse, found


if __name__ == "__main__":
    main()
