"""What was made around a function by a library is refused by the name of how it was made, at its call."""

import inspect
import types

import pytest

from programs import refused_decorated
from programs.checker import pos
from s2sdiff import UnsupportedError, grad, jvp, value_and_grad, vjp

WORDS = {
    "calls_dispatched": "'dispatched' is under functools.singledispatch.* Call the implementation",
    "calls_cached": "'cached' is under functools.lru_cache.* Call the function under it, cached.__wrapped__",
    "calls_quiet": "'quiet' is under np.errstate used as a decorator.* Call the function that it decorates",
    "calls_managed": "'managed' is under contextlib.contextmanager",
    "calls_around": "'around' is under a context manager used as a decorator",
    "calls_vectorized": "np.vectorize object is not a function. Call the function that it vectorizes",
    "calls_from_python": "from_python has neither a derivative rule nor Python source",
    "calls_compiled": "'plain' is compiled by Numba. Call its Python function, plain.py_func",
    "computes_with_a_fraction": r"A Fraction object goes into \*",
    "computes_with_a_decimal": "A Decimal object goes into float",
    "computes_with_objects": "array of Python objects",
}


@pytest.mark.parametrize("name", WORDS)
def test_refused(name):
    f = getattr(refused_decorated, name)
    lines, first = inspect.getsourcelines(f)
    ((line, text),) = [(first + k, found.rpartition("# here: ")[2].strip()) for k, found in enumerate(lines)
                       if "# here: " in found]  # fmt: skip
    x, v = 1.5, pos(3)
    for derivative in (lambda: grad(f)(x, v), lambda: value_and_grad(f, optimize=0)(x, v), lambda: vjp(f, x, v),
                       lambda: jvp(f, (x, v), (1.0, v))):  # fmt: skip
        with pytest.raises(UnsupportedError, match=WORDS[name]) as caught:
            derivative()
        error = caught.value
        assert (error.filename, error.lineno) == (refused_decorated.__file__, line)
        assert error.text[error.offset - 1 :].startswith(text)
        assert error.problems[0].remedy


def test_every_one_is_tested():
    listed = [name for name, f in vars(refused_decorated).items()
              if isinstance(f, types.FunctionType) and name.startswith(("calls_", "computes_"))]  # fmt: skip
    assert listed == list(WORDS)
