"""Runs a batched function against a Python loop over the rows."""

from __future__ import annotations

import numpy as np

from s2sdiff import run
from s2sdiff.check import check
from s2sdiff.emit.module import module_text
from s2sdiff.infer.observe import observe
from s2sdiff.infer.values import Arr, Seq
from s2sdiff.program import Program, parsed
from s2sdiff.vector.batched import batched


def typed(f, arguments):
    """The typed IR of a function for arguments like these."""
    symbols = {}
    return Program(symbols).main(parsed(f), [observe(value, symbols) for value in arguments])


def vectorised(f, arguments, on, **options):
    """The batched function: its IR, its text, and the callable."""
    function = typed(f, arguments)
    made = check(batched(function, [function.params[k].name for k in on], result=True, **options))
    module = module_text(made, {})
    return made, module.text, run.execute(module)[made.name]


def stacked(rows):
    """Results of single rows, put together as the batched function gives them."""
    if isinstance(rows[0], (tuple, list)):
        return type(rows[0])(stacked(items) for items in zip(*rows, strict=True))
    if isinstance(rows[0], dict):
        return {key: stacked([row[key] for row in rows]) for key in rows[0]}
    return np.stack([np.asarray(row) for row in rows])


def rows_like(value, k, rng):
    """k values like one, along a leading axis."""
    if isinstance(value, int):
        return value
    if isinstance(value, (tuple, list)):
        return type(value)(rows_like(item, k, rng) for item in value)
    if isinstance(value, dict):
        return {key: rows_like(item, k, rng) for key, item in value.items()}
    array = np.asarray(value)
    made = rng.standard_normal((k, *array.shape))
    if array.dtype.kind == "c":
        made = made + 1j * rng.standard_normal((k, *array.shape))
    return made.astype(array.dtype)


def row(value, i):
    """Row i of values with a leading axis, of the kind that a value of one row is."""
    if isinstance(value, (tuple, list)):
        return type(value)(row(item, i) for item in value)
    if isinstance(value, dict):
        return {key: row(item, i) for key, item in value.items()}
    if isinstance(value, int):
        return value
    return value[i].copy() if np.ndim(value) > 1 else value[i]


def as_given(value, like):
    """A row's number as the Python float that it stands for."""
    if isinstance(like, (tuple, list)):
        return type(like)(as_given(a, b) for a, b in zip(value, like, strict=True))
    if isinstance(like, dict):
        return {key: as_given(value[key], like[key]) for key in like}
    return type(like)(value) if isinstance(like, float | complex) and not isinstance(like, np.generic) else value


def compare(f, arguments, on, counts=(3, 1, 0), **options):
    """Asserts that the batched function gives what f gives for each row; for several numbers of rows."""
    made, text, call = vectorised(f, arguments, on, **options)
    rng = np.random.default_rng(0)
    for k in counts:
        given = [rows_like(value, k, rng) if i in on else value for i, value in enumerate(arguments)]
        kept = [np.copy(value) for value in given if isinstance(value, np.ndarray)]
        found = call(*given)
        for before, after in zip(kept, [v for v in given if isinstance(v, np.ndarray)], strict=True):
            np.testing.assert_array_equal(before, after, err_msg=f"an argument was changed\n{text}")
        at = [[as_given(row(v, r), a) if i in on else v for i, (v, a) in enumerate(zip(given, arguments, strict=True))]
              for r in range(k)]  # fmt: skip
        if k == 0:
            _same_shapes(found, [f(*_copies(arguments))], text)
        else:
            same(found, stacked([f(*_copies(one)) for one in at]), text)
        _of_kind(found, made, made.result, text)
    return text


def _copies(arguments):
    return [np.copy(v) if isinstance(v, np.ndarray) else v for v in arguments]


def same(found, expected, text):
    if isinstance(expected, (tuple, list)):
        assert type(found) is type(expected), text
        for a, b in zip(found, expected, strict=True):
            same(a, b, text)
    elif isinstance(expected, dict):
        for key, value in expected.items():
            same(found[key], value, text)
    else:
        assert np.shape(found) == expected.shape, f"{np.shape(found)} for {expected.shape}\n{text}"
        tolerance = 1e-4 if expected.dtype in (np.float32, np.complex64) else 1e-12
        np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance, err_msg=text)


def _same_shapes(found, rows, text):
    if isinstance(rows[0], (tuple, list)):
        for a, *b in zip(found, *rows, strict=True):
            _same_shapes(a, b, text)
    elif isinstance(rows[0], dict):
        for key in rows[0]:
            _same_shapes(found[key], [one[key] for one in rows], text)
    else:
        shape = np.shape(rows[0])
        assert np.shape(found) == (0, *shape), f"{np.shape(found)} of no rows of {shape}\n{text}"


def _of_kind(value, function, operand, text):
    """The types of names are right: dtype and rank, and sizes that are numbers."""
    kind = function.types.get(operand) if isinstance(operand, str) else None
    if isinstance(kind, Arr) and kind.dtype is not None and kind.shape is not None:
        assert value.dtype == kind.dtype, f"{value.dtype} for {kind}\n{text}"
        assert len(kind.shape) == value.ndim, f"{value.shape} for {kind}\n{text}"
        sizes = zip(kind.shape, value.shape, strict=True)
        assert all(a == b for a, b in sizes if isinstance(a, int)), f"{value.shape} for {kind}\n{text}"
        assert kind.shape[0] == "?rows", f"{kind}\n{text}"
    if isinstance(kind, Seq) and kind.items is not None:
        assert len(value) == len(kind.items), text
