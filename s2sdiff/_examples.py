"""The functions that the examples in docstrings differentiate: a doctest's own function has no file."""


def square_plus(x, y):
    return x * x + y
