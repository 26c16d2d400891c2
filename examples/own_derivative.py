"""A function with a derivative of your own: here the solution of an equation, which SciPy finds.

Kepler's equation E - e sin(E) = M gives the place E of a planet at the time M on an orbit of eccentricity e. There is
nothing to read in what SciPy's solver does, and nothing to be gained from going back through its iterations: the
derivative follows from the equation, dE (1 - e cos(E)) = dM + sin(E) de. A wrong rule is found by `check_grads`.

    python examples/own_derivative.py
"""

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from s2sdiff import check_grads, differentiate, grad, rule, value_and_grad


def residual(E, M, e):
    return E - e * np.sin(E) - M


def place(M, e):
    """The E that solves Kepler's equation."""
    return brentq(residual, M - 1, M + 1, args=(M, e), xtol=1e-14)


@rule(place)
def place_rule(M, e, M_dot, e_dot, y_bar):
    slope = 1 - e * np.cos(y)  # y is what `place` returns
    y_dot = (M_dot + np.sin(y) * e_dot) / slope
    M_bar = y_bar / slope
    e_bar = y_bar * np.sin(y) / slope
    return y_dot, M_bar, e_bar


def place_mistaken(M, e):
    return place(M, e)


@rule(place_mistaken)
def place_mistaken_rule(M, e, M_dot, e_dot, y_bar):
    slope = 1 + e * np.cos(y)  # the sign is wrong
    y_dot = (M_dot + np.sin(y) * e_dot) / slope
    M_bar = y_bar / slope
    e_bar = y_bar * np.sin(y) / slope
    return y_dot, M_bar, e_bar


def misfit(e, times, distances):
    """The squared errors of the planet's distances from its sun, in units of the orbit's half axis."""
    total = 0.0
    for M, distance in zip(times, distances, strict=True):
        E = float(place(M, e))
        total += (1 - e * np.cos(E) - distance) ** 2
    return total


def main():
    """Prints the derivative, fits an eccentricity; returns the fitted and the true one and what the checker says."""
    true = 0.3
    times = np.linspace(0.1, 6, 20)
    distances = np.array([1 - true * np.cos(place(M, true)) for M in times])
    print(differentiate(misfit).source(0.1, times, distances))

    check_grads(misfit, (0.1, times, distances))
    check_grads(place, (2.0, 0.3), order=2)
    print(f"by M and e: {grad(place)(2.0, 0.3):.9f} {grad(place, argnums=1)(2.0, 0.3):.9f}, as differences say")
    try:
        check_grads(place_mistaken, (2.0, 0.3))
        complaint = ""
    except AssertionError as error:
        complaint = str(error)
    print(f"the wrong rule: {complaint}\n")

    found = minimize_scalar(misfit, bounds=(0, 0.9), args=(times, distances), method="bounded", options={"xatol": 1e-9})
    value, slope = value_and_grad(misfit)(found.x, times, distances)
    print(f"fitted eccentricity {found.x:.6f}, true {true}; misfit {value:.0e}, slope {slope:.0e}")
    return found.x, true, complaint


if __name__ == "__main__":
    main()
