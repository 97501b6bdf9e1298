# SPDX-License-Identifier: MIT
"""The values of one observable in one edition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from lri_bench.types import AnyArray, Floats

__all__ = ["Sample"]

_RANGE_PERCENT: Final = (5.0, 95.0)


@dataclass(frozen=True, eq=False)
class Sample:
    """Values, and what is told of them.

    Attributes
    ----------
    values : (n,) float64
        Finite; may be empty.
    independent : int
        How many of them count as independent: not more than there are clouds, as
        points of a cloud go together.
    """

    values: Floats
    independent: int

    @classmethod
    def of(cls, values: AnyArray, clouds: int) -> Sample:
        """Return the sample of the finite ones of (n,) values from so many clouds."""
        finite = np.asarray(values, dtype=np.float64)
        finite = finite[np.isfinite(finite)]
        return cls(finite, min(len(finite), clouds))

    def __len__(self) -> int:
        return len(self.values)

    @property
    def mean(self) -> float | None:
        """Their mean, if there are any."""
        return float(self.values.mean()) if len(self) else None

    @property
    def range(self) -> tuple[float, float] | None:
        """The 5 and the 95 % quantile, if there are any values."""
        if not len(self):
            return None
        # Values that there are: between counts, none is made up.
        ends = np.percentile(self.values, _RANGE_PERCENT, method="inverted_cdf")
        return float(ends[0]), float(ends[1])

    def shares(self, categories: int) -> Floats:
        """Return (categories,) float64, the share of each of the values 0, 1, …."""
        number = np.bincount(self.values.astype(np.int64), minlength=categories)
        return number[:categories] / max(len(self), 1)

    def as_dict(self) -> dict[str, Any]:
        """Return JSON values."""
        low, high = self.range or (None, None)
        return {"values": len(self), "mean": self.mean, "low": low, "high": high}
