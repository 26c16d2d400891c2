"""README.md tells the truth: its listings print what it shows, its tables hold what is so.

`pytest tests/test_readme.py --update-golden` writes the outputs anew; none of them is typed by hand.
"""

import importlib.util
import re
import shlex
import subprocess
import sys

import numpy as np
import pytest
import readme

from s2sdiff import UnsupportedError, grad

TEXT = readme.README.read_text(encoding="utf-8")
PYTHON = readme.python_listings(TEXT)
CONSOLE = readme.console_listings(TEXT)


@pytest.fixture(scope="module")
def text(request, tmp_path_factory):
    """README.md, written anew first if that is asked for."""
    if request.config.getoption("--update-golden"):
        readme.README.write_text(readme.updated(TEXT, tmp_path_factory.mktemp("update")), encoding="utf-8")
    return readme.README.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def printed(text, tmp_path_factory):
    """What the ```python blocks print."""
    return readme.python_outputs(text, tmp_path_factory.mktemp("tour"))


@pytest.mark.parametrize("number", range(len(PYTHON)))
def test_python_block_prints_what_follows_it(text, printed, number):
    assert printed[number] == readme.python_listings(text)[number].printed


@pytest.mark.parametrize("number", range(len(CONSOLE)), ids=[listing.source for listing in CONSOLE])
def test_console_block_prints_what_it_shows(text, number):
    listing = readme.console_listings(text)[number]
    assert readme.console_output(listing) == listing.printed


def test_only_known_blocks_and_none_empty():
    assert {block.language for block in readme.blocks(TEXT)} <= {"python", "text", "console", "sh"}
    assert TEXT.count("```") == 2 * len(readme.blocks(TEXT))
    assert len(PYTHON) >= 6
    assert len(CONSOLE) >= 3


def test_first_screen_is_what_it_is_and_two_commands():
    about = TEXT.partition("\n\n")[2].partition("\n## ")[0].strip()
    assert len(about.splitlines()) <= 5
    show, test = readme.shell_commands(TEXT)
    assert "\n" not in show + test
    assert CONSOLE[0].source in show.replace(".venv/bin/", "")
    assert "python -m pytest" in test


def test_ci_runs_the_readmes_test_command():
    run = (readme.ROOT / ".ci" / "run").read_text(encoding="utf-8")
    pytest_part = readme.shell_commands(TEXT)[1].split("&&")[-1].strip().removeprefix(".venv/bin/")
    assert pytest_part in run.strip().splitlines()[-1]


def test_every_example_is_in_the_table_and_every_path_exists():
    commands = [row[1] for row in readme.table(TEXT, "Examples")]
    files = {f"examples/{path.name}" for path in (readme.ROOT / "examples").glob("*.py")}
    assert {shlex.split(command)[-1] for command in commands} == files
    for path in re.findall(r"\]\(([^)#:]+)\)", TEXT):
        assert (readme.ROOT / path).exists(), path


def function_of(body, folder):
    """A function f(x) with this body, from a file in the folder."""
    path = folder / "row.py"
    path.write_text(f"import numpy as np\nimport math\n\n\ndef f(x):\n    {body}\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location("row", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.f


KINKS = readme.table(TEXT, "Numbers at kinks")


@pytest.mark.parametrize("row", KINKS, ids=[f"{row[0]} at {row[1]}" for row in KINKS])
def test_number_at_a_kink(row, tmp_path):
    body, at, expected, _ = row
    values = {"np": np, "inf": np.inf, "nan": np.nan}
    with np.errstate(all="ignore"):
        found = grad(function_of(f"return {body}", tmp_path))(eval(at, values))
    np.testing.assert_array_equal(found, eval(expected, values))


REFUSED = readme.table(TEXT, "Not yet")


@pytest.mark.parametrize("row", REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_not_supported_is_refused(row, tmp_path):
    f = function_of(f"{row[0]}\n    return np.sum(x)", tmp_path)
    with pytest.raises(UnsupportedError) as caught:
        grad(f)(np.array([1.0, 2.0, 3.0]))
    assert caught.value.lineno in (6, 7)


def test_a_wrong_output_is_found(tmp_path):
    wrong = "# x\n\n```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n\n```console\n$ echo 4\n5\n```\n"
    assert readme.python_outputs(wrong, tmp_path) == ["2\n"]
    assert readme.updated(wrong, tmp_path) == wrong.replace("\n3\n", "\n2\n").replace("\n5\n", "\n4\n")
    with pytest.raises(AssertionError, match="ends with 3"):
        readme.run([sys.executable, "-c", "raise SystemExit(3)"], tmp_path)


def test_s2sdiff_without_arguments_says_how_to_use_it():
    done = subprocess.run(["s2sdiff"], env=readme.environment(), capture_output=True, text=True)
    assert done.returncode == 2
    assert "usage" in done.stderr
