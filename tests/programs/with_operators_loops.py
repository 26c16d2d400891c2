"""Operators in loops: Newton's method, gradient descent, and derivatives of everything that they computed."""

import numpy as np

from programs.checker import pos, program, sgn
from s2sdiff import checkpoint, grad, hvp, jvp, stop_gradient, value_and_grad, vjp


def polynomial(y, a):
    return y**3 - a * y - 1.0


def residuals(w, X, t):
    r = X @ w - t
    return r @ r / len(t)


X, T = np.stack([np.ones(5), sgn(5), pos(5)], axis=1), sgn(5)


@program(1.3)
def newton_in_a_while_loop(a):
    y = 2.0
    while abs(polynomial(y, a)) > 1e-12:
        y = y - polynomial(y, a) / grad(polynomial)(y, a)
    return y


@program(1.3)
def newton_with_value_and_grad_of_a_closure(a):
    y = 2.0
    step = 1.0
    while abs(step) > 1e-9:
        value, slope = value_and_grad(lambda y: y**3 - a * y - 1.0)(y)
        step = value / slope
        y = y - step
    return y * a


@program(1.3)
def newton_for_a_minimum(a):
    y = 2.0
    for _ in range(8):
        y = y - grad(polynomial)(y, a) / grad(grad(polynomial))(y, a)
    return y


@program(1.3)
def newton_with_grad_in_the_test(a):
    def slope(y):
        return grad(lambda z: z**4 / 4 - a * z)(y)

    y = 2.0
    while abs(slope(y)) > 1e-10:
        y = y - slope(y) / grad(slope)(y)
    return y


@program(0.1, sgn(3), 4)
def learning_rate_through_training(rate, w, n):
    for _ in range(n):
        w = w - rate * grad(residuals)(w, X, T)
    return residuals(w, X, T)


@program(0.1, 0.5, sgn(3))
def rate_and_momentum_through_training(rate, momentum, w):
    velocity = np.zeros(3)
    for _ in range(3):
        velocity = momentum * velocity + grad(residuals)(w, X, T)
        w = w - rate * velocity
    return residuals(w, X, T)


@program(0.1, 0.05, sgn(3))
def weight_decay_as_a_closure(rate, decay, w):
    def penalised(w):
        return residuals(w, X, T) + decay * w @ w

    for _ in range(3):
        w = w - rate * grad(penalised)(w)
    return residuals(w, X, T)


@program(0.1, [sgn(3), pos(3)], 3)
def training_of_a_list_of_arrays(rate, params, n):
    def loss(params):
        a, b = params
        return np.sum((np.tanh(X @ a) * (X @ b) - T) ** 2)

    a, b = params
    for _ in range(n):
        a_bar, b_bar = grad(loss)([a, b])
        a = a - rate * a_bar
        b = b - rate * b_bar
    return loss([a, b])


@program(0.1, sgn(3))
def training_in_place(rate, w):
    w = w.copy()
    for _ in range(3):
        w -= rate * grad(residuals)(w, X, T)
    return residuals(w, X, T)


@program(0.1, sgn(3))
def losses_kept_in_an_array(rate, w):
    losses = np.zeros(4)
    for k in range(4):
        losses[k], w_bar = value_and_grad(residuals)(w, X, T)
        w = w - rate * w_bar
    return np.sum(losses * np.arange(4.0))


@program(0.1, sgn(3))
def stochastic_gradient_descent(rate, w):
    for k in range(len(T)):
        row, t = X[k], T[k]
        w = w - rate * grad(lambda w: (row @ w - t) ** 2)(w)  # noqa: B023
    return np.sum(w**2)


@program(0.8, 0)
@program(0.8, 3)
def loop_that_may_not_run(x, n):
    y = x
    for k in range(n):
        y = grad(lambda z: z**3 * (k + 1.0) * y)(x)  # noqa: B023
    return y * x


@program(0.8, 3)
def function_that_is_defined_in_a_loop(x, n):
    total = 0.0
    for k in range(n):

        def f(y, scale=k):
            return scale * y**2 * x

        total = total + grad(f)(x) * grad(f, argnums=0)(2.0, 0.5)
    return total


@program(sgn(3), 3)
def grad_of_what_the_iteration_before_made(x, n):
    y = x
    for _ in range(n):
        before = y
        y = grad(lambda z: np.sum(z * z * before) * 0.5)(before)  # noqa: B023
    return np.sum(y)


@program(0.8, 4)
def grad_of_a_loop_in_a_loop(x, n):
    def f(y):
        total = 0.0
        for k in range(n):
            total = total + (k + 1) * y**2 * x
            y = y * x
        return total

    s = 0.0
    for _ in range(2):
        s = s + grad(f)(x + s * 0.01)
    return s


@program(0.5, 2)
def grad_inside_what_is_differentiated_in_a_loop(x, n):
    def f(y):
        for _ in range(n):
            y = y - 0.125 * grad(lambda z: z**4 * x)(y)
        return y

    return grad(f)(x) * f(1.0)


@program(sgn(3), pos(3))
def power_method_with_hvp(x, v):
    for _ in range(3):
        v = hvp(lambda x: np.sum(np.exp(x)) + x @ x)(x, v)
        v = v / np.sqrt(v @ v)
    return np.sum(v * x)


@program(0.8, 0.3)
def jvp_in_a_loop(x, v):
    for _ in range(3):
        x, v = jvp(np_sin, (x,), (v,))
    return x * v


def np_sin(x):
    return np.sin(x) + x


@program(sgn(3), 3)
def vjp_in_a_loop(x, n):
    total = 0.0
    for _ in range(n):
        y, back = vjp(lambda z: np.tanh(z) * z, x)
        (x_bar,) = back(y)
        x = x - 0.1 * x_bar
        total += np.sum(y)
    return total


@program(sgn(3), 3)
def array_that_changes_between_vjp_and_pullback(x, n):
    u = x * 2.0
    for _ in range(n):
        y, back = vjp(lambda a: np.sum(a * a * a), u)
        u -= 0.1 * back(1.0)[0]
        u[0] = y * 0.1
    return np.sum(u)


@program(0.8, 5)
def stop_gradient_of_what_a_loop_carries(x, n):
    total = 0.0
    y = x
    for _ in range(n):
        y = y * 0.5
        total = total + stop_gradient(0.25) * y * x
    return total


@program(1.2)
def step_that_is_chosen_by_a_branch(x):
    y = x
    for _ in range(4):
        slope = grad(lambda z: z**4 - z**2)(y)
        if slope > 0.5:
            y = y - 0.05 * slope
        else:
            y = y - 0.05 * grad(lambda z: z**2 * x)(y)
    return y


@program(0.8, 3)
def recursion_that_takes_a_grad(x, n):
    return descend(x, 0.1 * x, n)


def descend(y, rate, n):
    if n == 0:
        return y
    return descend(y - rate * grad(np_quartic)(y), rate, n - 1)


def np_quartic(y):
    return y**4 / 4 + np.cos(y)


# --- checkpoint -------------------------------------------------------------------------------------------------------
def step(u, c):
    return u + 0.1 * c * np.roll(u, 1) * (1.0 - u)


@program(sgn(4), 0.7, 5)
def checkpoint_in_a_loop(u, c, n):
    for _ in range(n):
        u = checkpoint(step)(u, c)
    return np.sum(u**2)


@program(sgn(4), 0.7, 3)
def checkpoint_of_a_loop_of_checkpoints(u, c, n):
    def some(u):
        for _ in range(n):
            u = checkpoint(step)(u, c)
        return u

    for _ in range(2):
        u = checkpoint(some)(u)
    return np.sum(u**2)


@program(sgn(4), 0.7, 0)
def checkpoint_in_a_loop_that_does_not_run(u, c, n):
    for _ in range(n):
        u = checkpoint(lambda u: step(u, c))(u)
    return np.sum(u**2) * c
