# SPDX-License-Identifier: MIT
"""Comparisons of two rows, looked up by their names."""

from __future__ import annotations

from dataclasses import dataclass

from lri_bench.board.model import Pairs

__all__ = ["Comparison", "PairTable"]


@dataclass(frozen=True)
class Comparison:
    """One row against another, on the same clouds.

    Attributes
    ----------
    difference, low, high : float
        Of the headline, first minus second, with its interval.
    p_holm : float
        Of no difference, corrected for all pairs.
    win : float
        Share of replicates in which the first is better.
    """

    difference: float
    low: float
    high: float
    p_holm: float
    win: float

    @property
    def flipped(self) -> Comparison:
        """The second against the first."""
        return Comparison(
            -self.difference, -self.high, -self.low, self.p_holm, 1.0 - self.win
        )


class PairTable:
    """All comparisons of an edition.

    Parameters
    ----------
    pairs : Pairs
        As the board holds them.
    """

    def __init__(self, pairs: Pairs) -> None:
        self._pairs = pairs
        self._places = {entry: i for i, entry in enumerate(pairs.entries)}

    def of(self, first: str, second: str) -> Comparison | None:
        """Return the comparison of two entries; None if there is none."""
        if first == second or not {first, second} <= self._places.keys():
            return None
        i, j = self._places[first], self._places[second]
        if i > j:
            found = self.of(second, first)
            return found.flipped if found else None
        n = len(self._places)
        k = i * n - i * (i + 1) // 2 + (j - i - 1)
        pairs = self._pairs
        return Comparison(
            pairs.difference[k],
            pairs.low[k],
            pairs.high[k],
            pairs.p_holm[k],
            pairs.win[k],
        )
