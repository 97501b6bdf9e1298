# SPDX-License-Identifier: MIT
"""What random importances score on average, in closed form.

Expectations over a uniformly random order of each cloud's points. Average
precision: Bestgen 2015, doi:10.1515/pralin-2015-0007.
"""

from __future__ import annotations

import numpy as np

from lri_bench.types import Floats

__all__ = ["average_precision", "precision_at", "roc_auc"]


def roc_auc(points: Floats, important: Floats) -> Floats:
    """Return (C,) float64: 0.5 wherever the cloud has both kinds of points."""
    return _where_defined(np.full(len(points), 0.5), points, important)


def precision_at(points: Floats, important: Floats, m: Floats | int) -> Floats:
    """Return the expected precision@m of each cloud.

    Parameters
    ----------
    points, important : (C,) float64
        Points, and important points, of each cloud.
    m : int or (C,) float64
        Number of points taken, and the divisor.

    Returns
    -------
    precision : (C,) float64
        NaN where all points are of one kind.
    """
    taken = np.minimum(m, points)
    return _where_defined(_ratio(taken * important, m * points), points, important)


def average_precision(points: Floats, important: Floats) -> Floats:
    """Return the expected average precision of each cloud.

    Parameters
    ----------
    points, important : (C,) float64
        Points, and important points, of each cloud.

    Returns
    -------
    precision : (C,) float64
        NaN where all points are of one kind.
    """
    sizes = points.astype(np.int64)
    steps = 1.0 / np.arange(1, sizes.max(initial=1) + 1)
    harmonic = np.concatenate([[0.0], np.cumsum(steps)])[sizes]
    rest = _ratio(important - 1, points - 1) * (points - harmonic)
    return _where_defined(_ratio(harmonic + rest, points), points, important)


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    result = np.zeros(len(numerator))
    np.divide(numerator, denominator, out=result, where=denominator > 0)
    return result


def _where_defined(values: Floats, points: Floats, important: Floats) -> Floats:
    return np.where((important > 0) & (important < points), values, np.nan)
