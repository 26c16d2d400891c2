"""What all tests share: the flag that rewrites expected text. Read the diff before you commit it."""

import gc


def pytest_configure(config):
    gc.set_threshold(100_000)  # thousands of functions are compiled: a tenth of the time is looking for cycles


def pytest_addoption(parser):
    """`--update-golden` rewrites the listings in tests/golden and in README.md from what s2sdiff prints today."""
    parser.addoption("--update-golden", action="store_true", help="rewrite expected text and README.md's listings")
