"""The table of functions to batch: `@case(arguments, on)` says which arguments have rows."""

from __future__ import annotations

import numpy as np

CASES = []
M = np.array([[1.0, 2.0, 3.0], [0.5, -1.0, 4.0], [2.0, 0.25, -3.0], [1.5, 1.0, 0.0]])  # 4, 3
V3 = np.array([0.5, -2.0, 3.0])
V4 = np.array([1.0, 2.0, -1.0, 0.5])
V5 = np.array([1.0, -2.0, 0.25, 3.0, 0.5])
S = np.array([[4.0, 1.0, 0.0], [1.0, 5.0, 2.0], [0.5, 2.0, 6.0]])  # 3, 3, with an inverse
T = np.arange(24.0).reshape(2, 4, 3) - 11.5  # 2, 4, 3
Z3 = np.array([1.0 + 2.0j, -0.5j, 3.0])
F3 = V3.astype(np.float32)
FM = M.astype(np.float32)
ONE = np.array([2.5])
E0 = np.zeros(0)
W = np.array([[0.5], [1.5], [-2.0], [3.0]])  # 4, 1
I2 = np.array([2, 0])
I22 = np.array([[0, 1], [2, 2]])
B3 = np.array([True, False, True])
B4 = np.array([False, True, True, False])


def case(*arguments, on=(0,)):
    """Records a function with arguments to call it with; those at `on` get rows."""

    def record(f):
        CASES.append((f, arguments, on))
        return f

    return record
