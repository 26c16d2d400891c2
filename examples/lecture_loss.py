"""Logistic least squares on one data point: the first example of every lecture on automatic differentiation.

z = w x + b,   y = 1 / (1 + exp(-z)),   L = (y - t)² / 2

Without simplification the derivative has an adjoint for each line of the lecture: L_bar = 1, y_bar = y - t,
z_bar = y_bar σ'(z), w_bar = z_bar x, b_bar = z_bar. (The lecture numbers the temporaries t1, t3, ..., t7, without a t2;
here they are counted without a gap.)

    python examples/lecture_loss.py
    s2sdiff show examples/lecture_loss.py:loss --wrt w,b
    s2sdiff show examples/lecture_loss.py:loss --wrt w,b --optimize 0
    s2sdiff trace examples/lecture_loss.py:loss
"""

import math

from s2sdiff import differentiate


def loss(w: float, b: float, x: float, t: float) -> float:
    """The squared error of a logistic unit."""
    z = w * x + b
    y = 1 / (1 + math.exp(-z))
    L = (y - t) ** 2 / 2
    return L


def central_difference(f, point, k, h=1e-6):
    """The slope of f along argument k, from two values of f."""
    up, down = list(point), list(point)
    up[k] += h
    down[k] -= h
    return (f(*up) - f(*down)) / (2 * h)


def main():
    """Prints the trace, the derivative's source and its numbers; returns the largest error against differences."""
    f = differentiate(loss, wrt=("w", "b"))
    point = (0.4, 0.2, 1.3, 1.0)
    print("The function as primitive operations:\n")
    print(f.trace())
    print("The derivative that s2sdiff wrote:\n")
    print(f.source(*point))
    print("The same, with every adjoint on a line of its own:\n")
    print(differentiate(loss, wrt=("w", "b"), optimize=0).source(*point))

    value, gradient = f.value_and_grad(*point)
    print(f"loss at w = 0.4, b = 0.2, x = 1.3, t = 1: {value:.6f}\n")
    print("      s2sdiff       central differences")
    errors = []
    for k, name in enumerate("wb"):
        difference = central_difference(loss, point, k)
        errors.append(abs(gradient[k] - difference))
        print(f"d/d{name}  {gradient[k]:.10f}  {difference:.10f}")
    return max(errors)


if __name__ == "__main__":
    main()
