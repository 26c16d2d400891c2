"""docs/seeds.md: every row of the course has an example or a command that shows it, and a test that is run."""

import re
import tomllib

import pytest
import readme

PAGE = readme.ROOT / "docs" / "seeds.md"
ROWS = readme.table(PAGE.read_text(encoding="utf-8"), "The course, item by item")
LINK = re.compile(r"\[([^]]+)\]\(([^)#]+)[^)]*\)")
COMMANDS = sorted({command for row in ROWS for command in re.findall(r"`(s2sdiff [^`]*)`", row[3] + "`")})


def test_there_are_all_rows():
    assert [int(row[0]) for row in ROWS] == list(range(1, len(ROWS) + 1))
    assert len(ROWS) >= 54


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_row_is_shown_and_checked(row):
    _, what, source, shown, checked = row
    assert what
    assert set(source.split(", ")) <= {"lecture", "notes", "essay", "introduction"}
    assert LINK.findall(shown) or "s2sdiff " in shown
    for _, path in LINK.findall(shown):
        assert (PAGE.parent / path).exists(), path
    assert LINK.findall(checked)
    for name, path in LINK.findall(checked):
        assert f"\ndef {name}(" in (PAGE.parent / path).read_text(encoding="utf-8"), name


def test_the_checks_are_among_the_tests_that_are_run():
    settings = tomllib.loads((readme.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]
    folders = settings["ini_options"]["testpaths"]
    for row in ROWS:
        for _, path in LINK.findall(row[4]):
            assert path.removeprefix("../").split("/")[0] in folders
            assert path.rpartition("/")[2].startswith("test_")


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_work(command, tmp_path):
    (tmp_path / "examples").symlink_to(readme.ROOT / "examples")  # so that what a command writes is not written here
    printed = readme.run(command, tmp_path, shell=True)
    assert printed or len(list(tmp_path.iterdir())) == 2
