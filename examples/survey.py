"""The survey's example, y = ln(x1) + x1 x2 - sin(x2) at (2, 5): forward mode beside reverse mode.

In forward mode each line carries its tangent along; a pass gives the derivative by one input. In reverse mode the lines
run first, and their adjoints follow in the opposite order; one pass gives the derivatives by all inputs. x1 has two
uses, so that its adjoint is a sum of two: ∂y/∂x1 = ∂y/∂v1 ∂v1/∂x1 + ∂y/∂v2 ∂v2/∂x1.

    python examples/survey.py
    s2sdiff show examples/survey.py:y --wrt x1,x2 --optimize 0
    s2sdiff show examples/survey.py:y --wrt x1,x2 --optimize 0 --mode forward
"""

import math

from s2sdiff import differentiate, grad, jvp


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


def locals_of(source, name, *arguments):
    """Runs a function of an emitted module, and returns the last value of each of its local names."""
    module = {}
    exec(source.replace("    return ", "    globals()['seen'] = dict(locals())\n    return "), module)
    module[name](*arguments)
    return module["seen"]


def main(x1=2.0, x2=5.0):
    """Prints both codes, the tables of traces, and the three derivatives; returns tangents, adjoints, derivatives."""
    f = differentiate(y, wrt=("x1", "x2"), optimize=0)
    forward, reverse = f.source(mode="forward"), f.source()
    print(forward)
    print(reverse)
    tangents = locals_of(forward, "y_jvp", x1, x2, 1.0, 0.0)
    adjoints = locals_of(reverse, "y_value_and_grad", x1, x2)
    print("         value  tangent for x1  adjoint")
    for name in ("x1", "x2", "v1", "v2", "v3", "v4", "v5"):
        print(f"{name:4} {tangents[name]:9.3f} {tangents[f'{name}_dot']:15.3f} {adjoints[f'{name}_bar']:8.3f}")

    by_x1, by_x2 = (jvp(plain, (x1, x2), seed)[1] for seed in ((1.0, 0.0), (0.0, 1.0)))
    found = grad(plain)(x1, x2), grad(plain, argnums=1)(x1, x2), grad(grad(plain))(x1, x2)
    print(f"\ntwo forward passes: {by_x1} and {by_x2:.7f}\none reverse pass:   {found[0]} and {found[1]:.7f}")
    print(f"the second derivative by x1: {found[2]}")
    return tangents, adjoints, found


if __name__ == "__main__":
    main()
