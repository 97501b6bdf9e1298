# SPDX-License-Identifier: MIT
"""Model perturbation: whether an explanation departs from itself as the score does.

After doi 10.48550/arXiv.2206.05903, which judges by eye; here two curves and the area
between them are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from scipy.special import expit
from torch import nn

from lri_bench.explainers.explainer import Explainer
from lri_bench.models import Batch
from lri_bench.sanity.said import Said, copied, networks, rank_correlation, said_by
from lri_bench.types import Floats

__all__ = ["LEVELS", "Perturbation", "add_noise", "area", "perturbation"]

LEVELS = (1, 5, *range(10, 101, 10))
"""Per cent of each weight tensor's spread, few enough to be affordable."""

_PERCENT = 100.0


@dataclass(frozen=True)
class Perturbation:
    """Two curves over the noise, and how far they are apart.

    Attributes
    ----------
    levels : tuple of int
        s, per cent of each tensor's standard deviation.
    correlation : tuple of float
        Mean rank correlation of importances with those without noise.
    ratio : tuple of float
        Mean ratio of probabilities of the predicted class, with noise over without.
    signed, absolute : float
        Area between correlation and ratio over s / 100 from 0, where both are 1, to
        the last level; positive where explanations depart less than scores.
    """

    levels: tuple[int, ...]
    correlation: tuple[float, ...]
    ratio: tuple[float, ...]
    signed: float
    absolute: float


def perturbation(
    explainer: Explainer,
    batches: Sequence[Batch],
    levels: Sequence[int] = LEVELS,
    seed: int = 0,
) -> Perturbation:
    """Explain with ever noisier copies of a model.

    Parameters
    ----------
    explainer : Explainer
        Not changed.
    batches : sequence of Batch
    levels : sequence of int
        Ascending, in per cent.
    seed : int
        Of the noise, which each level draws anew.

    Returns
    -------
    perturbation : Perturbation

    Notes
    -----
    The class is the one that is predicted without noise. Most methods explain the
    logit: for class 0 all importances change their sign or none does, with noise and
    without, so rank correlations do not depend on it. Occlusion alone looks at the
    class that its own model predicts.
    """
    before = said_by(explainer, batches)
    found = [_compared(before, explainer, batches, level, seed) for level in levels]
    correlation, ratio = (tuple(column) for column in zip(*found, strict=True))
    signed, absolute = area(levels, correlation, ratio)
    return Perturbation(tuple(levels), correlation, ratio, signed, absolute)


def _compared(
    before: Said, explainer: Explainer, batches: Sequence[Batch], level: int, seed: int
) -> tuple[float, float]:
    other = copied(explainer)
    state = np.random.SeedSequence([seed, level]).generate_state(1)
    add_noise(networks(other), level, int(state[0]))
    after = said_by(other, batches)
    return rank_correlation(before, after), _ratio(before.logit, after.logit)


def add_noise(network: nn.Module, level: float, seed: int) -> None:
    """Add Gaussian noise to each weight tensor; running statistics stay.

    Parameters
    ----------
    network : nn.Module
        Is changed.
    level : float
        Per cent of each tensor's own standard deviation. A tensor whose values are
        all equal, or of one value, stays.
    seed : int
    """
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in network.parameters():
            spread = float(weight.double().std(unbiased=False))
            noise = torch.randn(weight.shape, generator=generator).to(weight)
            weight.add_(noise, alpha=level / _PERCENT * spread)


def _ratio(before: Floats, after: Floats) -> float:
    """Return the mean ratio of probabilities of the class predicted before."""
    sign = np.where(before > 0, 1.0, -1.0)
    return float(np.mean(expit(sign * after) / expit(sign * before)))


def area(
    levels: Sequence[int], correlation: Sequence[float], ratio: Sequence[float]
) -> tuple[float, float]:
    """Return the signed and the absolute area between two curves.

    Parameters
    ----------
    levels : sequence of int
        Ascending per cent; where they do not begin with 0, both curves are 1 there.
    correlation, ratio : sequence of float
        One a level.

    Returns
    -------
    signed, absolute : float
        By the trapezoidal rule over s / 100, of the difference and of its absolute
        value.

    Examples
    --------
    >>> area([100], [0.5], [1.0])
    (-0.25, 0.25)
    """
    first = [] if levels[0] == 0 else [0.0]
    s = np.array([*first, *levels]) / _PERCENT
    apart = np.array([*first, *np.subtract(correlation, ratio)])
    return float(np.trapezoid(apart, s)), float(np.trapezoid(np.abs(apart), s))
