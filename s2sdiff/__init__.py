"""s2sdiff reads a plain Python/NumPy function and writes the readable source of its derivative."""

from s2sdiff.api import (
    checkpoint,
    elementwise_grad,
    grad,
    hessian,
    hvp,
    jacfwd,
    jacobian,
    jacrev,
    jvp,
    linearize,
    stop_gradient,
    value_and_grad,
    vjp,
)
from s2sdiff.custom.registry import rule
from s2sdiff.differentiable import Differentiable, differentiate
from s2sdiff.errors import DifferentiationError, NonDifferentiableError, SourceError, UnsupportedError
from s2sdiff.testing import check_grads

__version__ = "0.1.0"
__all__ = [
    "Differentiable",
    "DifferentiationError",
    "NonDifferentiableError",
    "SourceError",
    "UnsupportedError",
    "check_grads",
    "checkpoint",
    "differentiate",
    "elementwise_grad",
    "grad",
    "hessian",
    "hvp",
    "jacfwd",
    "jacobian",
    "jacrev",
    "jvp",
    "linearize",
    "rule",
    "stop_gradient",
    "value_and_grad",
    "vjp",
]
