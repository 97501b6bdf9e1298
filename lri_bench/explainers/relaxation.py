# SPDX-License-Identifier: MIT
"""Random masks of points: a relaxed sample, and how far from a prior it is."""

from __future__ import annotations

import math

import torch
from torch.nn import functional

__all__ = ["bernoulli_divergence", "concrete", "entropy", "standard_divergence"]

_SMALLEST = 1e-6  # uniform numbers stay away from 0 and 1, where logits are infinite


def concrete(logit: torch.Tensor, temperature: float) -> torch.Tensor:
    """Draw from the binary concrete distribution, doi 10.48550/arXiv.1611.00712.

    Parameters
    ----------
    logit : (N,) float
        Of a point being kept.
    temperature : float
        The lower, the nearer are samples to 0 and 1.

    Returns
    -------
    sample : (N,) float
        Between 0 and 1, differentiable in `logit`.
    """
    uniform = torch.empty_like(logit).uniform_(_SMALLEST, 1 - _SMALLEST)
    return torch.sigmoid((logit + torch.logit(uniform)) / temperature)


def bernoulli_divergence(logit: torch.Tensor, prior: float) -> torch.Tensor:
    """Return KL(Bernoulli(sigmoid(logit)) || Bernoulli(prior)), point by point.

    Parameters
    ----------
    logit : (N,) float
    prior : float
        Probability, neither 0 nor 1.

    Returns
    -------
    divergence : (N,) float
        0 or more, in nats.

    Examples
    --------
    >>> bernoulli_divergence(torch.tensor([0.0]), 0.5)
    tensor([0.])
    """
    kept = torch.sigmoid(logit) * (functional.logsigmoid(logit) - math.log(prior))
    # In logits all along: 1 - sigmoid of a large logit is 0 in float32.
    lost = functional.logsigmoid(-logit) - math.log1p(-prior)
    return kept + torch.sigmoid(-logit) * lost


def entropy(probability: torch.Tensor) -> torch.Tensor:
    """Return the entropy of Bernoulli(probability), point by point.

    Parameters
    ----------
    probability : (N,) float

    Returns
    -------
    entropy : (N,) float
        From 0 to log 2, in nats; its gradient is finite at 0 and 1.
    """
    p = probability.clamp(_SMALLEST, 1 - _SMALLEST)
    return -p * p.log() - (1 - p) * torch.log1p(-p)


def standard_divergence(mean: torch.Tensor, log_variance: torch.Tensor) -> torch.Tensor:
    """Return KL(N(mean, variance) || N(0, 1)), point by point.

    Parameters
    ----------
    mean, log_variance : (N,) float

    Returns
    -------
    divergence : (N,) float
        0 or more, in nats.
    """
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)
