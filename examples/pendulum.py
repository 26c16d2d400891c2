"""Fitting a damped pendulum to noisy measurements, through a Runge–Kutta integrator.

theta'' = -stiffness sin(theta) - damping theta'

The gradient of the misfit goes back through every step of the integration. Nothing is written for it:
the integrator is a loop that calls a function, which calls another, with the state in two numbers.

    python examples/pendulum.py
    s2sdiff show examples/pendulum.py:misfit --at "parameters=f64[2], measured=f64[n], dt=float"
"""

import numpy as np
from scipy.optimize import minimize

from s2sdiff import value_and_grad


def slope(theta, omega, stiffness, damping):
    """The equation of motion: the time derivatives of angle and angular velocity."""
    return omega, -stiffness * np.sin(theta) - damping * omega


def runge_kutta_step(theta, omega, stiffness, damping, dt):
    """The state after one step of the classical fourth-order method."""
    a1, b1 = slope(theta, omega, stiffness, damping)
    a2, b2 = slope(theta + dt / 2 * a1, omega + dt / 2 * b1, stiffness, damping)
    a3, b3 = slope(theta + dt / 2 * a2, omega + dt / 2 * b2, stiffness, damping)
    a4, b4 = slope(theta + dt * a3, omega + dt * b3, stiffness, damping)
    theta = theta + dt / 6 * (a1 + 2 * a2 + 2 * a3 + a4)
    omega = omega + dt / 6 * (b1 + 2 * b2 + 2 * b3 + b4)
    return theta, omega


def misfit(parameters, measured, dt):
    """The mean squared distance between the measured angles and those of a pendulum let go at angle 2."""
    stiffness, damping = parameters
    theta, omega = 2.0, 0.0
    total = 0.0
    for angle in measured:
        theta, omega = runge_kutta_step(theta, omega, stiffness, damping, dt)
        total += (theta - angle) ** 2
    return total / len(measured)


def measurements(stiffness, damping, dt, steps, noise, rng):
    """Angles at the times dt, 2 dt, …, with Gaussian noise."""
    theta, omega = 2.0, 0.0
    angles = []
    for _ in range(steps):
        theta, omega = runge_kutta_step(theta, omega, stiffness, damping, dt)
        angles.append(theta)
    return np.array(angles) + noise * rng.normal(size=steps)


def main():
    """Fits stiffness and damping; returns the fitted and the true parameters."""
    true = np.array([9.81, 0.35])
    dt, steps = 0.05, 120
    measured = measurements(*true, dt, steps, noise=0.05, rng=np.random.default_rng(0))

    guess = np.array([8.0, 0.1])
    found = minimize(value_and_grad(misfit), guess, args=(measured, dt), jac=True, method="BFGS")

    print(f"                 stiffness  damping  misfit      ({found.nfev} integrations and gradients)")
    for label, parameters in (("first guess", guess), ("fitted", found.x), ("true", true)):
        print(f"{label:15} {parameters[0]:10.4f} {parameters[1]:8.4f} {misfit(parameters, measured, dt):8.5f}")
    return found.x, true


if __name__ == "__main__":
    main()
