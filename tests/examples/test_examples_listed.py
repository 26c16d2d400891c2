"""Every example says how to run it, can be run, and has a test."""

from pathlib import Path

import pytest
from running import FOLDER

TESTS = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_every_example_is_tested_and_says_how_to_run_it(path):
    text = path.read_text(encoding="utf-8")
    assert f"python examples/{path.name}" in text
    assert f'example("{path.stem}")' in TESTS
    assert text.endswith('if __name__ == "__main__":\n    main()\n')
