"""Expression swell: the derivative of the logistic map l(n + 1) = 4 l(n) (1 - l(n)), l(1) = x.

A symbolic derivative applies the product rule to the whole expression again and again. The code of s2sdiff is the same
for every n, because the loop stays a loop, and each step of it costs the same.

    python examples/expression_swell.py
    s2sdiff show examples/expression_swell.py:logistic_map --at "x=float, n=int"
"""

import sympy

from s2sdiff import differentiate, grad
from s2sdiff.cost.at import cost_at


def logistic_map(x, n):
    for _ in range(n - 1):
        x = 4 * x * (1 - x)
    return x


def symbolic(n):
    """sympy's derivative, as it comes."""
    x = sympy.symbols("x")
    return sympy.diff(logistic_map(x, n), x), x


def operations(n):
    """The operations of the value and the slope in the code of s2sdiff."""
    return cost_at(logistic_map, "x=float, n=int", n=n).reverse.counts().total


def main(last=8):
    """Prints the operations of both for n = 1, 2, …; returns them, with the largest difference of the numbers."""
    print(differentiate(logistic_map).source(0.3, 4))
    print("     operations in the\n     derivative by    value and slope\n"
          "  n  sympy            by s2sdiff        at x = 0.3")  # fmt: skip
    rows = []
    for n in range(1, last + 1):
        formula, x = symbolic(n)
        slope = grad(logistic_map)(0.3, n)
        difference = abs(slope - float(formula.subs(x, 0.3)))
        rows.append((int(sympy.count_ops(formula)), operations(n), difference))
        print(f"{n:3} {rows[-1][0]:6} {rows[-1][1]:19} {slope:21.9f}")
    print(f"\nlargest difference of the slopes: {max(row[2] for row in rows):.0e}")
    return rows


if __name__ == "__main__":
    main()
