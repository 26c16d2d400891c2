"""Smoke in a fluid: which velocities at the start blow a plain square of it into a picture?

`project`, `advect` and `simulate` are the lecture's: in-place updates, gathers by computed indices, helpers in a loop.
One gradient goes back through every step of the simulation to the 3,200 initial velocities.

    python examples/fluid.py
    python examples/fluid.py my_picture.png
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from scipy.optimize import minimize
from tqdm import tqdm

from s2sdiff import value_and_grad

SIZE, STEPS, ITERATIONS = 40, 50, 100


def project(vx, vy):
    """The velocity field made approximately mass-conserving, by a few iterations of Gauss-Seidel."""
    p = np.zeros(vx.shape)
    h = 1.0 / vx.shape[0]
    div = -0.5 * h * (np.roll(vx, -1, axis=0) - np.roll(vx, 1, axis=0)
                      + np.roll(vy, -1, axis=1) - np.roll(vy, 1, axis=1))  # fmt: skip
    for k in range(10):  # noqa: B007
        p = (div + np.roll(p, 1, axis=0) + np.roll(p, -1, axis=0)
             + np.roll(p, 1, axis=1) + np.roll(p, -1, axis=1)) / 4.0  # fmt: skip
    vx -= 0.5 * (np.roll(p, -1, axis=0) - np.roll(p, 1, axis=0)) / h
    vy -= 0.5 * (np.roll(p, -1, axis=1) - np.roll(p, 1, axis=1)) / h
    return vx, vy


def advect(f, vx, vy):
    """The field f moved along the velocities, by an implicit Euler step."""
    rows, cols = f.shape
    cell_ys, cell_xs = np.meshgrid(np.arange(rows), np.arange(cols))
    center_xs = (cell_xs - vx).ravel()
    center_ys = (cell_ys - vy).ravel()

    # Compute indices of source cells.
    left_ix = np.floor(center_xs).astype(int)
    top_ix = np.floor(center_ys).astype(int)
    rw = center_xs - left_ix
    bw = center_ys - top_ix
    left_ix = np.mod(left_ix, rows)
    right_ix = np.mod(left_ix + 1, rows)
    top_ix = np.mod(top_ix, cols)
    bot_ix = np.mod(top_ix + 1, cols)

    flat_f = (1 - rw) * ((1 - bw) * f[left_ix, top_ix]
                         + bw * f[left_ix, bot_ix]) \
             + rw * ((1 - bw) * f[right_ix, top_ix]
                     + bw * f[right_ix, bot_ix])  # fmt: skip
    return np.reshape(flat_f, (rows, cols))


def simulate(vx, vy, smoke, num_time_steps):
    """The smoke after so many steps."""
    for t in range(num_time_steps):  # noqa: B007
        vx_updated = advect(vx, vx, vy)
        vy_updated = advect(vy, vx, vy)
        vx, vy = project(vx_updated, vy_updated)
        smoke = advect(smoke, vx, vy)
    return smoke


def loss(velocities, smoke, target, num_time_steps):
    """The mean squared distance of the simulated smoke from the picture; the velocities are a vector, for SciPy."""
    rows, cols = smoke.shape
    vx, vy = np.reshape(velocities, (2, rows, cols))
    return np.mean((simulate(vx, vy, smoke, num_time_steps) - target) ** 2)


def peace_sign(size):
    """The picture: 1 on a ring, an upright line and two slanted ones, 0 elsewhere."""
    row, col = np.mgrid[:size, :size] / (size - 1) * 2 - 1
    radius, half = np.hypot(row, col), 0.09
    ring = np.abs(radius - 0.75) < half
    upright = np.abs(col) < half
    slanted = (np.abs(np.abs(col) - row) < half * np.sqrt(2)) & (row > 0)
    return np.where(ring | ((upright | slanted) & (radius < 0.75)), 1.0, 0.0)


def square(size):
    """The smoke at the start: 1 in the middle, 0 around it."""
    smoke = np.zeros((size, size))
    smoke[size // 4 : -size // 4, size // 4 : -size // 4] = 1.0
    return smoke


def optimised(velocities, smoke, target):
    """What L-BFGS finds from the first guess `velocities`."""
    with tqdm(total=ITERATIONS, desc="optimising", unit="iteration") as progress:

        def show(intermediate_result):
            progress.set_postfix(loss=f"{intermediate_result.fun:.4f}", refresh=False)
            progress.update()

        return minimize(value_and_grad(loss), velocities, args=(smoke, target, STEPS), jac=True, method="L-BFGS-B",
                        callback=show, options={"maxiter": ITERATIONS})  # fmt: skip


def draw(path, smoke, target, rows):
    """Frames of a simulation for each row (label, velocities); on the right the target and the last velocities."""
    frames = np.linspace(0, STEPS, 5).astype(int)
    figure = Figure(figsize=(13, 4.8), layout="constrained")
    axes = figure.subplots(len(rows), len(frames) + 1)
    for line, (label, velocities) in zip(axes, rows, strict=True):
        vx, vy = velocities.reshape(2, *smoke.shape)
        for ax, steps in zip(line, frames, strict=False):
            ax.imshow(simulate(vx, vy, smoke, steps), cmap="gray_r", vmin=0, vmax=1)
            ax.set_title(f"{label}, step {steps}", fontsize=10)
    axes[0, -1].imshow(target, cmap="gray_r", vmin=0, vmax=1)
    axes[0, -1].set_title("target", fontsize=10)
    at = slice(1, None, 2)
    row, col = np.mgrid[: smoke.shape[0], : smoke.shape[1]]
    axes[-1, -1].quiver(col[at, at], row[at, at], vy[at, at], vx[at, at], angles="xy")
    axes[-1, -1].set(aspect="equal", xlim=(-0.5, smoke.shape[1] - 0.5), ylim=(smoke.shape[0] - 0.5, -0.5))
    axes[-1, -1].set_title(f"{label} velocities", fontsize=10)
    for ax in axes.flat:
        ax.set(xticks=[], yticks=[])
    figure.savefig(path)


def main(path=None):
    """Optimises the velocities and draws what they do; returns the loss before and after."""
    path = path or (sys.argv[1] if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "s2sdiff_fluid.png")
    smoke, target = square(SIZE), peace_sign(SIZE)
    guess = 0.1 * np.random.default_rng(0).normal(size=2 * SIZE * SIZE)
    found = optimised(guess, smoke, target)
    before, after = (loss(velocities, smoke, target, STEPS) for velocities in (guess, found.x))

    print(f"mean squared distance from the picture after {STEPS} steps of {SIZE} by {SIZE} cells")
    print(f"first guess  {before:.4f}")
    print(f"optimised    {after:.4f}   ({found.nit} iterations, {found.nfev} simulations and gradients)")
    draw(path, smoke, target, [("guess", guess), ("optimised", found.x)])
    print(f"pictures in {path}")
    return before, after


if __name__ == "__main__":
    main()
