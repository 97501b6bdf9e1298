# SPDX-License-Identifier: MIT
"""Look at points in space from where they spread most."""

from __future__ import annotations

import numpy as np

from lri_bench.types import AnyArray, Floats

__all__ = ["main_axes"]


def main_axes(pos: AnyArray) -> Floats:
    """Return the axes along which points spread, the longest first.

    Parameters
    ----------
    pos : (n, 3) float
        At least one point.

    Returns
    -------
    axes : (3, 3) float64
        One row an axis, right-handed: what is seen along the third is not mirrored.
    """
    apart = pos.astype(np.float64) - pos.astype(np.float64).mean(axis=0)
    _, columns = np.linalg.eigh(apart.T @ apart)  # the longest comes last
    first, second = columns[:, 2], columns[:, 1]
    # An axis has two directions: take the one along its largest part.
    first = first * np.sign(first[np.argmax(np.abs(first))])
    second = second * np.sign(second[np.argmax(np.abs(second))])
    return np.stack([first, second, np.cross(first, second)])
