# SPDX-License-Identifier: MIT
"""One number over several data sets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lri_bench.types import Floats

__all__ = ["beaten", "mean_replicates", "share"]


def share(value: Floats, floor: float, ceiling: float) -> Floats:
    """Return how much of the way from the floor to the ceiling a score is.

    Both are fixed, so that no row moves when another one joins. Below the floor it is
    negative.

    Parameters
    ----------
    value : (...,) float64
        Scores.
    floor, ceiling : float
        What random importances and the labels themselves score.
    """
    return (value - floor) / (ceiling - floor)


def beaten(values: Floats, against: Floats) -> Floats:
    """Return the share of the others that each row beats; ties count half.

    The Borda count, scaled to 0 to 1 (Borda 1781, Mémoire sur les élections au
    scrutin).

    Parameters
    ----------
    values : (n,) float64
        Scores of the rows.
    against : (n, m) float64
        Scores of the others, for each row.

    Returns
    -------
    share : (n,) float64
        NaN where there are no others.
    """
    if not against.shape[1]:
        return np.full(len(values), np.nan)
    own = values[:, np.newaxis]
    points: Floats = ((own > against) + (own == against) / 2).mean(axis=1)
    return points


def mean_replicates(parts: Sequence[Floats], seed: int) -> Floats:
    """Return replicates of the mean of scores on data sets that are independent.

    Parameters
    ----------
    parts : sequence of (R,) float64
        Replicates on each data set.
    seed : int
        Of the shuffle that keeps equal draws of two data sets from meeting.

    Returns
    -------
    mean : (R,) float64
    """
    streams = np.random.SeedSequence(seed).spawn(len(parts))
    shuffled = [
        part[np.random.default_rng(stream).permutation(len(part))]
        for part, stream in zip(parts, streams, strict=True)
    ]
    mean: Floats = np.mean(shuffled, axis=0)
    return mean
