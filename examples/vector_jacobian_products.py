"""Vector-Jacobian products: x_bar = Jᵀ y_bar, without J.

For z = W x the Jacobian is W, and x_bar = Wᵀ z_bar. For y = exp(z) it is a diagonal matrix, of which the product needs
the diagonal alone, and that is y itself: y_bar * y. A rule gives such a product for each operation, and a gradient is
the product with the seed 1.

    python examples/vector_jacobian_products.py
    s2sdiff show examples/vector_jacobian_products.py:product --at "x=f64[n], W=f64[m, n]" --derivative vjp
"""

import inspect
import tracemalloc

import numpy as np
from s2sdiff.templates import elementwise

from s2sdiff import differentiate, grad, jacobian, vjp


def product(x, W):
    return W @ x


def exponential(z):
    return np.exp(z)


def loss(x, W):
    return np.sum(np.exp(W @ x))


LECTURE = {  # what its `defvjp` is given, by the name of the operation: an adjoint for each argument
    "negative": (lambda g, ans, x: -g,),
    "exp": (lambda g, ans, x: ans * g,),
    "log": (lambda g, ans, x: g / x,),
    "add": (lambda g, ans, x, y: g, lambda g, ans, x, y: g),
    "multiply": (lambda g, ans, x, y: y * g, lambda g, ans, x, y: x * g),
    "subtract": (lambda g, ans, x, y: g, lambda g, ans, x, y: -g),
}


def adjoints(rule, g, operands):
    """What a rule, which is a function of NumPy, gives for the adjoints of its operands."""
    results = rule(*operands, *np.zeros_like(operands), g)
    return results[2:]  # without the value and its tangent


def most_memory(f, *arguments):
    """The most bytes that a call holds at a time."""
    tracemalloc.start()
    f(*arguments)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def main(n=1_000_000):
    """Prints rules, products and memory; returns the largest difference from Jᵀ y_bar, and the bytes for n entries."""
    rng = np.random.default_rng(0)
    print("The lecture's six rules, as they are written here:\n")
    for name in LECTURE:
        print(inspect.getsource(getattr(elementwise, name)))

    for f, kinds in ((product, "x=f64[n], W=f64[m, n]"), (exponential, "z=f64[n]")):
        print(differentiate(f).source(at=kinds, derivative="vjp"))
    x, W, bar = rng.normal(size=3), rng.normal(size=(4, 3)), rng.normal(size=4)
    differences = [
        vjp(product, x, W)[1](bar)[0] - jacobian(product)(x, W).T @ bar,
        vjp(exponential, bar)[1](bar)[0] - jacobian(exponential)(bar).T @ bar,
        grad(loss)(x, W) - vjp(loss, x, W)[1](1.0)[0],
    ]
    largest = max(float(np.max(np.abs(difference))) for difference in differences)
    print(f"largest difference from the product with the whole Jacobian: {largest:.0e}")

    z = rng.normal(size=n)
    pullback = vjp(exponential, z)[1]
    most = most_memory(pullback, z)
    print(f"of {n:,} exponentials the product takes {most / 1e6:.0f} MB; the Jacobian has {8e-6 * n * n:,.0f} MB")
    return largest, most


if __name__ == "__main__":
    main()
