# SPDX-License-Identifier: MIT
"""Several admissible explanations of one cloud."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lri_bench.ragged import counts, offsets_from_counts, positions
from lri_bench.types import AnyArray, Offsets, Truths

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
    """

    number: npt.NDArray[np.int64]
    mask: Truths

    def offsets(self, cloud_offsets: Offsets) -> Offsets:
        """Return (S + 1,) int64, where the masks of each cloud begin."""
        return offsets_from_counts(self.number * counts(cloud_offsets))

    def of(self, cloud_offsets: Offsets, cloud: int) -> Truths:
        """Return the explanations of one cloud, (number, points) uint8."""
        cuts = self.offsets(cloud_offsets)
        part = self.mask[cuts[cloud] : cuts[cloud + 1]]
        size = int(cloud_offsets[cloud + 1] - cloud_offsets[cloud])
        return part.reshape(int(self.number[cloud]), size)

    def fit(self, cloud_offsets: Offsets) -> bool:
        """Return whether the masks are as long as the clouds say."""
        same = len(self.number) == len(cloud_offsets) - 1
        return same and int(self.offsets(cloud_offsets)[-1]) == len(self.mask)

    def select(self, cloud_offsets: Offsets, chosen: AnyArray) -> Alternatives:
        """Return those of the chosen clouds, in the order of `chosen`."""
        places = positions(self.offsets(cloud_offsets), chosen)
        return Alternatives(self.number[chosen], self.mask[places])

    @classmethod
    def concatenate(cls, parts: Sequence[Alternatives]) -> Alternatives:
        """Lay the clouds of several lists one after the other."""
        return cls(
            np.concatenate([part.number for part in parts]),
            np.concatenate([part.mask for part in parts]),
        )
