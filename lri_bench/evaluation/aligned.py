# SPDX-License-Identifier: MIT
"""A submission laid beside the truth: same clouds, same points, same order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lri_bench.ragged import counts, offsets_from_counts, positions
from lri_bench.submission.check import scope_of
from lri_bench.submission.file import Part
from lri_bench.submission.structure import PER_CLOUD, PER_POINT
from lri_bench.truth import Truth
from lri_bench.types import AnyArray, Floats, Ints, Offsets

__all__ = ["Aligned"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Aligned:
    """A part in the order of the truth; every value has a leading seed axis.

    Attributes
    ----------
    scope : str
        Which test clouds were explained.
    y : (C,) uint8
        The class.
    offsets : (C + 1,) int64
        Where each cloud's points begin.
    truth : (N,) uint8
        Important points.
    true_direction : (N, d) float32 or None
        True directions.
    point_values : mapping of str to (seeds, N, ...) float64
        ``importance``, and ``direction`` or ``covariance`` where given; these
        two may have one seed where importance has several.
    cloud_values : mapping of str to (seeds, C) float64
        ``logit``, ``logit_without``, ``logit_only`` where given.
    """

    scope: str
    y: AnyArray
    offsets: Offsets
    truth: AnyArray
    true_direction: AnyArray | None
    point_values: Mapping[str, Floats]
    cloud_values: Mapping[str, Floats]

    @property
    def importance(self) -> Floats:
        """(seeds, N) float64, higher = more important."""
        return self.point_values["importance"]

    @classmethod
    def of(cls, part: Part, truth: Truth) -> Aligned:
        """Lay a part without problems beside its truth.

        Parameters
        ----------
        part : Part
            Checked by `lri_bench.submission.check.check_part`.
        truth : Truth
            Of the same edition.
        """
        scope = scope_of(part.cloud_id, truth)
        mine = _places(part.cloud_id, truth.cloud_id[scope.clouds])
        points = positions(np.asarray(part.offsets, dtype=np.int64), mine)
        theirs = positions(truth.offsets, scope.clouds)
        return cls(
            scope=scope.name,
            y=truth.y[scope.clouds],
            offsets=offsets_from_counts(counts(truth.offsets)[scope.clouds]),
            truth=truth.truth[theirs],
            true_direction=_rows(truth.direction, theirs),
            point_values=_values(part, PER_POINT, points),
            cloud_values=_values(part, PER_CLOUD, mine),
        )

    def positives(self) -> Aligned:
        """Return the clouds of the positive class alone."""
        chosen = np.flatnonzero(self.y == 1)
        points = positions(self.offsets, chosen)
        return Aligned(
            scope=self.scope,
            y=self.y[chosen],
            offsets=offsets_from_counts(counts(self.offsets)[chosen]),
            truth=self.truth[points],
            true_direction=_rows(self.true_direction, points),
            point_values={k: v[:, points] for k, v in self.point_values.items()},
            cloud_values={k: v[:, chosen] for k, v in self.cloud_values.items()},
        )


def _values(part: Part, axes: Mapping[str, int], places: Ints) -> dict[str, Floats]:
    """Return the values that are there, reordered, with a seed axis in front."""
    found: dict[str, Floats] = {}
    for name, trailing in axes.items():
        value = getattr(part, name)
        if value is not None:
            seeded = value if value.ndim > trailing else value[np.newaxis]
            found[name] = seeded[:, places].astype(np.float64)
    return found


def _places(names: AnyArray, wanted: AnyArray) -> Ints:
    """Return where each of `wanted` stands in `names`, which has them all."""
    order = np.argsort(names)
    return np.asarray(order[np.searchsorted(names, wanted, sorter=order)])


def _rows(values: AnyArray | None, rows: Ints) -> AnyArray | None:
    return None if values is None else values[rows]
