"""A multilayer perceptron that reads handwritten digits: 1,797 images of 8 by 8 pixels, shipped with scikit-learn.

The network, its loss and the Adam optimiser are plain NumPy; the gradient has the layout of the parameters,
a list with a (W, b) pair for each layer. The loss is drawn as it falls.

    python examples/mlp_digits.py
    python examples/mlp_digits.py my_picture.png
"""

import itertools
import sys
import tempfile
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from sklearn.datasets import load_digits
from tqdm import trange

from s2sdiff import value_and_grad


def initial_parameters(sizes, rng):
    """A (W, b) pair for each layer, random and small."""
    return [(rng.normal(size=(m, n)) * np.sqrt(2 / m), np.zeros(n)) for m, n in itertools.pairwise(sizes)]


def logits(params, images):
    """The network's scores for the ten digits, a row for each image."""
    activity = images
    for W, b in params[:-1]:
        activity = np.maximum(activity @ W + b, 0)
    W, b = params[-1]
    return activity @ W + b


def loss(params, images, labels):
    """The mean negative log-probability that the network gives to the right digit."""
    scores = logits(params, images)
    scores = scores - scores.max(axis=1, keepdims=True)
    log_probabilities = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return -np.mean(log_probabilities[np.arange(len(labels)), labels])


def accuracy(params, images, labels):
    """The share of images whose highest score is that of the right digit."""
    return np.mean(np.argmax(logits(params, images), axis=1) == labels)


def adam_step(x, gradient, mean, square, step, rate=1e-3):
    """One step of Adam: updates the array x and its two running averages in place."""
    mean += 0.1 * (gradient - mean)
    square += 0.001 * (gradient**2 - square)
    x -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)


def train(params, images, labels, epochs, batch_size, rng):
    """Changes params in place, epoch by epoch; returns the mean loss of each epoch."""
    loss_and_gradient = value_and_grad(loss)
    averages = [[(np.zeros_like(x), np.zeros_like(x)) for x in layer] for layer in params]
    step, losses = 0, []
    with trange(epochs, desc="training", unit="epoch") as progress:
        for _ in progress:
            order = rng.permutation(len(labels))
            values = []
            for start in range(0, len(order), batch_size):
                batch = order[start : start + batch_size]
                value, gradient = loss_and_gradient(params, images[batch], labels[batch])
                values.append(value)
                step += 1
                for layer, layer_gradient, layer_averages in zip(params, gradient, averages, strict=True):
                    for x, x_gradient, running in zip(layer, layer_gradient, layer_averages, strict=True):
                        adam_step(x, x_gradient, *running, step)
            losses.append(np.mean(values))
            progress.set_postfix(loss=f"{losses[-1]:.4f}", refresh=False)
    return losses


def draw(path, losses):
    """The loss against the epoch."""
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    axes.semilogy(range(1, len(losses) + 1), losses)
    axes.set(xlabel="epoch", ylabel="mean loss", title="training on handwritten digits")
    axes.grid(alpha=0.3)
    figure.savefig(path)


def main(path=None, epochs=40):
    """Trains on three quarters of the images; returns the accuracy on the rest, and the loss of each epoch."""
    path = path or (sys.argv[1] if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "s2sdiff_digits.png")
    rng = np.random.default_rng(0)
    digits = load_digits()
    order = rng.permutation(len(digits.target))
    images, labels = digits.data[order] / 16, digits.target[order]
    cut = len(labels) * 3 // 4

    params = initial_parameters([64, 64, 32, 10], rng)
    losses = train(params, images[:cut], labels[:cut], epochs, batch_size=64, rng=rng)

    held_out = accuracy(params, images[cut:], labels[cut:])
    print(f"accuracy on the {cut} images of the training: {accuracy(params, images[:cut], labels[:cut]):.1%}")
    print(f"accuracy on the {len(labels) - cut} images held out:     {held_out:.1%}")
    draw(path, losses)
    print(f"picture in {path}")
    return held_out, losses


if __name__ == "__main__":
    main()
