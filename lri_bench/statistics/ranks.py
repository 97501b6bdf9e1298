# SPDX-License-Identifier: MIT
"""Ranks as intervals."""

from __future__ import annotations

from lri_bench.types import Bools, Ints

__all__ = ["rank_ranges"]


def rank_ranges(better: Bools) -> tuple[Ints, Ints]:
    """Return the ranks that each row can have.

    The first is 1 + the number of rows that are better beyond doubt, the last n - the
    number of those that are worse. Where all comparisons hold together with 95 %, so do
    all ranges: Al Mohamad, Goeman and van Zwet 2022, Simultaneous confidence intervals
    for ranks with application to ranking institutions, Biometrics 78, 238-247.

    Parameters
    ----------
    better : (n, n) bool
        Whether row i is better than row j beyond doubt.

    Returns
    -------
    first, last : (n,) int64
        1 for the best.

    Examples
    --------
    >>> import numpy as np
    >>> better = np.array([[0, 0, 1], [0, 0, 0], [0, 0, 0]], dtype=bool)
    >>> [ranks.tolist() for ranks in rank_ranges(better)]
    [[1, 1, 2], [2, 3, 3]]
    """
    return 1 + better.sum(axis=0), len(better) - better.sum(axis=1)
