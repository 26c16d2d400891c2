"""Elementwise ops, products of vectors and matrices."""

import math

import numpy as np

from .cases import F3, FM, ONE, V3, V4, Z3, M, S, T, W, case


@case(0.5, V3)
def number_times_vector(c, a):
    return c * a


@case(0.5, M)
def number_times_matrix(c, a):
    return a * c - c / (a + 10.0) + 2.0


@case(V3, M)
def vector_and_matrix(x, a):
    return x + a, a - x, x * a, x / (a + 10.0), -x, +x


@case(M, V3)
def matrix_and_vector(x, a):
    return x * a + a


@case(M, 0.5, V3, on=(0, 1, 2))
def all_three(x, c, a):
    return x * c + a * x - c * a


@case(0.5, 1.5)
def numbers(c, d):
    return c * d + math.pi * c, c / 2.0, c


@case(V3, np.float64(1.5))
def scalar_of_numpy(x, c):
    return x[0] * c + x


@case(np.float64(1.5), V3)
def batched_scalar_of_numpy(c, x):
    return c * x + c


@case(V3, M)
def where_condition(x, a):
    return np.where(a > 0, x, 0.0), np.where(a[0] > 1, x, 1.0), np.where(a > 1, a, x)


@case(0.5, M)
def where_number(c, a):
    return np.where(a > 0, c, 0.0)


@case(V3, V3, on=(0, 1))
def where_both(x, y):
    return np.where(x > y, x, y)


@case(0.5)
def functions_of_math(c):
    return math.sin(c) * math.exp(c) + abs(c)


@case(V3, M)
def nonlinear(x, a):
    return np.exp(x) * a + np.maximum(x, 0.0) + np.clip(x, -1.0, None) + x**2


@case(F3, FM)
def narrow(x, a):
    return x * a + 2.0 * x


@case(0.5, F3)
def number_times_narrow_number(c, a):
    return c * np.float64(2.0) + a.astype(float)


@case(Z3, M)
def complex_rows(z, a):
    return z * a + np.conjugate(z), np.real(z), np.imag(z), z.conj(), z.real * a


@case(0.5, 2.0, on=(0, 1))
def complex_number(a, b):
    return complex(a, b) * 2.0


@case(np.array(2.0), V3)
def array_without_axes(c, x):
    return c * x + c


@case(ONE, V3)
def vector_of_one(x, a):
    return x * a + x


@case(W, M)
def column(x, a):
    return x * a + x


# --- matmul ----------------------------------------------------------------------------------------------------------
@case(V3, V3)
def vector_at_vector(x, a):
    return x @ a, a @ x


@case(V3, M)
def matrix_at_vector(x, a):
    return a @ x, x @ a.T


@case(V4, M)
def transpose_at_vector(x, a):
    return a.T @ x, x @ a


@case(M, S)
def matrix_at_matrix(x, a):
    return x @ a, x.T @ x, a @ x.T


@case(M, V3)
def batched_matrix_at_vector(x, a):
    return x @ a, a @ x.T


@case(V3, T)
def stack_at_vector(x, a):
    return a @ x, x @ np.swapaxes(a, 1, 2)


@case(M, T)
def stack_at_matrix(x, a):
    return a @ x.T, np.swapaxes(x, 0, 1) @ a


@case(T, V3, M, T)
def batched_stack(x, v, a, b):
    return x @ v, x @ a.T, a.T @ x, x @ np.swapaxes(b, 1, 2), v @ np.swapaxes(x, 1, 2)


@case(V3, V3, M, T, on=(0, 1, 2, 3))
def both_batched(x, y, a, t):
    return x @ y, a @ x, x @ a.T, a.T @ a, t @ x, x @ np.swapaxes(t, 1, 2), t @ a.T


@case(V3, M, T)
def dots(x, a, t):
    return np.dot(x, x[0]), np.dot(a, x), x.dot(a.T), np.dot(t, x), np.dot(x, 2.0), np.dot(0.5, x)


@case(M, M, T)
def dots_of_matrices(x, a, t):
    return np.dot(x, a.T), np.dot(t, x.T), np.dot(x, np.swapaxes(t, 1, 2)), np.dot(2.0, x)


@case(V3, M, T)
def inner_of_vector(x, a, t):
    return np.inner(x, a), np.inner(a, x), np.inner(t, x), np.inner(x, x * 2.0), np.inner(x, 3.0)


@case(M, M, T)
def inner_of_matrix(x, a, t):
    return np.inner(x, a), np.inner(a, x), np.inner(t, x), np.inner(x, t)


@case(V3, V4)
def outer_products(x, a):
    return np.outer(x, a), np.outer(a, x), np.outer(x, x)


@case(V3, V3, M)
def vdots(x, a, b):
    return np.vdot(x, a), np.vdot(a, x), np.vdot(b, b * x)


@case(Z3, Z3)
def complex_vdots(z, a):
    return np.vdot(z, a), np.vdot(a, z)


@case(M, T, V3)
def tensordots_of_left(x, t, v):
    return np.tensordot(x, t[0], axes=2), np.tensordot(x, v, axes=1)


@case(M, T, V3)
def tensordots_of_right(x, t, v):
    return np.tensordot(t, x, axes=2), np.tensordot(v, x.T, axes=1), np.tensordot(x.T, t[:, 0], axes=0)


@case(M, T)
def tensordots_with_axes(x, t):
    return np.tensordot(t, x, axes=((1,), (0,))), np.tensordot(x, t, axes=([0], [1])), np.tensordot(t, x, axes=(1, 0))


@case(V3, V4, M, S)
def kroneckers(x, a, b, c):
    return np.kron(x, a), np.kron(a, x), np.kron(b, np.diag(x)), np.kron(np.diag(x), c)


@case(V3, V3, M)
def cross_products(x, a, b):
    return np.cross(x, a), np.cross(a, x), np.cross(b, x), np.cross(x, b)


@case(M, V3)
def cross_products_of_rows(x, a):
    return np.cross(x, a), np.cross(a, x)


@case(V3, S, M)
def solved(x, a, b):
    return np.linalg.solve(a, x), np.linalg.solve(a.T, b.T * x[:, None])


@case(V3, np.stack([S, S.T]))
def solved_stacks(x, a):
    return np.linalg.solve(a, np.outer(x, x))


@case(S, V3, M)
def solved_with_batched(x, b, c):
    return np.linalg.solve(x + 20.0 * np.eye(3), b), np.linalg.solve(x + 20.0 * np.eye(3), c.T)


@case(S, V3, on=(0, 1))
def solved_both(x, b):
    return np.linalg.solve(x + 20.0 * np.eye(3), b), np.linalg.inv(x + 20.0 * np.eye(3)), np.linalg.det(x)
