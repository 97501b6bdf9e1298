# SPDX-License-Identifier: MIT
"""Ranking metrics of each cloud: important points should have high scores.

Every function takes a `TieTable` and returns one number per cloud, NaN where
the cloud has only one kind of point. Ties are never broken by the order of the
points: each value is the expectation over a random order of tied points, or,
for the average precision, takes a tie group as one step.

References
----------
ROC AUC as a rank statistic: Hanley and McNeil 1982,
doi:10.1148/radiology.143.1.7063747. Average precision and R-precision: Manning,
Raghavan and Schütze 2008, doi:10.1017/CBO9780511809071, chapter 8.
Precision@m: Miao et al. 2023, doi:10.48550/arXiv.2210.16966.
"""

from __future__ import annotations

import numpy as np

from lri_bench.metrics.ties import TieTable
from lri_bench.types import AnyArray, Floats

__all__ = ["average_precision", "precision_at", "r_precision", "roc_auc"]


def roc_auc(table: TieTable) -> Floats:
    """Return the chance that an important point outscores an unimportant one.

    Parameters
    ----------
    table : TieTable
        Of C clouds.

    Returns
    -------
    auc : (C,) float64
        Ties count half.

    Examples
    --------
    >>> import numpy as np
    >>> from lri_bench.metrics.ties import tie_table
    >>> scores, truth = np.array([0.9, 0.5, 0.5, 0.1]), np.array([1, 1, 0, 0])
    >>> roc_auc(tie_table(scores, truth, np.array([0, 4])))
    array([0.875])
    """
    unimportant = table.points - table.important
    won = unimportant * (table.important_before + table.important / 2)
    pairs = table.cloud_important * (table.cloud_points - table.cloud_important)
    return _ratio(table.cloud_sum(won), pairs, table.two_kinds)


def precision_at(table: TieTable, m: int | Floats) -> Floats:
    """Return the share of important points among the `m` with the best scores.

    Parameters
    ----------
    table : TieTable
        Of C clouds.
    m : int or (C,) float64
        Number of points; the divisor even where a cloud has fewer points.

    Returns
    -------
    precision : (C,) float64
    """
    limit = np.broadcast_to(np.asarray(m, dtype=np.float64), table.cloud_points.shape)
    room = table.per_group(limit) - table.points_before
    taken = np.clip(room / table.points, 0, 1)
    found = table.cloud_sum(table.important * taken)
    return _ratio(found, limit, table.two_kinds)


def r_precision(table: TieTable) -> Floats:
    """Return precision@R, R being the number of important points of the cloud.

    Parameters
    ----------
    table : TieTable
        Of C clouds.

    Returns
    -------
    precision : (C,) float64
    """
    return precision_at(table, table.cloud_important)


def average_precision(table: TieTable) -> Floats:
    """Return the precision at each score, averaged over the important points.

    Parameters
    ----------
    table : TieTable
        Of C clouds.

    Returns
    -------
    precision : (C,) float64
    """
    reached = table.important_before + table.important
    precision = reached / (table.points_before + table.points)
    total = table.cloud_sum(table.important * precision)
    return _ratio(total, table.cloud_important, table.two_kinds)


def _ratio(numerator: Floats, denominator: Floats, defined: AnyArray) -> Floats:
    result = np.full(len(numerator), np.nan)
    np.divide(numerator, denominator, out=result, where=defined)
    return result
