"""What all tests share: the flag that rewrites expected text. Read the diff before you commit it."""


def pytest_addoption(parser):
    """`--update-golden` rewrites the listings in tests/golden and in README.md from what s2sdiff prints today."""
    parser.addoption("--update-golden", action="store_true", help="rewrite expected text and README.md's listings")
