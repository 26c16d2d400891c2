"""The text found is that of the running code, at its place in the file; or the message says why not."""

from __future__ import annotations

import contextlib
import doctest
import functools
import importlib.util
import itertools
import linecache
import os
import subprocess
import sys
import textwrap
import types
import zipfile
from pathlib import Path

import gast
import numpy as np
import pytest

from s2sdiff.errors import SourceError
from s2sdiff.parse.source import compile_text, find_source, locate

ROOT = Path(__file__).parents[2]
EDITED = (
    "The text of 'f' is not the code that runs: the file was edited after import, or a tool rewrote the code. "
    "Reload the module with importlib.reload, or restart Python."
)
COUNTER = itertools.count()


def load(path: Path, text: str | bytes) -> types.ModuleType:
    """Writes a module and imports it under a name of its own."""
    path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())
    spec = importlib.util.spec_from_file_location(f"module_{next(COUNTER)}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def module(tmp_path):
    return lambda text: load(tmp_path / f"m{next(COUNTER)}.py", text)


def edit(module: types.ModuleType, text: str) -> None:
    Path(module.__file__).write_text(textwrap.dedent(text))


def message(f) -> str:
    with pytest.raises(SourceError) as caught:
        find_source(f)
    return caught.value.msg


def unparsed(f) -> str:
    return gast.unparse(find_source(f).node).strip()


def python(*args: str, **options) -> str:
    env = os.environ | {"PYTHONPATH": str(ROOT), "IPYTHONDIR": "/nonexistent"}
    done = subprocess.run([sys.executable, *args], capture_output=True, text=True, env=env, check=False, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# What is found


def plain(x):
    return x * 2


def test_plain_def():
    source = find_source(plain)
    assert source.function is plain
    assert source.file == __file__
    assert source.text == "def plain(x):\n    return x * 2"
    assert (source.node.name, source.node.lineno) == ("plain", plain.__code__.co_firstlineno)
    assert source.lines[source.node.lineno - 1] == "def plain(x):"


def test_each_find_gives_a_fresh_tree_that_may_be_changed():
    find_source(plain).node.body.clear()
    assert len(find_source(plain).node.body) == 1


def test_nested_defs_and_closures():
    def outer(a):
        def inner(x):
            return a * x

        return inner

    source = find_source(outer(3.0))
    assert source.text == "def inner(x):\n    return a * x"
    assert source.node.col_offset == 8
    assert source.function.__closure__[0].cell_contents == 3.0


def test_decorators_count_to_the_code_but_not_to_the_text():
    def same(*_):
        return lambda f: f

    @same(
        lambda x: x
    )  # fmt: skip
    @same()
    def decorated(x):
        return x

    assert find_source(decorated).text == "def decorated(x):\n    return x"


def test_a_wrapper_is_not_unwrapped():
    def double(f):
        @functools.wraps(f)
        def wrapper(x):
            return 2 * f(x)

        return wrapper

    @double
    def wrapped(x):
        return x

    assert wrapped.__name__ == "wrapped"
    assert find_source(wrapped).node.name == "wrapper"


class Net:
    def __init__(self):
        self.__w = 2.0

    def loss(self, x):
        return self.__w * x

    @staticmethod
    def __hidden(x):
        return x + 1

    @classmethod
    def make(cls, x):
        return cls, x

    static = __hidden


@pytest.mark.parametrize(
    ("f", "name"),
    [
        (Net().loss, "loss"),
        (Net.loss, "loss"),
        (Net.make, "make"),
        (Net.static, "__hidden"),
        (vars(Net)["static"], "__hidden"),
    ],
)
def test_methods_and_mangled_names(f, name):
    source = find_source(f)
    assert source.node.name == name
    assert type(source.function) is types.FunctionType


def test_generators_and_coroutines_are_found():
    def generator(x):
        yield x

    async def coroutine(x):
        return x

    assert find_source(generator).node.name == "generator"
    assert isinstance(find_source(coroutine).node, gast.AsyncFunctionDef)
    assert isinstance(find_source(lambda: (yield)).node.body, gast.Yield)


def test_one_of_two_defs_of_the_same_name(module):
    text = """
        if {}:
            def f(x):
                return x
        else:
            def f(x):
                return x
        """
    assert find_source(module(text.format(1)).f).node.lineno == 3
    assert find_source(module(text.format(0)).f).node.lineno == 6


def test_continued_lines_and_tabs(module):
    m = module("if True:\n\tdef f(x, \\\n\t      y):\n\t\treturn x + \\\n\t\t       y\n")
    source = find_source(m.f)
    assert source.text == "def f(x, \\\n      y):\n\treturn x + \\\n\t       y"
    assert locate(source, source.node).column == 1


# Lambdas


def test_two_lambdas_on_a_line():
    fs = [lambda x: x + 1, lambda x: x + 2, lambda x: x + 1, lambda x, y: x + 1]  # fmt: skip
    sources = [find_source(f) for f in fs]
    assert [s.text for s in sources] == ["lambda x: x + 1", "lambda x: x + 2", "lambda x: x + 1", "lambda x, y: x + 1"]
    assert len({s.node.col_offset for s in sources}) == 4
    assert [s.lines[s.node.lineno - 1][s.node.col_offset :].startswith(s.text) for s in sources] == [True] * 4


def test_lambdas_within_lambdas():
    outer = lambda x: lambda y: lambda z: x + y + z  # noqa: E731
    assert find_source(outer).text == "lambda x: lambda y: lambda z: x + y + z"
    assert find_source(outer(1)).text == "lambda y: lambda z: x + y + z"
    assert find_source(outer(1)(2)).text == "lambda z: x + y + z"


def test_lambdas_as_defaults():
    f = lambda x, g=lambda x: x + 1: g(x)  # noqa: E731
    assert find_source(f).text == "lambda x, g=lambda x: x + 1: g(x)"
    assert find_source(f.__defaults__[0]).text == "lambda x: x + 1"


def test_lambdas_with_branches_and_constants():
    fs = [lambda x: 1 if x else 2, lambda x: None, lambda x: 3 if True else 4, lambda x: x and (lambda: 1)]
    texts = ["lambda x: 1 if x else 2", "lambda x: None", "lambda x: 3 if True else 4", "lambda x: x and (lambda: 1)"]
    assert [find_source(f).text for f in fs] == texts


def test_lambdas_that_a_finally_or_a_format_holds():
    def make():
        try:
            fs = [f"{(lambda x: x + 1)(1)} {(lambda x: x + 1)(1)}"]
        finally:
            fs += [lambda x: 1, lambda x: 1, lambda x: x, lambda x: x]
        return fs

    assert [find_source(f).text for f in make()[1:]] == ["lambda x: 1", "lambda x: 1", "lambda x: x", "lambda x: x"]


def test_a_lambda_over_several_lines():
    f = dict(key=(lambda x: (
        x
        + 1)), other=lambda x: x)["key"]  # fmt: skip
    source = find_source(f)
    assert source.text == "lambda x: (\n        x\n        + 1)"
    place = locate(source, source.node.body)
    assert (place.line, place.end_line) == (source.node.lineno + 1, source.node.lineno + 2)
    assert place.text == "        x"


def test_lambdas_after_text_that_is_not_ascii():
    fs = ("äöü€😀", lambda x: x + 1, "é", lambda x: "ñ" + x)  # fmt: skip
    source = find_source(fs[3])
    assert source.text == 'lambda x: "ñ" + x'
    place = locate(source, source.node)
    assert place.text[place.column : place.end_column] == source.text
    assert find_source(fs[1]).text == "lambda x: x + 1"


def test_lambdas_of_one_line_without_columns(tmp_path):
    path = tmp_path / "script.py"
    path.write_text(
        "from s2sdiff.parse.source import find_source\n"
        "f, g = lambda x: x, lambda x: x\nh = lambda x: x\nprint(find_source(h).text)\n"
        "try:\n    find_source(g)\nexcept SyntaxError as e:\n    print(e.msg)\n"
    )
    assert python("-X", "no_debug_ranges", str(path)).splitlines() == [
        "lambda x: x",
        "Of several lambdas on this line, Python did not record which one runs. Write one lambda a line, or use def.",
    ]


# Files that change


def test_a_file_edited_after_import(module):
    m = module("def f(x):\n    return x\n")
    assert m.f(1) == 1
    edit(m, "def f(x):\n    return 2 * x\n")
    with pytest.raises(SourceError) as caught:
        find_source(m.f)
    assert caught.value.msg == EDITED
    assert (caught.value.filename, caught.value.lineno) == (m.__file__, 1)


def test_a_text_that_was_found_before_the_edit_is_still_that_of_the_code(module):
    m = module("def f(x):\n    return x\ndef g(x):\n    return x\n")
    find_source(m.f)
    again = types.FunctionType(m.f.__code__.replace(), {})
    edit(m, "def f(x):\n    return 2 * x\n")
    assert find_source(m.f).text == find_source(m.f).text == "def f(x):\n    return x"
    assert find_source(m.f).lines[2] == "def g(x):"
    assert message(again) == EDITED  # equal code, whose text was not looked for in time
    assert "def g" not in message(m.g)


@pytest.mark.parametrize(
    "text",
    [
        "def g(x):\n    return x + 1.0\n",
        "def f(x):\n    return x + 1\n",
        "def f(y):\n    return y + 1.0\n",
        "async def f(x):\n    return x + 1.0\n",
        "class A:\n    def f(x):\n        return x + 1.0\n",
        "f = lambda x: x + 1.0",
        "def f(x:\n",
        "",
        "\0",
    ],
)
def test_every_other_text_is_noticed(module, text):
    m = module("def f(x):\n    return x + 1.0\n")
    edit(m, text)
    assert message(m.f) == EDITED


def test_constants_that_are_equal_but_not_the_same(module):
    for old, new in [("0.0", "-0.0"), ("1", "1.0"), ("1", "True"), ("(1, 2)", "(1, 2.0)"), ("0j", "-0j")]:
        m = module(f"def f(x):\n    return x, {old}\n")
        edit(m, f"def f(x):\n    return x, {new}\n")
        assert message(m.f) == EDITED, (old, new)


def test_a_constant_nan_and_constant_sets(module):
    m = module("def f(x):\n    return 1e999 - 1e999, x in {1, 'a', None, 2.5, 'b'}\n")
    assert find_source(m.f).node.name == "f"


def test_a_stale_linecache_is_not_believed(module):
    m = module("def f(x):\n    return x\n")
    linecache.getlines(m.__file__)
    before = os.stat(m.__file__)
    edit(m, "def f(x):\n    return 7\n")
    os.utime(m.__file__, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert message(m.f) == EDITED


def test_lines_inserted_above_only_move_the_function(module):
    m = module("def f(x):\n    return x\n")
    edit(m, "# new\n\ndef g(x):\n    return x\n\ndef f(x):\n    # new\n    return x\n")
    source = find_source(m.f)
    assert source.node.lineno == 6
    assert locate(source, source.node.body[0]).line == 8


def test_a_moved_function_that_two_texts_could_be(module):
    m = module("import os\nif os:\n    def f(x):\n        return x\n")
    edit(m, "import os\n\nif os:\n    def f(x):\n        return x\nelse:\n    def f(x):\n        return x\n")
    assert message(m.f) == (
        "The text of 'f' cannot be told from others: the file was edited after import, and 2 functions in it are "
        "now equal. Reload the module with importlib.reload, or restart Python."
    )


def test_reload_is_the_remedy(module):
    m = module("def f(x):\n    return x\n")
    edit(m, "def f(x):\n    return 22 * x\n")
    m = load(Path(m.__file__), Path(m.__file__).read_text())
    assert unparsed(m.f) == "def f(x):\n    return 22 * x"


def test_a_deleted_file(module):
    m = module("def f(x):\n    return x\n")
    linecache.getlines(m.__file__)
    os.remove(m.__file__)
    said = f"The source of 'f' cannot be read from {m.__file__}. Keep the file beside what imports it."
    assert message(m.f) == said


def test_encodings_line_ends_and_form_feeds(module):
    text = 'NAME = "é"; f = lambda x: x + "ü"\r\n\x0c\r\ndef g(x):\r\n    return x\r\n'
    latin = module(b"# coding: latin-1\r\n" + text.encode("latin-1"))
    bom = module(b"\xef\xbb\xbf" + text.encode())
    for m in (latin, bom):
        source = find_source(m.f)
        assert source.text == 'lambda x: x + "ü"'
        assert locate(source, source.node).column == 16
        assert find_source(m.g).text == "def g(x):\n    return x"


def test_future_features(module):
    m = module("from __future__ import annotations\ndef f(x):\n    def g(y: int): return y\n    return g(x)\n")
    assert find_source(m.f).node.name == "f"
    without = module("def f(x: float):\n    def g(y: x): return y\n    return g(x)\n")  # not this file's own future
    assert find_source(without.f).node.name == "f"


def test_a_text_that_warns_when_compiled(tmp_path):
    path = tmp_path / "warns.py"
    path.write_text("def f(x):\n    return x is 1, '\\d'\n")
    with pytest.warns((SyntaxWarning, DeprecationWarning)):
        m = load(path, path.read_text())
    assert find_source(m.f).node.name == "f"


def test_a_zipped_module(tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("zipped_for_s2sdiff.py", "def f(x):\n    return x\n")
    monkeypatch.syspath_prepend(str(tmp_path / "z.zip"))
    import zipped_for_s2sdiff  # type: ignore[import-not-found]

    assert find_source(zipped_for_s2sdiff.f).text == "def f(x):\n    return x"


# Texts that are not files


def test_exec_without_and_with_linecache():
    text, names = "def f(x):\n    return x\n", {}
    exec(text, names)
    remedy = "Put the function in a file and import it."
    assert message(names["f"]) == f"The source of 'f' is not kept: it was made by exec, eval or python -c. {remedy}"
    name = f"<made {next(COUNTER)}>"
    exec(compile(text, name, "exec"), names)
    assert message(names["f"]) == f"The source of 'f' is not kept: it was made from {name}. {remedy}"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    assert find_source(names["f"]).text == text.rstrip()
    linecache.cache[name] = (len(text), None, ["def f(x):\r\n", "    return x\r\n"], name)
    assert find_source(names["f"]).text == text.rstrip()
    exec(compile("def f(x):\n    return 5 * x\n", name, "exec"), names)
    assert message(names["f"]) == EDITED


def test_standard_input():
    text = (
        "from s2sdiff.parse.source import find_source\ntry:\n    find_source(lambda x: x)\n"
        "except SyntaxError as e:\n    print(e.msg)\n"
    )
    said = "The source of a lambda is not kept: it was {}. Put the function in a file and import it."
    assert python("-", input=text) == said.format("typed at the Python prompt")
    if sys.version_info < (3, 13):
        assert python("-c", text) == said.format("made by exec, eval or python -c")
    else:
        shown = text.replace("find_source(lambda x: x)", "print(find_source(lambda x: x).text)")
        assert python("-c", shown) == "lambda x: x"


def test_a_doctest():
    found: list[str] = []
    text = ">>> def f(x):\n...     return x\n>>> see(f)\n>>> see(lambda x: x)\n>>> y = [see(g) for g in (f,)]\n"
    names = {"see": lambda f: found.append(find_source(f).text)}
    test = doctest.DocTestParser().get_doctest(text, names, "t", "t.txt", 0)
    result = doctest.DocTestRunner().run(test)
    assert result.failed == 0
    assert found == ["def f(x):\n    return x", "lambda x: x", "def f(x):\n    return x"]


@pytest.mark.skipif(not importlib.util.find_spec("IPython"), reason="IPython is not installed")
def test_cells_of_ipython(tmp_path):
    script = tmp_path / "cells.py"
    script.write_text(
        textwrap.dedent("""
        from IPython.core.interactiveshell import InteractiveShell
        shell = InteractiveShell.instance()
        def run(cell): shell.run_cell(cell).raise_error()
        run("from __future__ import annotations\\nfrom s2sdiff.parse.source import find_source")
        run("w = 2\\ndef f(x):\\n    return w * x")
        run("old = f\\n%time 1\\nimport asyncio\\nawait asyncio.sleep(0)\\ndef f(x: float):\\n    return 3 * x\\nf")
        run("print(find_source(old).text); print(find_source(f).text, find_source(f).node.lineno)")
        run("print(find_source(lambda x: x).text)")
        run("f.__code__ = f.__code__.replace(co_consts=(None, 4))\\n"
            "try: find_source(f)\\nexcept SyntaxError as e: print(e.msg)")
        """)
    )
    lines = python("-W", "ignore", str(script)).splitlines()
    for line in ["def f(x):", "    return w * x", "def f(x: float):", "    return 3 * x 5", "lambda x: x"]:
        assert line in lines
    assert lines[-1] == (
        "The text of 'f' is not the code that runs: its notebook cell was changed, or a tool rewrote the code. "
        "Run the cell again."
    )


def test_a_cell_that_is_gone():
    names: dict = {}
    exec(compile("def f(x): return x", "/tmp/ipykernel_1234/567.py", "exec"), names)
    assert message(names["f"]) == "The notebook cell of 'f' is not kept. Run the cell again."


# What has no source, or not this one


def test_asserts_that_pytest_rewrites():
    def checked(x):
        assert x > 0
        return x

    def outer(x):
        return checked(x), [y for y in x]

    assert message(checked) == (
        "pytest has rewritten the assert statements of 'checked', so its text is not the code that runs. "
        "Move the function to a module that is not a test module, or take the assert out of it."
    )
    assert find_source(outer).node.name == "outer"


BUILT_IN = (
    "is a built-in or compiled function and has no Python source. Call it in a function of your own, and pass that."
)
UNDER = "Pass the function that it decorates, if that is what is to be differentiated."


@functools.singledispatch
def dispatched(x):
    return x


@contextlib.contextmanager
def managed(x):
    yield x


@np.errstate(all="ignore")
def quiet(x):
    return x


@contextlib.ContextDecorator()
def around(x):
    return x


class Compiled:
    """As Numba makes them."""

    def __init__(self, f):
        functools.update_wrapper(self, f)
        self.py_func = f

    def __call__(self, x):
        return self.py_func(x)


class Wrapper:
    def __init__(self, f):
        functools.update_wrapper(self, f)

    def __call__(self, x):
        return self.__wrapped__(x)


class Model:
    def __call__(self, x):
        return x


@pytest.mark.parametrize(
    ("f", "said"),
    [
        (Net, "'Net' is a class, not a function. Pass a function, or one of the methods of the class."),
        (len, f"'len' {BUILT_IN}"),
        ([].append, f"'append' {BUILT_IN}"),
        (np.sum, f"'sum' {BUILT_IN}"),
        (types.MethodType(len, "a"), f"'len' {BUILT_IN}"),
        (np.sin, "'sin' is a NumPy ufunc and has no Python source. Write lambda x: np.sin(x)."),
        (np.vectorize(plain), "An np.vectorize object is not a function. Pass the function that it vectorizes."),
        (functools.partial(plain), "A functools.partial of 'plain' has no source. Write a lambda that calls 'plain'."),
        (
            functools.cache(plain),
            "'plain' is under functools.lru_cache and gives what it gave before. "
            "Pass the function under it, plain.__wrapped__.",
        ),
        (
            dispatched,
            "'dispatched' is under functools.singledispatch: the type of its argument says what runs. "
            "Pass the implementation, as f.dispatch(float).",
        ),
        (
            managed,
            "'managed' is under contextlib.contextmanager and returns no value. "
            "Pass a function that returns its result.",
        ),
        (quiet, f"'quiet' is under np.errstate used as a decorator. {UNDER}"),
        (around, f"'around' is under a context manager used as a decorator. {UNDER}"),
        (Compiled(plain), "'plain' is compiled by Numba. Pass its Python function, plain.py_func."),
        (
            Wrapper(plain),
            "'plain' is a wrapper of type 'Wrapper' around a function and has no Python source. "
            "Pass its __wrapped__, if that is what is to be differentiated.",
        ),
        (
            np.frompyfunc(plain, 1, 1),
            "'plain (vectorized)' is a ufunc and has no Python source. "
            "Pass the Python function that it was made from.",
        ),
        (property(plain), "An object of type 'property' is not a function. Pass a function."),
        (Model(), "An object of class 'Model' is not a plain function. Pass its __call__ method, or a function."),
        (2.0, "An object of type 'float' is not a function. Pass a function."),
    ],
)
def test_things_that_are_not_functions(f, said):
    assert message(f) == said


def test_the_method_of_a_callable_object():
    assert find_source(Model().__call__).node.name == "__call__"


def test_code_that_is_no_function():
    (inner,) = (c for c in (lambda x: (y for y in x)).__code__.co_consts if isinstance(c, types.CodeType))
    said = "'<genexpr>' is the code neither of a def nor of a lambda. Write one lambda a line, or use def."
    assert message(types.FunctionType(inner, {})) == said


def test_an_expression_that_is_nested_too_deeply(module):
    m = module("def f(x):\n    return x" + " + x" * 700)
    assert message(m.f) == (
        "The file of 'f' holds an expression that is nested too deeply to be read. Split it into several statements."
    )


# Places and cost


def test_places_of_nodes():
    def f(x, y):
        t = "é" + x; return [s for s in y if s != t]  # noqa: E702  # fmt: skip

    source = find_source(f)
    ret = source.node.body[1]
    place = locate(source, ret)
    assert place.text[place.column : place.end_column] == "return [s for s in y if s != t]"
    assert place.line == place.end_line == f.__code__.co_firstlineno + 1
    clause = locate(source, ret.value.generators[0])
    assert clause.text[clause.column : clause.end_column] == "s in y if s != t"
    arguments = locate(source, source.node.args)
    assert arguments.text[arguments.column : arguments.end_column] == "x, y"
    whole = locate(source, source.node)
    assert locate(source, gast.Add()) == whole
    assert (whole.line, whole.end_line, whole.text) == (place.line - 1, place.line, "    def f(x, y):")
    assert str(whole) == f"{__file__}:{f.__code__.co_firstlineno}"


def test_code_that_is_traced_and_has_run_hot():
    def hot(n):
        total = 0.0
        for i in range(n):
            total += i * 0.5
        return total

    hot(10_000)
    old = sys.gettrace()
    sys.settrace(lambda *_: None)
    try:
        hot(10_000)
        source = find_source(hot)
    finally:
        sys.settrace(old)
    assert source.node.name == "hot"


def test_ten_thousand_statements(module):
    m = module("def f(x):\n" + "    x = x * 1.5 + 2.0 * x\n" * 10_000 + "    return x\n")
    assert len(find_source(m.f).node.body) == 10_001


def test_a_file_of_many_functions_is_compiled_once(module):
    m = module("".join(f"def f{i}(x):\n" + "    x = x + 1.0\n" * 50 + "    return x\n" for i in range(200)))
    before = compile_text.cache_info().misses
    for i in range(200):
        assert find_source(getattr(m, f"f{i}")).node.name == f"f{i}"
    assert compile_text.cache_info().misses == before + 1


def test_a_cell_that_imports_and_defines():
    """IPython compiles a cell statement by statement, so an import beside a function does not change its code."""
    shell = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell.instance()
    shell.run_cell("import math\ndef imported_beside(x):\n    return math.exp(x)\n")
    assert find_source(shell.user_ns["imported_beside"]).text.endswith("return math.exp(x)")
