# SPDX-License-Identifier: MIT
"""Bins for the values of an observable, the same for both editions."""

from __future__ import annotations

from typing import Final

import numpy as np

from lri_bench.realism.row import Row
from lri_bench.types import Floats

__all__ = ["bin_edges"]

_SHOWN_PERCENT: Final = (0.5, 99.5)  # of each edition; single values may lie far out
_FEWEST, _MOST = 8, 40
_EMPTY: Final = (1.0, 10.0)  # shown where there are no values


def bin_edges(row: Row) -> Floats:
    """Return (B + 1,) float64, ascending.

    Parameters
    ----------
    row : Row
        No category. Its bins cover almost all values of both samples; those of counts
        hold equally many whole numbers each.
    """
    filled = [sample.values for sample in row.samples if len(sample)]
    if row.observable.log:
        filled = [values[values > 0] for values in filled if (values > 0).any()]
    ends = [_EMPTY]
    if filled:
        ends = [_ends(values) for values in filled]
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    number = _number(min((len(values) for values in filled), default=0))
    if row.is_count:
        return _whole_numbers(low, high, number)
    if row.observable.log:
        low, high = (low, high) if low < high else (low / 2, high * 2)
        return np.geomspace(low, high, number + 1)
    low, high = (low, high) if low < high else (low - 0.5, high + 0.5)
    return np.linspace(low, high, number + 1)


def _number(values: int) -> int:
    """Return how many bins so many values fill."""
    return int(np.clip(2 * values**0.4, _FEWEST, _MOST))


def _ends(values: Floats) -> tuple[float, float]:
    low, high = _SHOWN_PERCENT
    # Among few values these are the least and the largest one.
    return (
        float(np.percentile(values, low, method="lower")),
        float(np.percentile(values, high, method="higher")),
    )


def _whole_numbers(low: float, high: float, number: int) -> Floats:
    first, last = np.floor(low), np.ceil(high)
    step = max(1.0, np.ceil((last - first + 1) / number))
    return np.arange(first - 0.5, last + 0.5 + step, step)
