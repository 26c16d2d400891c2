"""Operators in code that is differentiated, and calls of them that are refused, with the place; none gives a number."""

import inspect

import numpy as np
import pytest

from programs import refused_operators
from programs.test_refused import ARGUMENTS, derivatives, marked
from s2sdiff import UnsupportedError, grad, hvp, jvp, value_and_grad, vjp

NO_FUNCTION = r"is applied to what is no function here\. Apply it to a function of yours by its name, or to a lambda"
USED = r"A function is used as a value here\. Call it, or apply grad"
WORDS = {
    "applied_to_data": NO_FUNCTION,
    "applied_to_a_number": NO_FUNCTION,
    "applied_to_a_value": NO_FUNCTION,
    "applied_to_a_function_of_numpy": NO_FUNCTION,
    "applied_to_a_builtin": NO_FUNCTION,
    "applied_to_nothing": NO_FUNCTION,
    "checkpoint_of_data": NO_FUNCTION,
    "stop_gradient_of_two": "stop_gradient takes one argument",
    "function_takes_star_arguments": r"this lambda takes \* or \*\* arguments",
    "function_that_is_refused": "writes a global",
    "another_function_of_s2sdiff": "s.linearize is s2sdiff's",
    "derivative_of_itself": "calls a derivative of itself",
    "derivative_of_the_local_function_itself": "f calls a derivative of itself",
    "argnums_known_at_run_time": "The arguments of grad are not known before the run. Write argnums, argnames",
    "argnums_of_the_module": "The arguments of grad are not known before the run",
    "no_such_number": "square has the parameters x. Name one of them",
    "no_such_name": "scaled has the parameters x, v",
    "number_is_a_float": "square has the parameters x",
    "no_such_option": "grad cannot be called like this. It takes argnums, argnames, has_aux and optimize",
    "no_auxiliary_output": r"square returns float, and has_aux needs a pair \(output, aux\)",
    "too_many_arguments": "square cannot be called like this: too many positional arguments",
    "vector_is_missing": "total cannot be called like this: missing a required argument: 'v_dot'",
    "vector_of_a_keyword": "hvp is asked of k, which f takes by keyword alone. Let it be given by position",
    "positional_parameter_by_keyword": "f cannot be called like this: ",
    "array_output": r"spread returns f64\[3\], and a gradient needs one real number. Sum its result, or use vjp",
    "tuple_output": r"pair returns \(float, float\), and a gradient needs one real number",
    "complex_output": "complex_square returns complex, and a gradient needs one real number",
    "no_output": "relax returns nothing. Return what it computes",
    "integer_argument": "The derivative of power is taken with respect to int",
    "integer_array_argument": r"The derivative of total is taken with respect to i64\[3\]",
    "recursion_that_changes_its_argument": "halves calls itself, or is under checkpoint, and changes its arguments",
    "tangents_are_no_tuple": r"jvp cannot be called like this here. Write it as in jvp\(g, \(x,\), \(v,\)\)",
    "arguments_are_no_tuple": "jvp cannot be called like this here",
    "another_number_of_tangents": "jvp cannot be called like this here",
    "keyword_of_jvp": "jvp cannot be called like this here",
    "keyword_of_vjp": "vjp cannot be called like this here",
    "tangent_is_a_number": r"The tangent of f64\[n\] is float here. Give it the same structure and shape",
    "tangent_is_an_array": r"The tangent of float is f64\[n\] here",
    "tangent_has_more_dimensions": r"The tangent of f64\[n\] is f64\[3, 3\] here",
    "tangent_is_none": "The tangent of float is None here",
    "tangent_is_complex": "The tangent of float is complex here",
    "tangent_has_another_structure": r"The tangent of \(float, float\) is \(float, float, float\) here",
    "item_of_a_tangent_is_an_array": r"The tangent of float is f64\[n\] here",
    "vector_is_a_number": r"The vector of f64\[n\] is float here",
    "cotangent_is_a_number": r"The cotangent of f64\[3\] is float here",
    "cotangent_is_an_array": r"The cotangent of float is f64\[n\] here",
    "cotangent_has_another_structure": r"The cotangent of \(float, float\) is \(float, float, float\) here",
    "two_cotangents": "A pullback takes one cotangent",
    "no_cotangent": "A pullback takes one cotangent",
    "derivative_is_returned": USED,
    "derivative_is_returned_in_a_tuple": USED,
    "derivative_is_added": USED,
    "derivative_is_stored": USED,
    "derivative_of_a_derivative_in_a_loop": NO_FUNCTION,
    "local_function_is_returned": USED,
}
HELPERS = {"square", "spread", "total", "scaled", "power", "pair", "complex_square", "relax", "halves"}


@pytest.mark.parametrize("name", WORDS)
def test_refused(name):
    f = getattr(refused_operators, name)
    line, text, whole = marked(f)
    for derivative in (*derivatives(f), lambda: jvp(f, ARGUMENTS, ARGUMENTS), lambda: hvp(f)(1.5, 1.0, ARGUMENTS[1])):
        with pytest.raises(UnsupportedError, match=WORDS[name]) as caught:
            derivative()
        error = caught.value
        assert error.filename == refused_operators.__file__
        assert error.lineno == line
        assert error.text.rstrip("\n") == whole.rstrip("\n")
        assert error.text[error.offset - 1 :].startswith(text)
        assert error.problems[0].remedy, "no remedy"


@pytest.mark.parametrize("name", WORDS)
def test_one_cause_is_told_once(name):
    with pytest.raises(UnsupportedError) as caught:
        grad(getattr(refused_operators, name))(*ARGUMENTS)
    noted = [problem for problem in caught.value.problems if not problem.fault.startswith("(called here")]
    assert len(noted) == 1, caught.value


def test_every_refused_program_is_tested():
    own = {name for name, f in vars(refused_operators).items()
           if inspect.isfunction(f) and f.__module__ == refused_operators.__name__}  # fmt: skip
    assert own - set(WORDS) == HELPERS


# --- what only the run can tell ---------------------------------------------------------------------------------------
def total(v):
    return np.sum(v * v * v)


def tangent_of_some(x, v, n):
    return jvp(total, (v,), (x * v[:n],))[1]


def vector_of_some(x, v, n):
    return np.sum(hvp(total)(v, x * v[:n]))


def cotangent_of_some(x, v, n):
    return np.sum(vjp(np_cube, v)[1](x * v[:n])[0])


def np_cube(v):
    return v**3


@pytest.mark.parametrize("f", [tangent_of_some, vector_of_some, cotangent_of_some])
@pytest.mark.parametrize("operator", [lambda f: grad(f), lambda f: value_and_grad(f, (0, 1), optimize=0)])
def test_shapes_that_only_the_run_knows_do_not_broadcast(f, operator):
    x, v = 1.5, np.array([0.5, 1.0, -0.7])
    derivative = operator(f)
    derivative(x, v, 3)
    for n in (1, 2, 0):
        with pytest.raises(ValueError, match=r"of (total|np_cube) has shape \(.,\), and must have \(3,\)"):
            derivative(x, v, n)


def test_pullback_made_outside():
    back = vjp(total, np.ones(3))[1]
    with pytest.raises(UnsupportedError, match="back is s2sdiff's"):
        grad(lambda c: back(c)[0][0])(1.0)


# --- tangents are of the kind of what they are tangents of ------------------------------------------------------------
@pytest.mark.parametrize("v", [2, True, 2.0, np.float32(2.0), np.int64(2), np.float64(2.0)])
def test_tangents_of_a_number(v):
    def f(x, v):
        return jvp(lambda y: y * y * y, (x,), (v,))[1] * x

    assert value_and_grad(f)(1.5, v) == (float(v) * 3 * 1.5**3, float(v) * 9 * 1.5**2)


@pytest.mark.parametrize("dtype", [np.int64, np.float32, np.float64, bool])
def test_tangents_of_an_array(dtype):
    def f(x, v):
        def halved(y):
            z = y * 1.0
            z[0] = z[1] * 0.5
            return np.sum(z * z)

        return jvp(halved, (x,), (v,))[1] + np.sum(hvp(halved)(x, v))

    x, v = np.array([0.5, 1.5, -2.5]), np.array([0, 1, 1], dtype)
    value, x_bar = value_and_grad(f)(x, v)
    assert value == 2.5 * 1.5 - 5.0 + 2.5 + 2.0
    assert x_bar.tolist() == [0.0, 2.5, 2.0]


def test_tangents_of_single_precision():
    def f(x, v):
        return jvp(lambda y: np.sum(y**3), (x,), (v,))[1]

    x, v = np.array([0.5, 1.5], np.float32), np.array([1.0, 0.1])
    value, x_bar = value_and_grad(f)(x, v)
    assert value == f(x, v)
    assert value.dtype == x_bar.dtype == np.float32


def test_a_default_has_no_tangent():
    def f(x, v):
        w = np.array([1.0, 2.0])

        def g(y, scale=w, n=2):
            return np.sum(scale * y**n)

        return jvp(g, (x,), (v,))[1] + jvp(g, (x, w * 2.0), (v, w))[1]

    x, v = np.array([0.5, 1.5]), np.array([1.0, -2.0])
    value, x_bar = value_and_grad(f)(x, v)
    assert value == f(x, v) == -11.0 + -22.0 + 4.75
    assert x_bar.tolist() == [3 * 2.0 + 2 * 0.5, 3 * -8.0 + 4 * 1.5]
