"""Minimising the n-dimensional Rosenbrock function with SciPy, which gets the gradient from s2sdiff.

    python examples/rosenbrock.py
    s2sdiff show examples/rosenbrock.py:rosenbrock --at "x=f64[n]"
"""

import numpy as np
from scipy.optimize import minimize

from s2sdiff import value_and_grad


def rosenbrock(x):
    """A long curved valley; the minimum is 0, where every coordinate is 1."""
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def main(n=50):
    """Minimises in n dimensions with and without the gradient; returns the result of the run that had it."""
    x0 = np.tile([-1.2, 1.0], n // 2)
    found = minimize(value_and_grad(rosenbrock), x0, jac=True, method="L-BFGS-B", options={"maxiter": 10_000})
    without = minimize(rosenbrock, x0, method="L-BFGS-B", options={"maxiter": 10_000, "maxfun": 1_000_000})

    print(f"{n} dimensions     calls of f   minimum   largest distance from 1")
    for label, result in (("with the gradient", found), ("without", without)):
        print(f"{label:17} {result.nfev:10d} {result.fun:10.1e} {np.max(np.abs(result.x - 1)):10.1e}")
    return found


if __name__ == "__main__":
    main()
