"""Cells of IPython and Jupyter: run again, under magics, reloaded by %autoreload, and in a kernel of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytest.importorskip("IPython")

RUN = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for cell in json.load(sys.stdin):
    try:
        shell.run_cell(cell, store_history=True).raise_error()
    except Exception as error:
        print(type(error).__name__, str(error).partition(" (")[0])
"""


def outputs(folder: Path, *cells: str) -> list[str]:
    """The lines that start with a `>` which the cells print, and the errors that they raise."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{folder}", "IPYTHONDIR": str(folder / "ipython")}
    text = json.dumps(["from s2sdiff import *\nimport numpy as np", *cells])
    done = subprocess.run([sys.executable, "-c", RUN], input=text, capture_output=True, text=True, env=environment,
                          check=True, cwd=folder)  # fmt: skip
    return [line.removeprefix("> ") for line in done.stdout.splitlines() if line.startswith((">", "SourceError"))]


def test_cells_that_are_run_again(tmp_path):
    cell = "def h(x):\n    return x ** 2\ndef f(x):\n    return h(x) + x\n"
    assert outputs(
        tmp_path,
        cell + "df = grad(f)\nprint('>', df(3.0))",
        cell + "print('>', df(3.0), grad(f)(3.0), grad(f) is df)",
        "def h(x):\n    return x ** 3\n",
        "print('>', df(3.0), grad(f)(3.0))",
        "old = f\ndef f(x):\n    return 5 * x\n",
        "print('>', df(3.0), grad(old)(3.0), grad(f)(3.0))",
    ) == ["7.0", "7.0 7.0 False", "28.0 28.0", "28.0 28.0 5.0"]


def test_cells_under_magics(tmp_path):
    assert outputs(
        tmp_path,
        "%%time\ndef f(x):\n    return x * x\nprint('>', grad(f)(3.0))",
        "print('>', hessian(f)(3.0))",
        "%time print('>', grad(lambda x: x * 2.0)(3.0))",
        "x = 2.0\n%time y = grad(lambda x: x * x * x)(x)\nprint('>', y)",
        "%%time\na = 1.0\nb = 2.0\ngs = [lambda x: x * a, lambda x: x * b]\nprint('>', [grad(g)(1.0) for g in gs])",
        "%%capture out\ndef g(x): return x * 5.0\nprint(grad(g)(1.0))",
        "print('>', out.stdout)",
        "%%prun -q\nassert grad(lambda x: x * x)(3.0) == 6.0\nprint('>', 'profiled')",
        "%timeit -n1 -r1 grad(f)(3.0)",
        "%%timeit -n1 -r1\nassert grad(lambda x: x * x)(3.0) == 6.0",
        "!true\ndef after(x): return x * 7.0\nprint('>', grad(after)(1.0))",
    ) == [
        "6.0", "2.0", "2.0", "12.0", "[1.0, 2.0]", "5.0", "profiled",
        "SourceError The source of a lambda is not kept: it was made under %%timeit. Define it in a cell of its own.",
        "7.0",
    ]  # fmt: skip


def test_autoreload(tmp_path):
    first, second = "def h(x):\n    return x * x\ndef f(x):\n    return h(x) + x\n", \
        "import math\ndef h(x):\n    return x * x * x\ndef f(x):\n    return 2.0 * h(x) + x\n"  # fmt: skip
    (tmp_path / "reloaded.py").write_text(first)
    path = str(tmp_path / "reloaded.py")
    later = "import os, time\nos.utime(reloaded.__file__, (time.time() + 10, time.time() + 10))"
    assert outputs(
        tmp_path,
        "%load_ext autoreload\n%autoreload 2\nimport reloaded\nfrom reloaded import f\n"
        "df = grad(reloaded.f)\nprint('>', df(3.0), grad(f)(3.0))",
        f"open({path!r}, 'w').write({second!r})\n{later}",
        "print('>', df(3.0), grad(f)(3.0), grad(reloaded.f)(3.0), jvp(f, (3.0,), (1.0,))[1])",
    ) == ["7.0 7.0", "55.0 55.0 55.0 55.0"]


def test_code_made_in_a_cell(tmp_path):
    assert outputs(
        tmp_path,
        "exec('def f(x): return x * x')",
        "grad(f)(3.0)",
        "import linecache\ntext = 'def f(x):\\n    return x * x\\n'\n"
        "linecache.cache['made'] = (len(text), None, text.splitlines(True), 'made')\n"
        "exec(compile(text, 'made', 'exec'))\nprint('>', grad(f)(3.0))",
    ) == [
        "SourceError The source of 'f' is not kept: it was made by exec, eval or python -c. "
        "Put the function in a file and import it.",
        "6.0",
    ]  # fmt: skip


def test_a_kernel_of_jupyter(tmp_path, monkeypatch):
    pytest.importorskip("ipykernel")
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    spec = tmp_path / "kernels" / "python3"
    spec.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": command, "display_name": "python3", "language": "python"}))
    for name, value in {"JUPYTER_PATH": str(tmp_path), "IPYTHONDIR": str(tmp_path / "ipython")}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), *filter(None, sys.path)]))
    cells = [
        "from s2sdiff import grad\ndef h(x): return x ** 2\ndef f(x): return h(x)\ndf = grad(f)\nprint(df(3.0))",
        "def h(x):\n    return x ** 3",
        "print(df(3.0), grad(lambda x: x * 2.0)(1.0), [grad(g)(1.0) for g in (lambda x: x, lambda x: 3.0 * x)])",
        "%%time\ndef timed(x):\n    return x * x\nprint(grad(timed)(3.0))",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(book, timeout=60, kernel_name="python3").execute()
    printed = ["".join(out.get("text", "") for out in cell.outputs) for cell in book.cells]
    assert printed[0] == "6.0\n"
    assert printed[2] == "27.0 2.0 [1.0, 3.0]\n"
    assert printed[3].endswith("6.0\n") or printed[3].startswith("6.0\n")
