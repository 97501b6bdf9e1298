# SPDX-License-Identifier: MIT
"""Parts of the clouds, by a number that each cloud has."""

from __future__ import annotations

import numpy as np

from lri_bench.types import Floats, Ints

__all__ = ["thirds"]


def thirds(values: Floats) -> list[Ints]:
    """Cut clouds into three parts of about equal size.

    Parameters
    ----------
    values : (C,) float64
        One number a cloud.

    Returns
    -------
    parts : list of (K,) int64
        Positions of the clouds, lowest values first. Equal values stay together, so
        there may be fewer than three parts.

    Examples
    --------
    >>> [part.tolist() for part in thirds(np.array([1.0, 5.0, 2.0, 2.0, 7.0, 9.0]))]
    [[0, 2, 3], [1], [4, 5]]
    """
    if not len(values):
        return []
    cuts = np.quantile(values, (1 / 3, 2 / 3), method="inverted_cdf")
    place = np.searchsorted(cuts, values, side="left")
    parts = (np.flatnonzero(place == third) for third in range(3))
    return [part for part in parts if len(part)]
