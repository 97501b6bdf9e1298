# SPDX-License-Identifier: MIT
"""ROC AUC over all points of all clouds pooled, also with weighted clouds.

The paper's headline (doi:10.48550/arXiv.2210.16966). Unlike the mean over
clouds it moves when a method's scores are shifted cloud by cloud.
"""

from __future__ import annotations

import numpy as np

from lri_bench.ragged import owner
from lri_bench.types import AnyArray, Floats, Ints, Offsets

__all__ = ["PooledRanks", "pooled_roc_auc"]


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
        low, self._low_cloud = _sorted(scores[~important], cloud[~important])
        high, self._high_cloud = _sorted(scores[important], cloud[important])
        below = np.searchsorted(low, high, side="left")
        upto = np.searchsorted(low, high, side="right")
        # Without ties, half of the look-ups in a replicate are not needed.
        self._edges = (below,) if np.array_equal(below, upto) else (below, upto)
        self._clouds = len(offsets) - 1

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
