# SPDX-License-Identifier: MIT
"""From numbers to places in a figure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["LogScale", "Scale", "around"]

_MAX_STEPS = 7 + 1e-6


@dataclass(frozen=True)
class Scale:
    """A linear axis.

    Attributes
    ----------
    low, high : float
        Numbers at both ends; others are drawn at the nearer end.
    start, end : float
        Places of the ends.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a number."""
        inside = min(max(value, self.low), self.high)
        share = (inside - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Return round numbers along the axis, at most eight.

        Examples
        --------
        >>> Scale(0.42, 1.0, 0, 1).ticks()
        [0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
        """
        step = next(
            unit * 10.0**power
            for power in range(-6, 7)
            for unit in (1, 2, 5)
            if (self.high - self.low) / (unit * 10.0**power) < _MAX_STEPS
        )
        first, last = (
            math.ceil(self.low / step - 1e-9),
            math.floor(self.high / step + 1e-9),
        )
        return [round(i * step, 9) for i in range(first, last + 1)]


@dataclass(frozen=True)
class LogScale:
    """A logarithmic axis; all numbers are positive.

    Attributes
    ----------
    low, high : float
        Numbers at both ends.
    start, end : float
        Places of the ends.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a number."""
        linear = Scale(
            math.log10(self.low), math.log10(self.high), self.start, self.end
        )
        return linear(math.log10(value))

    def ticks(self) -> list[float]:
        """Return the powers of ten along the axis.

        Examples
        --------
        >>> LogScale(0.01, 10.0, 0, 1).ticks()
        [0.01, 0.1, 1.0, 10.0]
        """
        first = math.ceil(math.log10(self.low) - 1e-9)
        last = math.floor(math.log10(self.high) + 1e-9)
        return [10.0**power for power in range(first, last + 1)]


def around(values: Iterable[float], step: float = 0.1) -> tuple[float, float]:
    """Return round ends of an axis that holds all numbers.

    Examples
    --------
    >>> around([0.47, 0.93])
    (0.4, 1.0)
    """
    found = list(values)
    low = math.floor(min(found) / step + 1e-9) * step
    high = math.ceil(max(found) / step - 1e-9) * step
    return round(low, 9), round(max(high, low + step), 9)
