# SPDX-License-Identifier: MIT
"""Nearest neighbours within each cloud."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy.spatial import cKDTree

from lri_bench.types import AnyArray, Ints, Offsets

__all__ = ["neighbours"]


def neighbours(pos: AnyArray, offsets: Offsets, number: int) -> Ints:
    """Return the nearest other points of each point, within its cloud.

    Parameters
    ----------
    pos : (N, d) float
        Positions.
    offsets : (S + 1,) int64
        Where each cloud begins.
    number : int
        Neighbours of each point.

    Returns
    -------
    nearest : (N, number) int64
        Positions in `pos`, the nearest first. Where a cloud has too few points, the
        point itself takes the places that are left.

    Examples
    --------
    >>> neighbours(np.array([[0.0], [3.0], [1.0]]), np.array([0, 3]), 3)
    array([[2, 1, 0],
           [2, 0, 1],
           [0, 1, 2]])
    """
    found = np.repeat(np.arange(len(pos))[:, np.newaxis], number, axis=1)
    for first, last in pairwise(offsets.tolist()):
        enough = min(number, last - first - 1)
        if enough > 0:
            part = pos[first:last]
            _, near = cKDTree(part).query(part, k=np.arange(1, enough + 2))
            found[first:last, :enough] = _without_self(np.asarray(near)) + first
    return found


def _without_self(near: AnyArray) -> Ints:
    """Return (n, k) of (n, k + 1) neighbours: of points in one place any is first."""
    is_self = near == np.arange(len(near))[:, np.newaxis]
    is_self[~is_self.any(axis=1), -1] = True
    others: Ints = near[~is_self].reshape(len(near), -1)
    return others
