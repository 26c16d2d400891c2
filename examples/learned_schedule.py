"""A learning-rate schedule that is learned: the gradient of a validation loss by the learning rates of the training.

Training is a function like any other: it takes the schedule of its rates and returns weights, and it uses gradients of
its own. So the loss of what it returns, on digits that it has not seen, has a gradient by the schedule. It goes back
through every step of the training; `checkpoint` keeps a few of the weights on the way.

    python examples/learned_schedule.py
    python examples/learned_schedule.py my_picture.png
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from sklearn.datasets import load_digits
from tqdm import trange

from s2sdiff import checkpoint, grad, value_and_grad

STEPS, BATCH, HIDDEN, PIXELS, DIGITS = 80, 50, 24, 64, 10
FIRST, SECOND = PIXELS * HIDDEN, HIDDEN * DIGITS
ROUNDS, KNOTS = 60, 9
AT_STEPS = np.array([np.interp(np.linspace(0, KNOTS - 1, STEPS), range(KNOTS), knot) for knot in np.eye(KNOTS)]).T


def loss(w, images, labels):
    """The mean negative log-probability that a network with one hidden layer gives to the right digit."""
    hidden = np.tanh(images @ np.reshape(w[:FIRST], (PIXELS, HIDDEN)) + w[FIRST + SECOND : -DIGITS])
    scores = hidden @ np.reshape(w[FIRST : FIRST + SECOND], (HIDDEN, DIGITS)) + w[-DIGITS:]
    scores = scores - np.max(scores, axis=1, keepdims=True)
    log_probabilities = scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))
    return -np.mean(log_probabilities[np.arange(len(labels)), labels])


def trained(knots, w, images, labels, batches):
    """The weights after gradient descent with momentum; between its knots the logarithm of the rate is linear."""
    log_rates = AT_STEPS @ knots
    velocity = np.zeros(w.shape)
    for step in checkpoint(range(len(log_rates))):
        rows = batches[step]
        velocity = 0.9 * velocity + grad(loss)(w, images[rows], labels[rows])
        w = w - np.exp(log_rates[step]) * velocity
    return w


def validation_loss(knots, w, training, batches, validation):
    """The loss, on other digits, of the weights that the training ends with."""
    images, labels = training
    others, their_labels = validation
    return loss(trained(knots, w, images, labels, batches), others, their_labels)


def learned(knots, arguments, rounds, rng):
    """The schedule after so many steps of Adam, each after a training with other batches; and its losses."""
    of_knots = value_and_grad(validation_loss)
    mean, square, losses = np.zeros_like(knots), np.zeros_like(knots), []
    for number in trange(1, rounds + 1, desc="learning the schedule", unit="training"):
        w, training, batches, validation = arguments
        batches = rng.integers(0, 1000, size=batches.shape)
        value, hypergradient = of_knots(knots, w, training, batches, validation)
        losses.append(value)
        mean += 0.1 * (hypergradient - mean)
        square += 0.05 * (hypergradient**2 - square)
        knots = knots - 0.1 * mean / (1 - 0.9**number) / (np.sqrt(square / (1 - 0.95**number)) + 1e-8)
    return knots, losses


def largest_error(knots, arguments, h=1e-4):
    """The hypergradient less central differences of whole trainings, relative to its size."""
    gradient = grad(validation_loss)(knots, *arguments)
    errors = []
    for entry, moved in zip(gradient, h * np.eye(KNOTS), strict=True):
        up, down = (validation_loss(knots + by, *arguments) for by in (moved, -moved))
        errors.append(abs(entry - (up - down) / (2 * h)))
    return float(max(errors) / np.max(np.abs(gradient)))


def data(rng):
    """Weights, training, batches, validation; and digits that nothing is fitted to."""
    digits = load_digits()
    order = rng.permutation(len(digits.target))
    images, labels = digits.data[order] / 16, digits.target[order]
    w = 0.2 * rng.normal(size=FIRST + SECOND + HIDDEN + DIGITS)
    batches = rng.integers(0, 1000, size=(STEPS, BATCH))
    return (w, (images[:1000], labels[:1000]), batches, (images[1000:1400], labels[1000:1400])), \
        (images[1400:], labels[1400:])  # fmt: skip


def draw(path, before, after, losses):
    """The schedules, and how the validation loss falls as they are learned."""
    figure = Figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.semilogy(np.exp(AT_STEPS @ before), "--", label="at first")
    left.semilogy(np.exp(AT_STEPS @ after),  label="learned")
    left.set(xlabel="step of the training", ylabel="learning rate", title=f"the schedule after {len(losses)} trainings")
    left.legend()
    right.plot(losses)
    right.set(xlabel="training", ylabel="validation loss", title="what the training ends with")
    for axes in (left, right):
        axes.grid(alpha=0.3)
    figure.savefig(path)


def main(path=None, rounds=ROUNDS):
    """Learns the schedule and draws it; returns the losses on unseen digits before and after, and the largest error."""
    path = path or (sys.argv[1] if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "s2sdiff_schedule.png")
    rng = np.random.default_rng(0)
    arguments, unseen = data(rng)
    before = np.full(KNOTS, np.log(0.02))
    error = largest_error(before, arguments)
    print(f"hypergradient against differences of whole trainings: largest relative difference {error:.0e}")
    after, losses = learned(before, arguments, rounds, rng)

    w, training, batches, validation = arguments
    print(f"\n{'':24} at first  learned")
    results = []
    for label, digits in (("validation loss", validation), ("loss on unseen digits", unseen)):
        results.append([loss(trained(knots, w, *training, batches), *digits) for knots in (before, after)])
        print(f"{label:24} {results[-1][0]:8.4f} {results[-1][1]:8.4f}")
    draw(path, before, after, losses)
    print(f"picture in {path}")
    return results, error, after


if __name__ == "__main__":
    main()
