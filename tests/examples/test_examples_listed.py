"""Every example says how to run it, can be run, and has a test."""

import re
import sys
from pathlib import Path

import pytest
from running import FOLDER

sys.path.insert(0, str(FOLDER.parent / "tests"))
import readme

TESTS = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_every_example_is_tested_and_says_how_to_run_it(path):
    text = path.read_text(encoding="utf-8")
    assert f"python examples/{path.name}" in text
    assert f'example("{path.stem}")' in TESTS
    assert text.endswith('if __name__ == "__main__":\n    main()\n')


TEXTS = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
COMMANDS = sorted(set(re.findall(r"^    (s2sdiff .*)$", TEXTS, re.MULTILINE)))


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_in_examples_work(command, tmp_path):
    (tmp_path / "examples").symlink_to(FOLDER)  # so that what a command writes is not written here
    printed = readme.run(command, tmp_path, shell=True)
    assert printed or len(list(tmp_path.iterdir())) == 2
