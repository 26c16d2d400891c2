"""Logistic regression by gradient descent: the lecture's program, with plain NumPy.

The data are global variables and numpy is numpy: there is no wrapped module to import.

    python examples/logistic_regression.py
    s2sdiff show examples/logistic_regression.py:training_loss --at "weights=f64[3]"
"""

import numpy as np

from s2sdiff import grad

inputs = np.array([[0.60, 1.10, 0.25],
                   [0.90, -1.05, 0.45],
                   [0.55, 1.00, -0.30],
                   [-0.80, 0.35, 1.20]])  # fmt: skip
targets = np.array([True, True, False, True])


def sigmoid(x):
    """Strictly increasing from 0 to 1."""
    return 0.5 * (np.tanh(x) + 1)


def logistic_predictions(weights, inputs):
    """The probability of a label being true according to the logistic model."""
    return sigmoid(np.dot(inputs, weights))


def training_loss(weights):
    """The negative log-likelihood of the training labels."""
    preds = logistic_predictions(weights, inputs)
    label_probabilities = preds * targets + (1 - preds) * (1 - targets)
    return -np.sum(np.log(label_probabilities))


def main():
    """Trains for 100 steps; returns the loss before and after."""
    training_gradient_fun = grad(training_loss)

    weights = np.array([0.0, 0.0, 0.0])
    initial_loss = training_loss(weights)
    print("Initial loss:", initial_loss)
    for _ in range(100):
        weights -= training_gradient_fun(weights) * 0.01

    trained_loss = training_loss(weights)
    print("Trained loss:", trained_loss)
    return initial_loss, trained_loss


if __name__ == "__main__":
    main()
