"""The built wheel works where there is no checkout: in a fresh environment, in another folder."""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ("s2sdiff", "templates", "pyproject.toml", "README.md", "LICENSE")
SCRIPT = '''
import sys
import numpy as np
import s2sdiff
import s2sdiff.templates
from s2sdiff.look.page.explain import explain

def f(x):
    return np.sum(np.sin(x) ** 2)

x = np.array([0.3, -1.2, 2.0])
assert np.allclose(s2sdiff.grad(f)(x), np.sin(2 * x), rtol=1e-14)
assert "np.sin(x)" in explain(f, (x,))
print(s2sdiff.__file__)
print(s2sdiff.templates.__file__)
print(*sys.path, sep="\\n")
'''


def run(*command, folder):
    """What a command prints; its messages too if it fails. Nothing of this environment leaks in."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"
    return done.stdout


def has_new_setuptools():
    """Whether a wheel can be built with what is installed here, without a download."""
    try:
        return int(importlib.metadata.version("setuptools").split(".")[0]) >= 77
    except importlib.metadata.PackageNotFoundError:
        return False


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy: a build leaves files behind, and old ones would get into the next wheel."""
    folder = tmp_path_factory.mktemp("build")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder)
    isolation = ["--no-isolation"] if has_new_setuptools() else []
    run(sys.executable, "-m", "build", "--wheel", *isolation, ".", folder=folder)
    (built,) = (folder / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A fresh environment that holds the wheel; the dependencies are those of this environment."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "env", with_pip=False, symlinks=os.name != "nt")
    scripts = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    python = str(scripts / "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index"]
    run(*pip, str(wheel), folder=folder)
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=folder).strip())
    homes = {str(Path(importlib.util.find_spec(name).origin).parent.parent) for name in ("numpy", "gast", "astor")}
    # our path file adds these folders, but not what path files inside them name: an editable checkout stays out
    (site / "dependencies.pth").write_text("\n".join(sorted(homes)) + "\n", encoding="utf-8")
    return folder, scripts, site


def test_a_function_is_differentiated_with_what_the_wheel_brings(installed):
    folder, scripts, site = installed
    (folder / "script.py").write_text(SCRIPT, encoding="utf-8")
    package, templates, *path = run(str(scripts / "python"), "script.py", folder=folder).splitlines()
    assert Path(package) == site / "s2sdiff" / "__init__.py"
    assert Path(templates) == site / "s2sdiff" / "templates" / "__init__.py"
    assert str(ROOT) not in path


def test_the_command_line_works(installed):
    folder, scripts, _ = installed
    (folder / "square.py").write_text("def square(x: float) -> float:\n    return x * x\n", encoding="utf-8")
    shown = run(str(scripts / "s2sdiff"), "show", "square.py:square", folder=folder)
    assert "def square_" in shown
    assert "x * x" in shown
    compile(shown, "shown", "exec")


def test_the_wheel_holds_every_source_and_nothing_else(wheel):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    sources = {path.relative_to(ROOT).as_posix() for path in (ROOT / "s2sdiff").rglob("*.py")}
    rules = {f"s2sdiff/templates/{path.name}" for path in (ROOT / "templates").glob("*.py")}
    pages = {f"s2sdiff/look/page/{path.name}" for path in (ROOT / "s2sdiff" / "look" / "page").iterdir()
             if path.suffix in (".html", ".css", ".js")}  # fmt: skip
    assert names == sources | rules | pages | {"s2sdiff/py.typed"}
