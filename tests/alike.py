"""What several tests need: comparing structures of numbers and arrays, running an emitted module by itself."""

import numpy as np


def same(got, want):
    """Equal, in structure, type, dtype and shape."""
    assert type(got) is type(want), f"{got!r} for {want!r}"
    if isinstance(want, tuple | list):
        assert len(got) == len(want)
        for one, other in zip(got, want, strict=True):
            same(one, other)
    elif isinstance(want, dict):
        assert list(got) == list(want)
        for key in want:
            same(got[key], want[key])
    elif isinstance(want, np.ndarray | np.generic):
        assert (got.dtype, got.shape) == (want.dtype, want.shape)
        np.testing.assert_allclose(got, want)
    else:
        assert got == want


def module_of(derivative):
    return derivative.__s2sdiff__.variants[0].compiled.module


def imported(module):
    """The namespace of an emitted module that is run by itself."""
    namespace = dict(module.owners)
    exec(compile(module.text, "<emitted>", "exec", dont_inherit=True), namespace)
    return namespace
