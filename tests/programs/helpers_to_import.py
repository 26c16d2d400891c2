"""What programs import inside their functions."""

import numpy as np

SCALE = 1.5
TABLE = np.array([0.5, 2.0, -1.0])


def square(v):
    return v * v


def cube(v):
    return square(v) * v * SCALE
