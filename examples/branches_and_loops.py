"""Programs whose way depends on the numbers: branches, loops of any length, recursion.

The source of a derivative is static: it is written once for every run. What runs of it is dynamic: the branch that was
taken, as many iterations as there were. So there is one text for an argument that takes 3 steps and one that takes 30.

    python examples/branches_and_loops.py
    s2sdiff show examples/branches_and_loops.py:root --at "a=float, x=float"
"""

import math

from s2sdiff import differentiate


@differentiate
def huber(x):
    """Quadratic near zero, linear outside."""
    if abs(x) < 1:
        return x**2 / 2
    return abs(x) - 0.5


@differentiate
def root(a, x):
    """The square root of a by Newton's steps from x, as many as it takes."""
    while abs(x * x - a) > 1e-13 * a:
        x = (x + a / x) / 2
    return x


@differentiate
def series(x, n):
    """The sine by n terms, so the derivative is the cosine by n terms."""
    total, term = 0.0, x
    for k in range(n):
        total += term
        term = -term * x * x / ((2 * k + 2) * (2 * k + 3))
    return total


@differentiate
def power(x, n):
    """x to the n, with about log2(n) products."""
    if n == 0:
        return 1.0
    half = power(x, n // 2)
    return half * half * x if n % 2 else half * half


def newton_steps(a, x):
    """How often `root` goes through its loop."""
    steps = 0
    while abs(x * x - a) > 1e-13 * a:
        x, steps = (x + a / x) / 2, steps + 1
    return steps


def main():
    """Prints each derivative beside the formula; returns (name, arguments, derivative, formula) of all."""
    print(root.source(2.0, 1.0))
    rows = [("huber", (x,), huber.grad(x), x if abs(x) < 1 else math.copysign(1, x)) for x in (0.5, -3.0)]
    rows += [("root", (a, x), root.grad(a, x), 1 / (2 * math.sqrt(a))) for a, x in ((2.0, 1.0), (2.0, 1e8))]
    rows += [("series", (0.8, n), series.grad(0.8, n), sum((-0.64) ** k / math.factorial(2 * k) for k in range(n)))
             for n in (1, 3, 12)]  # fmt: skip
    rows += [("power", (1.1, n), power.grad(1.1, n), n * 1.1 ** (n - 1)) for n in (1, 6, 37)]
    print(f"{'':24} by s2sdiff       by formula")
    for name, arguments, found, formula in rows:
        print(f"{f'{name}{arguments}':20} {found:16.12f} {formula:16.12f}")
    print(f"\nroot takes {newton_steps(2.0, 1.0)} steps from 1 and {newton_steps(2.0, 1e8)} from 1e8")
    return rows


if __name__ == "__main__":
    main()
