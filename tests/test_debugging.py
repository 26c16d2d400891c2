"""A derivative is an ordinary function: tracebacks, inspect and pdb show its lines; it has a name, a doc, a pickle."""

import bdb
import importlib.util
import inspect
import io
import linecache
import pdb
import pickle
import subprocess
import sys
import textwrap
import traceback

import numpy as np
import pytest

from s2sdiff import grad, value_and_grad, vjp

MODULE = '''
    """Functions of a module that can be imported."""
    import numpy as np
    from s2sdiff import differentiate


    def reciprocal_square(x, shift=0.0):
        """1 / (x - shift)**2."""
        difference = x - shift
        return 1.0 / (difference * difference)


    def inner(w, x):
        scores = w @ x
        return np.sum(scores * scores)


    def share(v):
        return v / v[2]


    def through_helper(x):
        return np.sum(share(x) ** 2)


    @differentiate
    def decorated(x):
        return x * x


    class Model:
        @staticmethod
        def energy(x):
            return x * x * x
'''


@pytest.fixture(scope="module")
def functions(tmp_path_factory):
    """A module of its own, that a fresh process can import from its folder."""
    folder = tmp_path_factory.mktemp("debugging")
    path = folder / "debugged_functions.py"
    path.write_text(textwrap.dedent(MODULE), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("debugged_functions", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["debugged_functions"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["debugged_functions"]


def text_of(derivative):
    return derivative.__s2sdiff__.variants[0].compiled.module.text


# --- tracebacks ------------------------------------------------------------------------------------------------------
def frames_of(error):
    return [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith("<s2sdiff")]


def test_traceback_of_a_division_by_zero_shows_the_emitted_line(functions):
    derivative = value_and_grad(functions.reciprocal_square)
    derivative(2.0, 1.0)
    with pytest.raises(ZeroDivisionError) as caught:
        derivative(2.0, 2.0)
    last = frames_of(caught.value)[-1]
    assert last.name == "reciprocal_square_value_and_grad"
    assert "/" in last.line
    assert last.line in [line.strip() for line in text_of(derivative).splitlines()]
    assert last.line in "".join(traceback.format_exception(caught.value))


def test_traceback_of_shapes_that_do_not_fit_shows_the_emitted_line(functions):
    derivative = value_and_grad(functions.inner)
    derivative(np.ones(3), np.ones((3, 2)))
    with pytest.raises(ValueError, match="matmul") as caught:
        derivative.__wrapped__(np.ones(3), np.ones((4, 2)))
    assert "w @ x" in frames_of(caught.value)[-1].line


def test_traceback_through_a_called_function_shows_both_lines(functions):
    derivative = value_and_grad(functions.through_helper)
    derivative(np.ones(3))
    with pytest.raises(IndexError) as caught:
        derivative.__wrapped__(np.ones(2))
    names = [frame.name for frame in frames_of(caught.value)]
    assert names == ["through_helper_value_and_grad", "share_fwd"]
    assert "v[2]" in frames_of(caught.value)[-1].line


def test_lines_survive_a_check_of_the_line_cache(functions):
    derivative = grad(functions.reciprocal_square)
    derivative(2.0)
    filename = derivative.__wrapped__.__code__.co_filename
    linecache.checkcache()
    assert "".join(linecache.getlines(filename)) == text_of(derivative)


# --- inspect ---------------------------------------------------------------------------------------------------------
def test_getsource_shows_the_derivative(functions):
    derivative = value_and_grad(functions.reciprocal_square)
    derivative(2.0)
    source = inspect.getsource(derivative)
    assert source.startswith("def reciprocal_square_value_and_grad(x, shift")
    assert "# backward" in source
    assert "_bar = " in source
    assert source in text_of(derivative)


def test_getsource_follows_the_last_kinds(functions):
    derivative = value_and_grad(functions.inner)
    derivative(np.ones(3), np.ones((3, 2)))
    matrix = inspect.getsource(derivative)
    derivative(np.ones(3), np.ones(3))
    assert inspect.getsource(derivative) != matrix


@pytest.mark.parametrize("make", [grad, value_and_grad])
@pytest.mark.parametrize("called", [False, True])
def test_signature_is_the_primals_own(functions, make, called):
    def f(x, /, y=2.0, *, z=(1, "a")):
        return x * y

    derivative = make(functions.reciprocal_square)
    if called:
        derivative(2.0)
    assert inspect.signature(derivative) == inspect.signature(functions.reciprocal_square)
    assert list(inspect.signature(make(f)).parameters) == ["x", "y", "z"]
    assert [p.default for p in inspect.signature(make(f)).parameters.values()][1:] == [2.0, (1, "a")]


def test_signature_keeps_positional_and_keyword_only(functions):
    def f(x, /, y=2.0, *, z=3.0):
        return x * y * z

    derivative = grad(f)
    derivative(2.0)
    assert inspect.signature(derivative) == inspect.signature(f)


def test_name_doc_and_module(functions):
    derivative = value_and_grad(functions.reciprocal_square)
    assert derivative.__name__ == "reciprocal_square_value_and_grad"
    assert grad(functions.reciprocal_square).__name__ == "reciprocal_square_grad"
    assert "reciprocal_square" in derivative.__doc__
    assert "1 / (x - shift)**2." in derivative.__doc__
    assert inspect.isfunction(derivative)


def test_same_derivative_is_the_same_object(functions):
    assert grad(functions.inner) is grad(functions.inner)
    assert grad(functions.inner) is not grad(functions.inner, 1)


def test_decorated_function_keeps_its_name(functions):
    assert functions.decorated.__name__ == "decorated"
    assert functions.decorated.value_and_grad.__name__ == "decorated_value_and_grad"
    assert functions.decorated(3.0) == 9.0


# --- pdb -------------------------------------------------------------------------------------------------------------
def session(derivative, arguments, commands):
    """What pdb prints when it is driven by these commands."""
    out = io.StringIO()
    lines = io.StringIO("\n".join([*commands, "continue", ""]))
    debugger = pdb.Pdb(stdin=lines, stdout=out, nosigint=True, readrc=False)
    debugger.use_rawinput = False
    try:
        result = debugger.runcall(derivative, *arguments)
    except bdb.BdbQuit:
        result = None
    return out.getvalue(), result


def test_pdb_steps_through_the_emitted_lines(functions):
    derivative = value_and_grad(functions.reciprocal_square)
    expected = derivative(3.0, 1.0)
    commands = [*["step"] * 7, "next", "next", "list", "p difference"]
    shown, result = session(derivative, (3.0, 1.0), commands)
    assert result == expected
    assert "reciprocal_square_value_and_grad" in shown
    assert "difference = x - shift" in shown
    assert "_bar = " in shown
    assert "2.0" in shown
    body = [line.strip() for line in text_of(derivative).splitlines() if "=" in line]
    assert any(f"-> {line}" in shown for line in body)


def test_pdb_breaks_at_an_emitted_line(functions):
    derivative = value_and_grad(functions.reciprocal_square)
    derivative(3.0, 1.0)
    call = derivative.__wrapped__
    number = next(k for k, line in enumerate(text_of(derivative).splitlines(), 1) if "_bar = " in line)
    out = io.StringIO()
    debugger = pdb.Pdb(stdin=io.StringIO("continue\np difference * 100\ncontinue\n"), stdout=out,
                       nosigint=True, readrc=False)  # fmt: skip
    debugger.use_rawinput = False
    assert debugger.set_break(call.__code__.co_filename, number) is None
    try:
        debugger.runcall(derivative, 3.0, 1.0)
    finally:
        debugger.clear_all_breaks()
    assert "200.0" in out.getvalue()


# --- pickle ----------------------------------------------------------------------------------------------------------
def in_a_fresh_process(code, functions, data):
    folder = functions.__file__.rsplit("/", 1)[0]
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], input=data, capture_output=True, timeout=120,
                          cwd=folder)  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()


def test_pickle_works_in_a_fresh_process(functions):
    data = pickle.dumps([value_and_grad(functions.reciprocal_square, (0, 1)), grad(functions.Model.energy)])
    code = """
        import pickle, sys
        first, second = pickle.load(sys.stdin.buffer)
        print(first(2.0, 1.0), second(2.0), first.__name__)
    """
    shown = in_a_fresh_process(code, functions, data)
    assert shown == "(1.0, (-2.0, 2.0)) 12.0 reciprocal_square_value_and_grad"


def test_pickle_in_this_process_is_the_same_object(functions):
    derivative = value_and_grad(functions.inner)
    assert pickle.loads(pickle.dumps(derivative)) is derivative


def test_decorated_functions_and_their_derivatives_pickle(functions):
    data = pickle.dumps([functions.decorated, functions.decorated.grad])
    code = "import pickle, sys; f, g = pickle.load(sys.stdin.buffer); print(f(3.0), g(3.0), f.grad(3.0))"
    assert in_a_fresh_process(code, functions, data) == "9.0 6.0 6.0"


def test_what_has_no_name_of_its_own_does_not_pickle():
    square = lambda x: x * x  # noqa: E731

    def local(x):
        return x * x

    for f in (square, local):
        derivative = value_and_grad(f)
        assert derivative(3.0) == (9.0, 6.0)
        with pytest.raises((pickle.PicklingError, AttributeError)):
            pickle.dumps(derivative)


def test_vjp_pullbacks_keep_their_own_values(functions):
    _, first = vjp(functions.inner, np.ones(2), np.eye(2))
    _, second = vjp(functions.inner, 3 * np.ones(2), np.eye(2))
    np.testing.assert_array_equal(first(1.0)[0], [2.0, 2.0])
    np.testing.assert_array_equal(second(1.0)[0], [6.0, 6.0])
