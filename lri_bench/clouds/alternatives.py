# SPDX-License-Identifier: MIT
"""Several admissible explanations of one cloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import mul

import numpy as np
import numpy.typing as npt

from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.ragged import as_column, counts, offsets_from_counts, positions
from lri_bench.types import AnyArray, Bools, Offsets, Truths

__all__ = ["Alternatives"]


@dataclass(frozen=True, eq=False)
class Alternatives:
    """Admissible explanations of each cloud, where there is more than one.

    Attributes
    ----------
    number : (S,) int64
        How many explanations a cloud has; 0 where none is told apart.
    mask : (M,) uint8
        For each cloud its explanations one after the other, each as long as
        the cloud has points; M is the sum of ``number * points``.

    Raises
    ------
    DataError
        If these are no whole numbers.
    """

    number: npt.NDArray[np.int64]
    mask: Truths

    def __post_init__(self) -> None:
        """Convert the columns to their dtypes."""
        columns = {
            "number": as_column("Alternatives: number", self.number, np.int64),
            "mask": as_column("Alternatives: mask", self.mask, np.uint8),
        }
        raise_if([v for v in columns.values() if isinstance(v, Problem)], DataError)
        for name, value in columns.items():
            object.__setattr__(self, name, value)

    def offsets(self, cloud_offsets: Offsets) -> Offsets:
        """Return (S + 1,) int64, where the masks of each cloud begin."""
        return offsets_from_counts(self.number * counts(cloud_offsets))

    def of(self, cloud_offsets: Offsets, cloud: int) -> Truths:
        """Return the explanations of one cloud, (number, points) uint8."""
        cuts = self.offsets(cloud_offsets)
        part = self.mask[cuts[cloud] : cuts[cloud + 1]]
        size = int(cloud_offsets[cloud + 1] - cloud_offsets[cloud])
        return part.reshape(int(self.number[cloud]), size)

    def union(self, cloud_offsets: Offsets) -> Truths:
        """Return (N,) uint8, 1 where any explanation of a cloud has the point."""
        cuts = self.offsets(cloud_offsets)
        sizes = np.repeat(counts(cloud_offsets), counts(cuts))
        place = np.arange(len(self.mask)) - np.repeat(cuts[:-1], counts(cuts))
        point = np.repeat(cloud_offsets[:-1], counts(cuts)) + place % sizes
        number = int(cloud_offsets[-1])
        return (np.bincount(point, self.mask, number) > 0).astype(np.uint8)

    def fit(self, cloud_offsets: Offsets) -> bool:
        """Return whether the masks are as long as the clouds say."""
        if self.number.shape != (len(cloud_offsets) - 1,) or self.mask.ndim != 1:
            return False
        # Python's integers, for those of numpy wrap around.
        number = self.number.tolist()
        size = sum(map(mul, number, counts(cloud_offsets).tolist()))
        return min(number, default=0) >= 0 and size == len(self.mask)

    def select(self, cloud_offsets: Offsets, chosen: AnyArray) -> Alternatives:
        """Return those of the chosen clouds, in the order of `chosen`."""
        places = positions(self.offsets(cloud_offsets), chosen)
        return Alternatives(self.number[chosen], self.mask[places])

    def with_points(self, cloud_offsets: Offsets, keep: Bools) -> Alternatives:
        """Return the same explanations of clouds that lose points.

        Parameters
        ----------
        cloud_offsets : (S + 1,) int64
            Of the whole clouds.
        keep : (N,) bool
            Which points stay.
        """
        each = np.repeat(np.arange(len(self.number)), self.number)
        return Alternatives(
            self.number, self.mask[keep[positions(cloud_offsets, each)]]
        )

    @classmethod
    def concatenate(cls, parts: Sequence[Alternatives]) -> Alternatives:
        """Lay the clouds of several lists one after the other."""
        return cls(
            np.concatenate([part.number for part in parts]),
            np.concatenate([part.mask for part in parts]),
        )

    @classmethod
    def from_columns(
        cls, where: str, columns: Mapping[str, AnyArray]
    ) -> Alternatives | None:
        """Return those of a file's columns; None where it has none.

        Raises
        ------
        DataError
            If one of the two columns is missing.
        """
        found = [columns.get(f"alternatives/{name}") for name in ("number", "mask")]
        number, mask = found
        if number is None and mask is None:
            return None
        if number is None or mask is None:
            raise DataError(
                Problem(
                    where=f"{where}: alternatives",
                    expected="the columns number and mask",
                    got="one of them alone",
                    cause="the file is damaged",
                )
            )
        return cls(number, mask)
