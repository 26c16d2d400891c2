"""Second derivatives: the Hessian by forward mode over reverse mode, and its product with a vector without it.

The gradient of a loss has as many entries as its weights, so the derivative of the gradient is by forward mode: its
code runs once, with a tangent for each weight as the rows of an array. The product of the Hessian with a vector v is
the gradient of v · gradient, which is reverse mode twice, or one tangent, v, sent through the gradient.

    python examples/second_derivatives.py
    s2sdiff show examples/second_derivatives.py:loss --at "w=f64[n], X=f64[m, n], t=f64[m]" --derivative hessian
    s2sdiff show examples/second_derivatives.py:loss --at "w=f64[n], X=f64[m, n], t=f64[m]" --derivative hvp
"""

import numpy as np

from s2sdiff import differentiate, grad, hessian, hvp
from s2sdiff.cost.at import cost_at


def loss(w, X, t):
    """The squared errors of a logistic unit."""
    y = 1 / (1 + np.exp(-X @ w))
    return np.sum((y - t) ** 2) / 2


def along(w, v, X, t):
    """v · gradient: how fast the loss changes as the weights move along v."""
    return np.dot(v, grad(loss)(w, X, t))


def by_reverse_twice(w, v, X, t):
    return grad(along)(w, v, X, t)


def by_forward_over_reverse(w, v, X, t):
    return hvp(loss)(w, v, X, t)


def by_differences(w, X, t, h=1e-4):
    """The Hessian from values of the loss alone, four for each entry."""
    steps = h * np.eye(len(w))
    entries = [[loss(w + a + b, X, t) - loss(w + a - b, X, t) - loss(w - a + b, X, t) + loss(w - a - b, X, t)
                for a in steps] for b in steps]  # fmt: skip
    return np.array(entries) / (4 * h * h)


def costs(n=200, m=300):
    """The operations of the loss, and of both products."""
    kinds = "w=f64[n], v=f64[n], X=f64[m, n], t=f64[m]"
    of_loss = cost_at(loss, "w=f64[n], X=f64[m, n], t=f64[m]", n=n, m=m).value.counts().total
    products = (by_reverse_twice, by_forward_over_reverse)
    return of_loss, *(cost_at(f, kinds, n=n, m=m).value.counts().total for f in products)


def main():
    """Prints the code and the numbers; returns the Hessian, its distances from the other ways, and the costs."""
    rng = np.random.default_rng(0)
    X, t = rng.normal(size=(8, 4)), rng.integers(0, 2, 8).astype(float)
    w, v = rng.normal(size=4), rng.normal(size=4)
    H = hessian(loss)(w, X, t)
    print(differentiate(loss).source(w, X, t, derivative="hessian"))
    print(H.round(6))
    distances = {
        "differences of the loss": H - by_differences(w, X, t),
        "its own transpose": H - H.T,
        "reverse mode twice, times v": H @ v - by_reverse_twice(w, v, X, t),
        "forward over reverse, times v": H @ v - by_forward_over_reverse(w, v, X, t),
    }
    distances = {name: float(np.max(np.abs(difference))) for name, difference in distances.items()}
    print("\nlargest distance of the Hessian from")
    for name, distance in distances.items():
        print(f"{name:30} {distance:.0e}")
    of_loss, twice, over = costs()
    print(f"\noperations with 200 weights, in evaluations of the loss: product by reverse mode twice "
          f"{twice / of_loss:.1f}, by forward over reverse {over / of_loss:.1f}")  # fmt: skip
    return H, distances, (of_loss, twice, over)


if __name__ == "__main__":
    main()
