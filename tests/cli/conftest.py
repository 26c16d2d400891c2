"""A folder with files, and two ways to run the command line in it."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from s2sdiff import cli

from .shell import FILES


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return folder


@pytest.fixture
def run(folder):
    def run(*arguments: str, cwd: Path = folder, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, "-m", "s2sdiff", *arguments], cwd=cwd, text=True, encoding="utf-8",
                              capture_output=True, env={**os.environ, "PYTHONUTF8": "1", **environment})  # fmt: skip

    return run


@pytest.fixture
def run_here(folder, monkeypatch, capsys):
    """The same without a process of its own, which is quicker; the modules that it imports are forgotten."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", [*sys.path])
    before = set(sys.modules)

    def run_here(*arguments: str) -> subprocess.CompletedProcess:
        try:
            status = cli.main(arguments)
        except SystemExit as stop:  # argparse
            status = stop.code
        return subprocess.CompletedProcess(arguments, status, *capsys.readouterr())

    yield run_here
    for name in set(sys.modules) - before:
        if str(folder) in (getattr(sys.modules[name], "__file__", None) or ""):
            del sys.modules[name]
