"""Matrix factorizations in place: LU, Cholesky, Gram-Schmidt, Givens; and what is solved with them."""

import numpy as np

from programs.checker import pos, program, sgn


# --- elimination -----------------------------------------------------------------------------------------------------
@program(pos(4, 4) + 2 * np.eye(4))
def lu_doolittle_in_place(matrix):
    A = matrix.copy()
    n = A.shape[0]
    for i in range(n):
        for j in range(i):
            for k in range(j):
                A[i, j] -= A[i, k] * A[k, j]
            A[i, j] /= A[j, j]
        for j in range(i, n):
            for k in range(i):
                A[i, j] -= A[i, k] * A[k, j]
    return np.sum(A**2)


@program(pos(3, 3) + 2 * np.eye(3))
def lu_doolittle_into_two_factors(A):
    n = len(A)
    L, U = np.eye(n), np.zeros((n, n))
    for i in range(n):
        for j in range(i, n):
            U[i, j] = A[i, j] - L[i, :i] @ U[:i, j]
        for j in range(i + 1, n):
            L[j, i] = (A[j, i] - L[j, :i] @ U[:i, i]) / U[i, i]
    return np.sum(L) + np.sum(U**2)


@program(pos(4, 4) + 2 * np.eye(4))
def lu_by_outer_products(matrix):
    A = np.array(matrix)
    n = len(A)
    for k in range(n - 1):
        A[k + 1 :, k] /= A[k, k]
        A[k + 1 :, k + 1 :] -= np.outer(A[k + 1 :, k], A[k, k + 1 :])
    return np.sum(np.log(np.diag(A) ** 2)) + np.sum(A)


@program(sgn(4, 4))
def lu_with_partial_pivoting(matrix):
    A = matrix.copy()
    n = len(A)
    for k in range(n - 1):
        p = k + np.argmax(np.abs(A[k:, k]))
        if p != k:
            A[[k, p]] = A[[p, k]]
        A[k + 1 :, k] /= A[k, k]
        A[k + 1 :, k + 1 :] -= A[k + 1 :, k : k + 1] * A[k : k + 1, k + 1 :]
    return np.sum(A**2)


@program(sgn(4, 4))
def determinant_by_elimination_with_row_swaps(matrix):
    A = matrix.copy()
    n = A.shape[0]
    det = 1.0
    for k in range(n):
        p = np.argmax(abs(A[k:, k])) + k
        if p != k:
            row = A[k].copy()
            A[k] = A[p]
            A[p] = row
            det = -det
        det *= A[k, k]
        for i in range(k + 1, n):
            A[i, k:] -= A[i, k] / A[k, k] * A[k, k:]
    return det


@program(sgn(3, 3) + np.eye(3)[[1, 2, 0]], pos(3))
def gauss_elimination_with_the_pivot_found_in_a_loop(matrix, rhs):
    A, b = matrix.copy(), rhs.copy()
    n = len(b)
    for k in range(n):
        p = k
        for i in range(k + 1, n):
            if abs(A[i, k]) > abs(A[p, k]):
                p = i
        for j in range(n):
            A[k, j], A[p, j] = A[p, j], A[k, j]
        b[k], b[p] = b[p], b[k]
        for i in range(k + 1, n):
            m = A[i, k] / A[k, k]
            for j in range(k, n):
                A[i, j] -= m * A[k, j]
            b[i] -= m * b[k]
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            b[i] -= A[i, j] * b[j]
        b[i] /= A[i, i]
    return np.sum(b**2)


@program(pos(3, 3) + 2 * np.eye(3))
def gauss_jordan_inverse(matrix):
    n = len(matrix)
    M = np.zeros((n, 2 * n))
    M[:, :n] = matrix
    M[:, n:] = np.eye(n)
    for k in range(n):
        M[k] /= M[k, k]
        for i in range(n):
            if i != k:
                M[i] -= M[i, k] * M[k]
    return np.sum(M[:, n:] ** 2)


@program(pos(3, 3) + 2 * np.eye(3))
def gauss_jordan_inverse_without_a_second_matrix(matrix):
    A = matrix.copy()
    n = len(A)
    for k in range(n):
        pivot = A[k, k]
        A[k, k] = 1.0
        A[k, :] /= pivot
        for i in range(n):
            if i != k:
                factor = A[i, k]
                A[i, k] = 0.0
                A[i, :] -= factor * A[k, :]
    return np.sum(A * np.arange(9).reshape(3, 3))


# --- Cholesky --------------------------------------------------------------------------------------------------------
@program(pos(4, 4) @ pos(4, 4).T + np.eye(4))
def cholesky_by_columns_in_place(matrix):
    A = matrix.copy()
    n = len(A)
    for j in range(n):
        A[j:, j] -= A[j:, :j] @ A[j, :j]
        A[j:, j] /= np.sqrt(A[j, j])
    return np.sum(np.tril(A) ** 3)


@program(pos(4, 4) @ pos(4, 4).T + np.eye(4))
def cholesky_element_by_element(A):
    n = A.shape[0]
    L = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            s = 0.0
            for k in range(j):
                s += L[i, k] * L[j, k]
            if i == j:
                L[i, j] = np.sqrt(A[i, i] - s)
            else:
                L[i, j] = (A[i, j] - s) / L[j, j]
    return np.sum(L**3)


@program(pos(3, 3) @ pos(3, 3).T + np.eye(3))
def square_root_free_cholesky(A):
    n = len(A)
    L = np.eye(n)
    d = np.zeros(n)
    for j in range(n):
        d[j] = A[j, j] - np.sum(L[j, :j] ** 2 * d[:j])
        for i in range(j + 1, n):
            L[i, j] = (A[i, j] - np.sum(L[i, :j] * L[j, :j] * d[:j])) / d[j]
    return np.sum(np.log(d)) + np.sum(L)


def cholesky(A):
    for k in range(len(A)):
        A[k, k] = np.sqrt(A[k, k])
        A[k + 1 :, k] /= A[k, k]
        for j in range(k + 1, len(A)):
            A[j:, j] -= A[j:, k] * A[j, k]


def forward_substitution(L, b):
    for i in range(len(b)):
        b[i] = (b[i] - L[i, :i] @ b[:i]) / L[i, i]


def back_substitution(L, b):
    """Solves L.T x = b, in place."""
    for i in range(len(b) - 1, -1, -1):
        b[i] = (b[i] - L[i + 1 :, i] @ b[i + 1 :]) / L[i, i]


@program(0.8, 0.3, pos(4), sgn(4))
def gaussian_process_likelihood(length, noise, t, y):
    K = np.exp(-0.5 * ((t[:, None] - t[None, :]) / length) ** 2)
    for i in range(len(t)):
        K[i, i] += noise**2
    cholesky(K)
    alpha = y.copy()
    forward_substitution(K, alpha)
    back_substitution(K, alpha)
    return 0.5 * y @ alpha + np.sum(np.log(np.diag(K)))


@program(pos(4, 4) + np.eye(4), sgn(4), sgn(4, 2))
def triangular_solves_for_a_vector_and_two_columns(L, b, B):
    x, X = b.copy(), B.copy()
    forward_substitution(L, x)
    for j in range(2):
        back_substitution(L, X[:, j])
    return np.sum(x**2) + np.sum(X**2)


# --- orthogonalization -----------------------------------------------------------------------------------------------
@program(sgn(4, 3))
def modified_gram_schmidt_on_columns(matrix):
    Q = matrix.copy()
    n = Q.shape[1]
    R = np.zeros((n, n))
    for j in range(n):
        R[j, j] = np.sqrt(np.sum(Q[:, j] ** 2))
        Q[:, j] /= R[j, j]
        for k in range(j + 1, n):
            R[j, k] = Q[:, j] @ Q[:, k]
            Q[:, k] -= R[j, k] * Q[:, j]
    return np.sum(R) + np.sum(Q**3)


@program(sgn(4, 3))
def classical_gram_schmidt_on_a_view_of_a_column(matrix):
    Q = np.empty_like(matrix)
    for j in range(matrix.shape[1]):
        v = matrix[:, j].copy()
        for k in range(j):
            v -= (Q[:, k] @ matrix[:, j]) * Q[:, k]
        Q[:, j] = v / np.sqrt(v @ v)
    return np.sum(Q**3)


@program(sgn(3, 3))
def givens_rotations_of_rows(matrix):
    A = matrix.copy()
    m, n = A.shape
    for j in range(n):
        for i in range(m - 1, j, -1):
            a, b = A[i - 1, j], A[i, j]
            r = np.hypot(a, b)
            c, s = a / r, b / r
            upper = c * A[i - 1] + s * A[i]
            A[i] = -s * A[i - 1] + c * A[i]
            A[i - 1] = upper
    return np.sum(np.triu(A) ** 3)


@program(sgn(4, 4) + sgn(4, 4).T)
def jacobi_eigenvalue_sweep(matrix):
    A = matrix.copy()
    n = len(A)
    for p in range(n - 1):
        for q in range(p + 1, n):
            theta = 0.5 * np.arctan2(2 * A[p, q], A[q, q] - A[p, p])
            c, s = np.cos(theta), np.sin(theta)
            row = A[p].copy()
            A[p] = c * row - s * A[q]
            A[q] = s * row + c * A[q]
            column = A[:, p].copy()
            A[:, p] = c * column - s * A[:, q]
            A[:, q] = s * column + c * A[:, q]
    return np.sum(np.diag(A) ** 3)


@program(pos(3, 3), pos(3), 4)
def power_iteration_in_place(A, v0, iterations):
    v = v0.copy()
    for _ in range(iterations):
        v[:] = A @ v
        v /= np.sqrt(np.sum(v**2))
    return v @ A @ v
