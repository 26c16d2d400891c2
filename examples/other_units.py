"""Units that do not fit the layered form φ(W x + b): dropout, max pooling, convolution, concatenation, normalisation.

Each is a few lines of NumPy as one writes them, and nothing has to be worked out by hand: the derivative is written
from the lines.

    python examples/other_units.py
    s2sdiff show examples/other_units.py:max_pooling --at "image=f64[n, m]"
"""

import numpy as np

from s2sdiff import check_grads, differentiate, grad


def dropout(x, mask, keep=0.8):
    """Entries that a random mask leaves out; the others grow, so that the mean stays. The mask is drawn outside."""
    return np.sum(np.tanh(x * mask / keep))


def max_pooling(image):
    """The largest entry of each block of two by two."""
    rows, columns = image.shape
    blocks = np.reshape(image, (rows // 2, 2, columns // 2, 2))
    return np.sum(np.max(blocks, axis=(1, 3)) ** 2)


def convolution(image, kernel):
    """The kernel moved over the image, without a matrix that is mostly zeros."""
    rows, columns = kernel.shape
    out = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1))
    for i in range(rows):
        for j in range(columns):
            out += kernel[i, j] * image[i : i + out.shape[0], j : j + out.shape[1]]
    return np.sum(np.tanh(out))


def concatenation(x, V, W):
    """Two branches side by side."""
    both = np.concatenate([np.tanh(V @ x), np.sin(W @ x)])
    return both @ both


def batch_normalisation(batch, scale, shift):
    """Each feature of a batch at mean 0 and variance 1, then scaled and shifted. Every row depends on every other."""
    normal = (batch - np.mean(batch, axis=0)) / np.sqrt(np.var(batch, axis=0) + 1e-5)
    return np.sum(np.sin(scale * normal + shift))


def units(rng):
    """Each unit, what it is differentiated by, and arguments for it."""
    image = rng.permutation(36).reshape(6, 6) / 10  # no ties within a block
    mask = (rng.random(8) < 0.8).astype(float)
    return (
        (dropout, ("x",), (rng.normal(size=8), mask)),
        (max_pooling, ("image",), (image,)),
        (convolution, ("image", "kernel"), (rng.normal(size=(6, 6)), rng.normal(size=(3, 3)))),
        (concatenation, ("x", "V", "W"), (rng.normal(size=3), *rng.normal(size=(2, 4, 3)))),
        (batch_normalisation, ("batch", "scale", "shift"), (rng.normal(size=(5, 3)), *rng.normal(size=(2, 3)))),
    )


def difference(f, names, arguments, rng, h=1e-6):
    """The gradient along a random direction less the difference of two values along it, relative to either."""
    gradients = grad(f, argnames=names)(*arguments)
    directions = [rng.normal(size=np.shape(value)) for value in arguments[: len(names)]]
    slope = sum(np.sum(gradient * direction) for gradient, direction in zip(gradients, directions, strict=True))

    def moved(by):
        return f(*(value + by * direction for value, direction in zip(arguments, directions, strict=False)),
                 *arguments[len(names) :])  # fmt: skip

    return float(abs((moved(h) - moved(-h)) / (2 * h) / slope - 1))


def main():
    """Prints the derivative of each unit, compares it with differences; returns the relative errors by name."""
    rng = np.random.default_rng(0)
    errors = {}
    for f, names, arguments in units(rng):
        print(differentiate(f, wrt=names).source(*arguments))
        check_grads(f, arguments)  # every entry, in both modes; raises if one is wrong
        errors[f.__name__] = difference(f, names, arguments, rng)
    for name, error in errors.items():
        print(f"{name:20} relative difference from central differences: {error:.0e}")
    return errors


if __name__ == "__main__":
    main()
