# SPDX-License-Identifier: MIT
"""Intervals by resampling clouds, and seeds as a second level.

Points of one cloud are not independent, so clouds are drawn, never points
(Field and Welsh 2007, doi:10.1111/j.1467-9868.2007.00593.x). The draws of
clouds depend on their number alone: two submissions to one edition are
compared on the same draws of clouds. Seeds of two submissions have nothing in common:
each draws them from a stream of its own, which its own scores choose.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lri_bench.metrics.direction import lower_median
from lri_bench.metrics.pooled import PooledRanks
from lri_bench.types import Floats

__all__ = [
    "Mean",
    "Median",
    "Pooled",
    "Statistic",
    "drawn_clouds",
    "drawn_seeds",
    "interval",
    "replicates",
]

DEFAULT_REPLICATES = 2000
DEFAULT_SEED = 7265547

INTERVAL_PERCENT = (2.5, 97.5)
"""Ends of an interval, of all replicates."""

_AT_ONCE = 2**20  # weights of so many clouds and replicates lie in memory as floats
_KEPT = 32  # tables of draws: an edition and its strata have a dozen


class Statistic(Protocol):
    """A number made of many clouds, for each of several seeds."""

    seeds: int

    def of(self, seed: int, weights: Floats | None = None) -> float:
        """Return the number, with each cloud counted `weights` (C,) times."""

    def over(self, seed: int, weights: Floats) -> Floats:
        """Return (R,) numbers, one for each row of `weights` (R, C)."""


class Mean:
    """The mean over clouds.

    Parameters
    ----------
    values : (seeds, C) float64
        NaN where a cloud has no value; it is left out.
    """

    def __init__(self, values: Floats) -> None:
        self.seeds = len(values)
        self._defined = (~np.isnan(values)).astype(np.float64)
        self._values = np.nan_to_num(values)

    def of(self, seed: int, weights: Floats | None = None) -> float:
        """Return the mean; NaN where no cloud has a value."""
        defined, values = self._defined[seed], self._values[seed]
        if weights is None:
            total, number = values.sum(), defined.sum()
        else:
            total, number = weights @ values, weights @ defined
        return float(total / number) if number else float("nan")

    def over(self, seed: int, weights: Floats) -> Floats:
        """Return (R,) means; NaN where no cloud has a value."""
        number = weights @ self._defined[seed]
        result = np.full(len(weights), np.nan)
        total = weights @ self._values[seed]
        np.divide(total, number, out=result, where=number > 0)
        return result


class Median:
    """The median over clouds, as `lri_bench.metrics.direction.lower_median`.

    Parameters
    ----------
    values : (seeds, C) float64
        NaN where a cloud has no value; it is left out.
    """

    def __init__(self, values: Floats) -> None:
        self.seeds = len(values)
        self._values = values

    def of(self, seed: int, weights: Floats | None = None) -> float:
        """Return the median; NaN where no cloud has a value."""
        return lower_median(self._values[seed], weights)

    def over(self, seed: int, weights: Floats) -> Floats:
        """Return (R,) medians; NaN where no cloud has a value."""
        return np.array([self.of(seed, row) for row in weights])


class Pooled:
    """The ROC AUC over all points of all clouds.

    Parameters
    ----------
    ranks : list of PooledRanks
        One per seed.
    """

    def __init__(self, ranks: list[PooledRanks]) -> None:
        self.seeds = len(ranks)
        self._ranks = ranks

    def of(self, seed: int, weights: Floats | None = None) -> float:
        """Return the AUC; NaN where one kind of point is left."""
        return self._ranks[seed].auc(weights)

    def over(self, seed: int, weights: Floats) -> Floats:
        """Return (R,) AUCs; NaN where one kind of point is left."""
        return self._ranks[seed].aucs(weights)


@lru_cache(maxsize=_KEPT)
def drawn_clouds(
    clouds: int, number: int, seed: int = DEFAULT_SEED
) -> npt.NDArray[np.uint16]:
    """Return how often each cloud was drawn in each replicate.

    Parameters
    ----------
    clouds : int
        How many there are; as many are drawn, with replacement.
    number : int
        Replicates; more of them begin as fewer do.
    seed : int
        Of the random stream.

    Returns
    -------
    times : (number, clouds) uint16
        Read-only.
    """
    stream = np.random.default_rng(np.random.SeedSequence(seed).spawn(1)[0])
    times = np.zeros((number, clouds), dtype=np.uint16)
    for row in times:
        row[:] = np.bincount(stream.integers(0, clouds, clouds), minlength=clouds)
    times.flags.writeable = False
    return times


def drawn_seeds(
    scores: Floats, number: int, seed: int = DEFAULT_SEED
) -> npt.NDArray[np.uint16]:
    """Return how often each seed of a submission was drawn in each replicate.

    Parameters
    ----------
    scores : (seeds,) float64
        What each seed scored. They choose the random stream: the same importances
        give the same draws, under whatever name; others draw on their own.
    number : int
        Replicates; more of them begin as fewer do.
    seed : int
        Of the random stream.

    Returns
    -------
    times : (number, seeds) uint16
    """
    seeds = len(scores)
    own = [seed, *scores.astype("<f8").view("<u4").tolist()]
    stream = np.random.default_rng(np.random.SeedSequence(own))
    chosen = stream.integers(0, seeds, (number, seeds))
    rows = np.arange(number)[:, np.newaxis] * seeds
    times = np.bincount((chosen + rows).ravel(), minlength=number * seeds)
    return times.reshape(number, seeds).astype(np.uint16)


def replicates(
    statistics: Mapping[str, Statistic], clouds: int, number: int, seed: int
) -> dict[str, Floats]:
    """Return the bootstrap replicates of several statistics of the same clouds.

    Parameters
    ----------
    statistics : mapping of str to Statistic
        All with the same clouds and either one seed, which then stands for
        every seed, or as many as the others. Seeds are drawn by the scores of the
        first that has several.
    clouds : int
        How many clouds there are.
    number : int
        Replicates.
    seed : int
        See `drawn_clouds`.

    Returns
    -------
    values : dict of str to (number,) float64
        NaN where a draw left nothing to compute.
    """
    result = {name: np.empty(number) for name in statistics}
    if not statistics or not number:
        return result
    times = _times_of_seeds(statistics, number, seed)
    drawn = drawn_clouds(clouds, number, seed)
    step = max(1, _AT_ONCE // clouds)
    for start in range(0, number, step):
        part = slice(start, start + step)
        weights = drawn[part].astype(np.float64)
        for name, statistic in statistics.items():
            result[name][part] = _over_seeds(statistic, times[part], weights)
    return result


def interval(values: Floats) -> tuple[float | None, float | None]:
    """Return the 95 % percentile interval of replicates.

    Efron and Tibshirani 1993, An Introduction to the Bootstrap,
    doi:10.1007/978-1-4899-4541-9, chapter 13.

    Parameters
    ----------
    values : (R,) float64
        Replicates; NaN are left out.

    Returns
    -------
    low, high : float or None
        None where nothing is left.
    """
    defined = values[~np.isnan(values)]
    if not defined.size:
        return None, None
    low, high = np.percentile(defined, INTERVAL_PERCENT)
    return float(low), float(high)


def _times_of_seeds(
    statistics: Mapping[str, Statistic], number: int, seed: int
) -> npt.NDArray[np.uint16]:
    seeds = max(item.seeds for item in statistics.values())
    first = next(item for item in statistics.values() if item.seeds == seeds)
    return drawn_seeds(np.array([first.of(s) for s in range(seeds)]), number, seed)


def _over_seeds(
    statistic: Statistic, times: npt.NDArray[np.uint16], weights: Floats
) -> Floats:
    """Return (R,) means over seeds, each counted `times` (R, seeds)."""
    if statistic.seeds == 1:
        return statistic.over(0, weights)
    total = np.zeros(len(weights))
    for s in range(statistic.seeds):
        drawn = np.flatnonzero(times[:, s])
        total[drawn] += times[drawn, s] * statistic.over(s, weights[drawn])
    return total / statistic.seeds
