# SPDX-License-Identifier: MIT
"""The tie table: all that a ranking metric needs to know of scores and truth.

Points of a cloud with equal scores form one tie group. A metric that is a
function of the groups alone cannot depend on the order of the points, on the
order of the clouds, or on an increasing transform of the scores.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lri_bench.ragged import cloud_sum, counts, offsets_from_counts, owner
from lri_bench.types import AnyArray, Floats, Ints, Offsets

__all__ = ["TieTable", "falling_order", "tie_table"]


@dataclass(frozen=True, eq=False)
class TieTable:
    """Groups of equally scored points, cloud by cloud, best score first.

    Attributes
    ----------
    offsets : (C + 1,) int64
        The groups of cloud `c` are ``offsets[c]:offsets[c + 1]``.
    points : (G,) float64
        Points in each group.
    important : (G,) float64
        Important points in each group.
    points_before : (G,) float64
        Points of the same cloud in better groups.
    important_before : (G,) float64
        Important points of the same cloud in better groups.
    cloud_points, cloud_important : (C,) float64
        Totals of each cloud.
    """

    offsets: Offsets
    points: Floats
    important: Floats
    points_before: Floats
    important_before: Floats
    cloud_points: Floats
    cloud_important: Floats

    @property
    def two_kinds(self) -> AnyArray:
        """(C,) bool: the cloud has both important and unimportant points."""
        return (self.cloud_important > 0) & (self.cloud_important < self.cloud_points)

    def per_group(self, values: Floats) -> Floats:
        """Return (G,) float64, each cloud's value repeated for its groups."""
        repeated: Floats = np.repeat(values, counts(self.offsets))
        return repeated

    def cloud_sum(self, values: Floats) -> Floats:
        """Return (C,) float64, the sum of (G,) `values` over each cloud."""
        return cloud_sum(values, self.offsets)


def tie_table(scores: AnyArray, truth: AnyArray, offsets: Offsets) -> TieTable:
    """Sort the points of each cloud and put equal scores together.

    Parameters
    ----------
    scores : (N,) float
        Importances, higher = more important; finite.
    truth : (N,) bool or 0/1
        Important points.
    offsets : (C + 1,) int64
        Where each cloud begins.

    Returns
    -------
    table : TieTable
    """
    cloud = owner(offsets)
    order = falling_order(scores, cloud)
    first = _first_of_group(scores[order], cloud)
    starts = np.flatnonzero(first)
    cumulative = np.concatenate([[0.0], np.cumsum(truth[order], dtype=np.float64)])
    stops = np.append(starts[1:], len(cloud))
    groups_of_cloud = np.bincount(cloud[starts], minlength=len(offsets) - 1)
    cloud_start = offsets[:-1][cloud[starts]]
    return TieTable(
        offsets=offsets_from_counts(groups_of_cloud),
        points=(stops - starts).astype(np.float64),
        important=cumulative[stops] - cumulative[starts],
        points_before=(starts - cloud_start).astype(np.float64),
        important_before=cumulative[starts] - cumulative[cloud_start],
        cloud_points=counts(offsets).astype(np.float64),
        cloud_important=cumulative[offsets[1:]] - cumulative[offsets[:-1]],
    )


def falling_order(scores: AnyArray, cloud: Ints) -> Ints:
    """Return (N,) int64, the points by cloud, then by falling score."""
    # Scores are not negated: unsigned numbers would wrap, truth values cannot be.
    order: Ints = np.lexsort((scores, -cloud))[::-1]
    return order


def _first_of_group(scores: AnyArray, cloud: Ints) -> AnyArray:
    first = np.ones(len(scores), dtype=np.bool_)
    first[1:] = (scores[1:] != scores[:-1]) | (cloud[1:] != cloud[:-1])
    return first
