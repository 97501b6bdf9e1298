# SPDX-License-Identifier: MIT
"""Agreement of the directions that a method gives with the true ones.

As in Miao et al. 2023 (doi:10.48550/arXiv.2210.16966): only points count that
are important, among the m best of their cloud, and above the largest gap of the
cloud's sorted scores; the mean is taken in each cloud. Where the cut at m goes
through tied points, each counts with its chance to be taken.
"""

from __future__ import annotations

import numpy as np

from lri_bench.metrics.ties import TieTable, falling_order
from lri_bench.ragged import cloud_sum, counts, owner
from lri_bench.types import AnyArray, Bools, Floats, Offsets

__all__ = [
    "angles_deg",
    "cloud_mean",
    "eigenvalue_ratios",
    "lower_median",
    "point_weights",
    "principal_axes",
]


def principal_axes(covariance: AnyArray) -> Floats:
    """Return the eigenvector of the largest eigenvalue at each point.

    Parameters
    ----------
    covariance : (N, d, d) float
        Symmetric and positive semi-definite.

    Returns
    -------
    axes : (N, d) float64
        Of unit length; the sign means nothing.
    """
    axes: Floats = np.linalg.eigh(covariance.astype(np.float64))[1][:, :, -1]
    return axes


def eigenvalue_ratios(covariance: AnyArray) -> Floats:
    """Return the second largest over the largest eigenvalue at each point.

    Parameters
    ----------
    covariance : (N, d, d) float
        Symmetric and positive semi-definite, d at least 2.

    Returns
    -------
    ratio : (N,) float64
        From 0 (a line) to 1 (no direction stands out); 1 where all are zero.
    """
    values = np.linalg.eigvalsh(covariance.astype(np.float64))
    result = np.ones(len(values))
    # Of a line, rounding may leave a second eigenvalue below zero.
    largest, second = values[:, -1], np.maximum(values[:, -2], 0)
    np.divide(second, largest, out=result, where=largest > 0)
    return result


def angles_deg(estimated: AnyArray, true: AnyArray) -> Floats:
    """Return the angle between two axes, 0 to 90 degrees.

    Parameters
    ----------
    estimated : (N, d) float
        Any length; a zero vector says nothing and gets 90 degrees.
    true : (N, e) float
        e >= d; cut to the first d components.

    Returns
    -------
    angle : (N,) float64, degrees
        NaN where the true direction is zero.
    """
    first = _unit(estimated)
    second = _unit(true[:, : estimated.shape[1]])
    sums = [np.linalg.norm(first + other, axis=1) for other in (second, -second)]
    # The tangent of half the angle is exact near 0, where the cosine is not; of a
    # zero estimate both sums are equal, which makes 90 degrees.
    shorter, longer = np.sort(sums, axis=0)
    angle = 2 * np.degrees(np.arctan2(shorter, longer))
    angle[~second.any(axis=1)] = np.nan
    return np.asarray(angle, dtype=np.float64)


def point_weights(
    scores: AnyArray, truth: AnyArray, offsets: Offsets, table: TieTable, m: int
) -> Floats:
    """Return with which weight each point counts for the directions.

    Parameters
    ----------
    scores : (N,) float
        Importances.
    truth : (N,) bool or 0/1
        Important points.
    offsets : (C + 1,) int64
        Where each cloud begins.
    table : TieTable
        Of the same scores.
    m : int
        Only the m best points of a cloud count.

    Returns
    -------
    weight : (N,) float64
        0 for points that do not count, the chance to be among the m best for
        points that are tied there, else 1.
    """
    order = falling_order(scores, owner(offsets))
    above = _above_largest_gap(scores[order], offsets, table)
    taken = np.clip((m - table.points_before) / table.points, 0, 1)
    sizes = table.points.astype(np.int64)
    weight = np.empty(len(scores))
    weight[order] = np.repeat(taken * above, sizes)
    weight *= np.asarray(truth, dtype=np.float64)
    return weight


def cloud_mean(values: Floats, weights: Floats, offsets: Offsets) -> Floats:
    """Return (C,) float64, the weighted mean of each cloud; NaN where none counts.

    Parameters
    ----------
    values : (N,) float64
        NaN where a point has none; such points are left out.
    weights : (N,) float64
        See `point_weights`.
    offsets : (C + 1,) int64
        Where each cloud begins.
    """
    kept = np.where(np.isnan(values), 0.0, weights)
    total = cloud_sum(kept, offsets)
    result = np.full(len(total), np.nan)
    summed = cloud_sum(kept * np.nan_to_num(values), offsets)
    np.divide(summed, total, out=result, where=total > 0)
    return result


def lower_median(values: AnyArray, weights: AnyArray | None = None) -> float:
    """Return the median, the lower of the two middle values if there are two.

    The published numbers were made with torch.median, which takes the lower.

    Parameters
    ----------
    values : (C,) float
        NaN are left out.
    weights : (C,) float, optional
        How often each value counts (whole numbers); once each if left out.

    Returns
    -------
    median : float
        NaN where nothing is left.

    Examples
    --------
    >>> lower_median(np.array([4.0, 1.0, 3.0, 2.0]))
    2.0
    """
    defined = ~np.isnan(values)
    order = np.argsort(values[defined])
    heights = np.ones(len(values)) if weights is None else weights
    cumulative = np.cumsum(heights[defined][order])
    if not cumulative.size or cumulative[-1] == 0:
        return float("nan")
    place = np.searchsorted(cumulative, cumulative[-1] / 2)
    return float(values[defined][order][place])


def _unit(vectors: AnyArray) -> Floats:
    """Return (N, d) float64 of length 1, whatever the scale; zero stays zero."""
    exact = vectors.astype(np.float64)
    largest = np.abs(exact).max(axis=1, initial=0, keepdims=True)
    scaled = np.divide(exact, largest, out=np.zeros_like(exact), where=largest > 0)
    unit: Floats = scaled / np.maximum(np.linalg.norm(scaled, axis=1, keepdims=True), 1)
    return unit


def _above_largest_gap(ordered: AnyArray, offsets: Offsets, table: TieTable) -> Bools:
    """Return (G,) bool: the tie group lies above its cloud's largest gap.

    A cloud whose scores are all equal has no gap: all of it counts as above.
    """
    starts = table.points_before.astype(np.int64)
    starts += np.repeat(offsets[:-1], counts(table.offsets))
    level = ordered[starts].astype(np.float64)
    number = np.arange(len(level))
    last = table.per_group(table.offsets[1:].astype(np.float64)) - 1 == number
    with np.errstate(over="ignore"):
        gap = np.where(last, -np.inf, level - np.append(level[1:], 0.0))
    # Sorted by cloud, then falling gap, then rank: the first row of a cloud is
    # the group right above its largest gap.
    cloud = owner(table.offsets)
    by_gap = np.lexsort((number, -gap, cloud))
    filled = counts(table.offsets) > 0
    edge = np.zeros(len(filled))
    edge[filled] = by_gap[table.offsets[:-1][filled]]
    above: Bools = number <= table.per_group(edge)
    return above
