# SPDX-License-Identifier: MIT
"""A sketch of an entry's order of points: small, and enough to tell copies.

A copy can be scaled, shifted from cloud to cloud or put through any increasing
function, and scores the same. What cannot change is the order of the points in each
cloud, so that is what a sketch keeps.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lri_bench.evaluation.aligned import Aligned
from lri_bench.metrics.ties import falling_order
from lri_bench.ragged import counts, owner, positions
from lri_bench.types import AnyArray, Floats, Ints, Offsets

__all__ = ["Sketch", "agreements", "sketch_of"]

LIMIT_POINTS = 4096
"""About as many points are kept: two hundred entries are compared in no time."""

_STEPS = 255
_DIGITS = 9


@dataclass(frozen=True, eq=False)
class Sketch:
    """What is kept of the importances of positive clouds.

    Attributes
    ----------
    digest : str
        SHA-256 of the order of all points; equal for equal orders.
    places : (P,) uint8
        Place of each sampled point in its cloud, from 0 for the best to 255.
    like_labels : float
        Share of points that two-valued importances put on the side of the labels, mean
        over seeds; 0 where there are more values than two.
    """

    digest: str
    places: npt.NDArray[np.uint8]
    like_labels: float


def sketch_of(positive: Aligned) -> Sketch:
    """Return the sketch of a submission on one edition.

    Parameters
    ----------
    positive : Aligned
        Its positive clouds.
    """
    offsets = positive.offsets
    each = [places(scores, offsets) for scores in positive.importance]
    mean = np.mean(each, axis=0).round(_DIGITS)
    chosen = positions(offsets, _sampled(offsets))
    labels = [_like_labels(scores, positive.truth) for scores in positive.importance]
    return Sketch(
        digest=hashlib.sha256(mean.tobytes()).hexdigest(),
        places=np.round(mean[chosen] * _STEPS).astype(np.uint8),
        like_labels=float(np.mean(labels)),
    )


def agreements(sketches: Sequence[Sketch]) -> Floats:
    """Return how alike orders are, for every pair.

    Parameters
    ----------
    sketches : sequence of n Sketch
        All of one edition.

    Returns
    -------
    correlation : (n, n) float64
        Spearman's rank correlation within clouds, 1 on the diagonal; 0 with what orders
        nothing.
    """
    middle = np.array([item.places for item in sketches], dtype=np.float64) - _STEPS / 2
    length = np.linalg.norm(middle, axis=1, keepdims=True)
    unit = np.divide(middle, length, out=np.zeros_like(middle), where=length > 0)
    correlation: Floats = unit @ unit.T
    np.fill_diagonal(correlation, 1.0)
    return correlation


def places(scores: AnyArray, offsets: Offsets) -> Floats:
    """Return the place of each point in its cloud, from 0 for the best to 1.

    Parameters
    ----------
    scores : (N,) float
        Importances.
    offsets : (C + 1,) int64
        Where each cloud begins.

    Returns
    -------
    places : (N,) float64
        Tied points share the middle of their places, so each cloud's mean is 0.5.

    Examples
    --------
    >>> places(np.array([3.0, 1.0, 2.0, 5.0, 5.0]), np.array([0, 3, 5])).tolist()
    [0.16666666666666666, 0.8333333333333334, 0.5, 0.5, 0.5]
    """
    cloud = owner(offsets)
    order = falling_order(scores, cloud)
    ranked = scores[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (ranked[1:] != ranked[:-1]) | (cloud[1:] != cloud[:-1])
    group = np.cumsum(first) - 1
    begins = np.flatnonzero(first) - offsets[:-1][cloud[first]]
    middle = begins + np.bincount(group, minlength=len(begins)) / 2
    result = np.empty(len(order))
    result[order] = middle[group] / counts(offsets)[cloud]
    return result


def _sampled(offsets: Offsets) -> Ints:
    """Return every n-th cloud, so that about `LIMIT_POINTS` points are kept."""
    step = max(1, math.ceil(int(offsets[-1]) / LIMIT_POINTS))
    return np.arange(0, len(offsets) - 1, step)


def _like_labels(scores: AnyArray, truth: AnyArray) -> float:
    low, high = scores.min(initial=np.inf), scores.max(initial=-np.inf)
    above = scores == high
    if not low < high or not (above | (scores == low)).all():
        return 0.0
    return float((above == (truth == 1)).mean())
