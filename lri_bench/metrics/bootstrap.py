# SPDX-License-Identifier: MIT
"""Intervals by resampling clouds, and seeds as a second level.

Points of one cloud are not independent, so clouds are drawn, never points
(Field and Welsh 2007, doi:10.1111/j.1467-9868.2007.00593.x). The draws depend
on the numbers of clouds and seeds alone: two submissions to one edition are
compared on the same draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

import numpy as np

from lri_bench.metrics.direction import lower_median
from lri_bench.metrics.pooled import PooledRanks
from lri_bench.types import Floats, Ints

__all__ = ["Mean", "Median", "Pooled", "Statistic", "draws", "replicates"]

DEFAULT_REPLICATES = 1000
DEFAULT_SEED = 7265547


class Statistic(Protocol):
    """A number made of many clouds, for each of several seeds."""

    seeds: int

    def of(self, seed: int, weights: Floats | None = None) -> float:
        """Return the number, with each cloud counted `weights` (C,) times."""


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


def draws(
    clouds: int, seeds: int, number: int, seed: int = DEFAULT_SEED
) -> Iterator[tuple[Floats, Ints]]:
    """Yield, for each replicate, which clouds and which seeds it is made of.

    Parameters
    ----------
    clouds, seeds : int
        How many there are.
    number : int
        Replicates.
    seed : int
        Of the two random streams, one for clouds and one for seeds.

    Yields
    ------
    weights : (clouds,) float64
        How often each cloud was drawn.
    drawn : (seeds,) int64
        The seeds that were drawn.
    """
    streams = np.random.SeedSequence(seed).spawn(2)
    cloud_stream, seed_stream = (np.random.default_rng(stream) for stream in streams)
    for _ in range(number):
        chosen = cloud_stream.integers(0, clouds, clouds)
        weights = np.bincount(chosen, minlength=clouds).astype(np.float64)
        yield weights, seed_stream.integers(0, seeds, seeds)


def replicates(
    statistics: Mapping[str, Statistic], clouds: int, number: int, seed: int
) -> dict[str, Floats]:
    """Return the bootstrap replicates of several statistics of the same clouds.

    Parameters
    ----------
    statistics : mapping of str to Statistic
        All with the same clouds and either one seed, which then stands for
        every seed, or as many as the others.
    clouds : int
        How many clouds there are.
    number : int
        Replicates.
    seed : int
        See `draws`.

    Returns
    -------
    values : dict of str to (number,) float64
        NaN where a draw left nothing to compute.
    """
    result = {name: np.empty(number) for name in statistics}
    if not statistics:
        return result
    seeds = max(item.seeds for item in statistics.values())
    for index, (weights, drawn) in enumerate(draws(clouds, seeds, number, seed)):
        times = np.bincount(drawn, minlength=seeds)
        for name, statistic in statistics.items():
            result[name][index] = _over_seeds(statistic, times, weights)
    return result


def _over_seeds(statistic: Statistic, times: Ints, weights: Floats) -> float:
    """Return the mean over seeds, each counted `times` (seeds,)."""
    if statistic.seeds == 1:
        return statistic.of(0, weights)
    parts = [times[s] * statistic.of(int(s), weights) for s in np.flatnonzero(times)]
    return float(sum(parts) / len(times))
