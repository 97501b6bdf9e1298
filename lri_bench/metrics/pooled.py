# SPDX-License-Identifier: MIT
"""ROC AUC over all points of all clouds pooled, also with weighted clouds.

The paper's headline (doi:10.48550/arXiv.2210.16966). Unlike the mean over
clouds it moves when a method's scores are shifted cloud by cloud.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from lri_bench.ragged import owner
from lri_bench.types import AnyArray, Floats, Ints, Offsets

__all__ = ["PooledRanks", "pooled_roc_auc"]

_TABLE = 4_000_000
"""Unimportant points times clouds up to which a table of wins is worth its memory."""


class PooledRanks:
    """Scores sorted once, so that the AUC of reweighted clouds is cheap.

    Parameters
    ----------
    scores : (N,) float
        Importances, higher = more important; finite.
    truth : (N,) bool or 0/1
        Important points.
    offsets : (C + 1,) int64
        Where each cloud begins.
    """

    def __init__(self, scores: AnyArray, truth: AnyArray, offsets: Offsets) -> None:
        important = np.asarray(truth, dtype=np.bool_)
        cloud = owner(offsets)
        self._clouds = len(offsets) - 1
        self._low, self._low_cloud = _sorted(scores[~important], cloud[~important])
        self._high, self._high_cloud = _sorted(scores[important], cloud[important])

    @cached_property
    def _edges(self) -> tuple[Ints, ...]:
        """For each important point how many unimportant ones score less, or no more."""
        below = np.searchsorted(self._low, self._high, side="left")
        upto = np.searchsorted(self._low, self._high, side="right")
        # Without ties, half of the look-ups in a replicate are not needed.
        return (below,) if np.array_equal(below, upto) else (below, upto)

    @cached_property
    def _wins(self) -> Floats:
        """(C, C): wins of important points of one cloud over the others of another.

        As often as there are edges: whole numbers, which floats of 64 bits sum exactly.
        """
        size = self._clouds
        below = np.zeros((len(self._low) + 1, size), dtype=np.int32)
        below[np.arange(1, len(self._low) + 1), self._low_cloud] = 1
        np.cumsum(below, axis=0, out=below)
        order = np.argsort(self._high_cloud, kind="stable")
        ends = np.cumsum(np.bincount(self._high_cloud, minlength=size))
        won = np.zeros((len(order) + 1, size), dtype=np.int64)
        for edge in self._edges:
            won[1:] += below.take(edge[order], axis=0)
        np.cumsum(won, axis=0, out=won)
        return np.diff(won[ends], axis=0, prepend=0).astype(np.float64)

    def part(self, clouds: Ints) -> PooledRanks:
        """Return the ranks of some clouds alone, in the order given.

        Parameters
        ----------
        clouds : (K,) int64
            Positions of different clouds.
        """
        place = np.full(self._clouds, -1)
        place[clouds] = np.arange(len(clouds))
        chosen = object.__new__(PooledRanks)
        chosen._clouds = len(clouds)
        for name in ("low", "high"):
            mine = place[getattr(self, f"_{name}_cloud")]
            setattr(chosen, f"_{name}", getattr(self, f"_{name}")[mine >= 0])
            setattr(chosen, f"_{name}_cloud", mine[mine >= 0])
        return chosen

    def aucs(self, weights: Floats) -> Floats:
        """Return the AUC for each of many weightings of the clouds.

        Parameters
        ----------
        weights : (R, C) float64
            How often each cloud was drawn, whole numbers.

        Returns
        -------
        auc : (R,) float64
            Equal to `auc` of each row to the last bit.
        """
        if self._clouds * len(self._low) > _TABLE:
            return np.array([self.auc(row) for row in weights])
        low = np.bincount(self._low_cloud, minlength=self._clouds)
        high = np.bincount(self._high_cloud, minlength=self._clouds)
        pairs = (weights @ high) * (weights @ low) * len(self._edges)
        won = np.einsum("ij,ij->i", weights @ self._wins, weights)
        result = np.full(len(weights), np.nan)
        np.divide(won, pairs, out=result, where=pairs > 0)
        return result

    def auc(self, weights: Floats | None = None) -> float:
        """Return the AUC with each cloud counted `weights` times.

        Parameters
        ----------
        weights : (C,) float64, optional
            How often each cloud was drawn, whole numbers; once each if left out.

        Returns
        -------
        auc : float
            NaN where only one kind of point is left.
        """
        # Whole numbers are summed exactly, and several times faster than floats.
        times = np.ones(self._clouds) if weights is None else weights
        times = times.astype(np.int64)
        below = np.zeros(len(self._low_cloud) + 1, dtype=np.int64)
        np.cumsum(times.take(self._low_cloud), out=below[1:])
        high = times.take(self._high_cloud)
        pairs = int(high.sum() * below[-1])
        if not pairs:
            return float("nan")
        won = sum(int(high @ below.take(edge)) for edge in self._edges)
        return won / (pairs * len(self._edges))


def pooled_roc_auc(scores: AnyArray, truth: AnyArray) -> float:
    """Return the ROC AUC of all points together, with mid-ranks for ties.

    Parameters
    ----------
    scores : (N,) float
        Importances, higher = more important; finite.
    truth : (N,) bool or 0/1
        Important points.

    Returns
    -------
    auc : float
        NaN where all points are of one kind.

    Examples
    --------
    >>> pooled_roc_auc(np.array([3.0, 2.0, 2.0, 1.0]), np.array([1, 0, 1, 0]))
    0.875
    """
    return PooledRanks(scores, truth, np.array([0, len(scores)])).auc()


def _sorted(scores: AnyArray, cloud: Ints) -> tuple[AnyArray, Ints]:
    order = np.argsort(scores)
    return scores[order], cloud[order]
