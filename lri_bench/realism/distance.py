# SPDX-License-Identifier: MIT
"""How far two editions are apart: 0 is alike, 1 is nothing in common.

Values that have an order are compared by the Kolmogorov-Smirnov distance, counts too:
it needs no bins. Categories and places in a plane, which have no order, are compared
by the total variation distance of their histograms.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from scipy import stats

from lri_bench.realism.sample import Sample
from lri_bench.types import AnyArray

__all__ = ["by_chance", "kolmogorov_smirnov", "total_variation"]

# Of two samples of one distribution, so many are nearer than `by_chance`.
_LEVEL: Final = 0.95


def kolmogorov_smirnov(here: Sample, there: Sample) -> float | None:
    """Return the largest difference of the cumulative shares; None if one is empty.

    Examples
    --------
    >>> one, other = np.array([1.0, 2.0]), np.array([2.0, 3.0])
    >>> kolmogorov_smirnov(Sample.of(one, 2), Sample.of(other, 2))
    0.5
    """
    if not len(here) or not len(there):
        return None
    # Not by scipy, which goes on to a p-value and warns where there are few values.
    at = np.sort(np.concatenate([here.values, there.values]))
    below = [
        np.searchsorted(np.sort(sample.values), at, side="right") / len(sample)
        for sample in (here, there)
    ]
    return float(np.abs(below[0] - below[1]).max())


def by_chance(here: Sample, there: Sample) -> float | None:
    """Return what 95 % of pairs of such samples of one distribution stay below.

    Kolmogorov's limit for many values, with no more of them than there are clouds:
    on the safe side where points of a cloud are independent after all. None if a
    sample is empty.
    """
    if not len(here) or not len(there):
        return None
    limit = float(stats.kstwobign.ppf(_LEVEL))
    return limit * math.sqrt(1 / here.independent + 1 / there.independent)


def total_variation(here: AnyArray, there: AnyArray) -> float | None:
    """Return half the sum of the differences of shares; None if one is empty.

    Parameters
    ----------
    here, there : array of the same shape
        What was counted in each cell.

    Examples
    --------
    >>> total_variation(np.array([1, 1]), np.array([4, 0]))
    0.5
    """
    if not here.sum() or not there.sum():
        return None
    return float(np.abs(here / here.sum() - there / there.sum()).sum() / 2)
