"""jacfwd, jacrev, jacobian and hessian: structures, types and sizes; which mode is taken; what is done in a loop."""

import numpy as np
import pytest
from alike import same

from s2sdiff import differentiate, grad, hessian, jacfwd, jacobian, jacrev

JACOBIANS = pytest.mark.parametrize("jac", [jacfwd, jacrev, jacobian])
ONES, TWO = np.ones(2), np.array([1.0, 2.0])
SINGLE = np.array([1.0, 2.0], np.float32)
EYE = np.eye(2)


def compiled(derivative, *arguments):
    return derivative.__s2sdiff__.variant(arguments).compiled


def plain_floats(value):
    """A structure with floats for NumPy's double-precision numbers: which it is, is the arithmetic's choice."""
    if isinstance(value, tuple | list):
        return type(value)(map(plain_floats, value))
    if isinstance(value, dict):
        return {key: plain_floats(item) for key, item in value.items()}
    return float(value) if isinstance(value, np.float64) else value


def square(x):
    return x * x


def total(x):
    return np.sum(x * x)


def layer(x, A):
    return np.tanh(A @ x)


def identity(p):
    return p


def several(x, y):
    return x * y, (np.sum(x), [y * y])


def of_dict(p):
    return p["a"] * p["b"][0]


def with_others(x):
    return 2 * x, 3, np.arange(2), None


def constant(x):
    return np.ones(2)


def of_either_rank(x, z, k):
    """No rank is known of y, so its Jacobian is made one row, or one column, at a time."""
    if k > 0:
        y = x
    else:
        y = np.outer(x, x)
    return np.sum(y) * z, [y]


# --- what is returned -------------------------------------------------------------------------------------------------
@JACOBIANS
@pytest.mark.parametrize(
    ("f", "argnums", "arguments", "expected"),
    [
        (square, 0, (3.0,), 6.0),
        (square, (0,), (3.0,), (6.0,)),
        (square, 0, (np.float64(3.0),), np.float64(6.0)),
        (square, 0, (np.float32(3.0),), np.float32(6.0)),
        (square, 0, (SINGLE,), np.diag(2 * SINGLE)),
        (square, 0, (np.ones((2, 3)),), np.reshape(2 * np.eye(6), (2, 3, 2, 3))),
        (square, 0, (np.ones((1, 2)),), np.reshape(2 * np.eye(2), (1, 2, 1, 2))),
        (square, 0, (np.ones((0, 3)),), np.ones((0, 3, 0, 3))),
        (total, 0, (np.ones((2, 3)),), np.full((2, 3), 2.0)),
        (total, 0, (np.ones(0),), np.ones(0)),
        (lambda x: x * TWO, 0, (3.0,), TWO),
        (lambda x: x * np.ones((2, 0)), 0, (3.0,), np.ones((2, 0))),
        (several, 0, (TWO, 3.0), (3 * EYE, (ONES, [0 * ONES]))),
        (several, 1, (TWO, 3.0), (TWO, (0.0, [6.0]))),
        (several, (1, 0), (TWO, 3.0), ((TWO, 3 * EYE), ((0.0, ONES), [(6.0, 0 * ONES)]))),
        (several, (-1,), (TWO, 3.0), ((TWO,), ((0.0,), [(6.0,)]))),
        (of_dict, 0, ({"a": TWO, "b": (3.0,)},), {"a": 3 * EYE, "b": (TWO,)}),
        (identity, 0, ({"a": TWO, "b": [3.0]},),
         {"a": {"a": EYE, "b": [0 * ONES]}, "b": [{"a": 0 * ONES, "b": [1.0]}]}),
        (identity, 0, ([],), []),
        (with_others, 0, (3.0,), (2.0, 0.0, 0.0, 0.0)),
        (with_others, 0, (TWO,), (2 * EYE, 0.0, 0.0, 0.0)),
        (constant, 0, (TWO,), np.zeros((2, 2))),
        (constant, 0, (3.0,), np.zeros(2)),
        (of_either_rank, 0, (TWO, 3.0, 1), (3 * ONES, [EYE])),
        (of_either_rank, (0, 1), (TWO, 3.0, 1), ((3 * ONES, 3.0), [(EYE, 0 * ONES)])),
        (of_either_rank, 1, (TWO, 3.0, 0), (9.0, [np.zeros((2, 2))])),
        (of_either_rank, 0, (SINGLE, np.float32(3), 1), (3 * ONES.astype("f4"), [np.eye(2, dtype="f4")])),
        (of_either_rank, 0, (np.ones(0), 3.0, 0), (np.ones(0), [np.ones((0, 0, 0))])),
    ],
)  # fmt: skip
def test_structure_type_and_shape(jac, f, argnums, arguments, expected):
    for optimize in (0, 1):
        same(plain_floats(jac(f, argnums, optimize=optimize)(*arguments)), plain_floats(expected))


@JACOBIANS
def test_arguments_by_name_and_by_keyword(jac):
    A = np.array([[1.0, 2.0], [0.5, -1.0], [0.0, 1.0]])
    slopes = 1 - np.tanh(A @ TWO) ** 2
    same(jac(layer)(A=A, x=TWO), slopes[:, None] * A)
    by_A, by_x = jac(layer, argnames=("A", "x"))(TWO, A)
    same(by_x, slopes[:, None] * A)
    same(by_A, np.einsum("i,ij,k->ijk", slopes, np.eye(3), TWO))


@JACOBIANS
def test_an_argument_is_left_as_it_is(jac):
    def f(x):
        x[1:] *= x[:-1]
        return x

    x = np.array([1.0, 2.0, 3.0])
    same(jac(f)(x), np.array([[1.0, 0.0, 0.0], [2.0, 1.0, 0.0], [0.0, 3.0, 2.0]]))
    same(x, np.array([1.0, 2.0, 3.0]))


# --- which mode -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rows", "columns", "mode"), [(2, 50, "rev"), (50, 2, "fwd"), (3, 3, "fwd"), (1, 2, "rev"), (2, 1, "fwd")]
)
def test_the_mode_of_fewer_sweeps_is_taken(rows, columns, mode):
    A = np.linspace(-1.0, 1.0, rows * columns).reshape(rows, columns)
    x = np.linspace(0.0, 1.0, columns)
    derivative = jacobian(layer, optimize=1)
    np.testing.assert_allclose(derivative(x, A), (1 - np.tanh(A @ x) ** 2)[:, None] * A, rtol=1e-14, atol=1e-16)
    assert compiled(derivative, x, A).entry == f"layer_jac{mode}"


def test_each_call_has_the_mode_of_its_sizes():
    def own_layer(x, A):
        return layer(x, A)

    derivative, modes = jacobian(own_layer), []
    for rows, columns in ((4, 5), (5, 4), (2, 9), (9, 2), (7, 8)):
        A = np.linspace(-1.0, 1.0, rows * columns).reshape(rows, columns)
        x = np.linspace(0.0, 1.0, columns)
        same(derivative(x, A).round(12), ((1 - np.tanh(A @ x) ** 2)[:, None] * A).round(12))
        modes.append(compiled(derivative, x, A).entry)
    assert modes == [f"own_layer_jac{mode}" for mode in ("rev", "fwd", "rev", "fwd", "rev")]
    assert len(derivative.__s2sdiff__.variants) == 2  # and no third for other sizes


@pytest.mark.parametrize(("jac", "looped"), [(jacfwd, "jvp"), (jacrev, "vjp"), (jacobian, "jvp")])
def test_what_is_not_written_for_all_rows_at_once_is_done_in_a_loop(jac, looped):
    assert compiled(jac(of_either_rank, (0, 1)), TWO, 3.0, 1).looped == looped
    assert compiled(jac(square), TWO).looped == ""
    text = differentiate(of_either_rank).source(TWO, 3.0, 1, derivative=jac.__name__)
    each = "arguments" if looped == "jvp" else "output"
    assert text.startswith(f"# called once for each entry of the {each}: this cannot be written for all of them at")


# --- Hessians ---------------------------------------------------------------------------------------------------------
def quadratic(x, y):
    return x @ x * y**2 + y**3


def test_hessian():
    same(hessian(quadratic)(TWO, 3.0), 18 * EYE)
    assert hessian(quadratic, 1)(TWO, 3.0) == 28.0
    (xx, xy), (yx, yy) = hessian(quadratic, (0, 1))(TWO, 3.0)
    same((xx, xy, yx), (18 * EYE, 12 * TWO, 12 * TWO))
    assert yy == 28.0


def test_hessian_of_a_structure():
    def f(p):
        return np.sum(p["a"] ** 3) * p["b"]

    found = hessian(f)({"a": TWO, "b": 2.0})
    np.testing.assert_allclose(found["a"]["a"], np.diag(12 * TWO))
    np.testing.assert_allclose(found["a"]["b"], 3 * TWO**2)
    np.testing.assert_allclose(found["b"]["a"], 3 * TWO**2)
    assert found["b"]["b"] == 0.0


@pytest.mark.parametrize("outer", [jacfwd, jacrev, jacobian])
def test_a_hessian_is_the_jacobian_of_a_gradient(outer):
    x = np.array([0.3, -0.2, 0.5])

    def f(x):
        return np.sum(np.sin(x) * x[0]) ** 2

    np.testing.assert_allclose(outer(grad(f))(x), hessian(f)(x), rtol=1e-12)
    np.testing.assert_allclose(hessian(f)(x), hessian(f)(x).T, rtol=1e-12)


def test_a_jacobian_of_a_jacobian():
    third = jacfwd(hessian(lambda x: np.sum(x**3)))(TWO)
    expected = np.zeros((2, 2, 2))
    expected[0, 0, 0] = expected[1, 1, 1] = 6.0
    same(third, expected)
    same(jacrev(jacfwd(square))(TWO), expected / 3)
    same(jacfwd(jacrev(square))(TWO), expected / 3)


# --- what is refused --------------------------------------------------------------------------------------------------
@JACOBIANS
@pytest.mark.parametrize(
    ("argument", "words"),
    [
        (3, "square cannot be differentiated with respect to x, which is int; pass a float or an array of floats"),
        (np.arange(3), r"square cannot be differentiated with respect to x, which is i64\[n\]"),
        (3j, "square has complex arguments or results, and a Jacobian is one of real numbers"),
        (TWO * 1j, "square has complex arguments or results, and a Jacobian is one of real numbers"),
        ({"a": 1.0, "b": 2}, r"square cannot be differentiated with respect to x\['b'\], which is int"),
    ],
)
def test_arguments_that_have_no_jacobian(jac, argument, words):
    with pytest.raises(TypeError, match=words):
        jac(square)(argument)


def test_a_complex_hessian_is_refused():
    with pytest.raises(TypeError, match="complex arguments or results, and a Jacobian is one of real numbers"):
        hessian(lambda z: np.abs(z) ** 2)(2j)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"argnums": 5}, "layer has 2 parameters and no number 5"),
        ({"argnums": (0, -3)}, "layer has 2 parameters and no number -3"),
        ({"argnames": "q"}, "layer has no parameter q; it has x, A"),
    ],
)
def test_parameters_that_there_are_not(options, words):
    for operator in (jacfwd, jacrev, jacobian, hessian):
        with pytest.raises(TypeError, match=words):
            operator(layer, **options)
