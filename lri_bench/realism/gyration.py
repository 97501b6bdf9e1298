# SPDX-License-Identifier: MIT
"""How large a cloud is in space."""

from __future__ import annotations

import numpy as np

from lri_bench.ragged import cloud_sum, counts, owner
from lri_bench.types import AnyArray, Floats, Offsets

__all__ = ["radius_of_gyration"]


def radius_of_gyration(pos: AnyArray, offsets: Offsets) -> Floats:
    """Return the root mean square distance of a cloud's points from their mean.

    Parameters
    ----------
    pos : (N, d) float
        Positions; all points weigh the same.
    offsets : (S + 1,) int64

    Returns
    -------
    radius : (S,) float64
        In the unit of `pos`; NaN for a cloud without points.

    Examples
    --------
    >>> radius_of_gyration(np.array([[-3.0], [3.0], [8.0]]), np.array([0, 2, 3]))
    array([3., 0.])
    """
    size = counts(offsets).astype(np.float64)
    size[size == 0] = np.nan
    middle = np.stack([cloud_sum(axis, offsets) / size for axis in pos.T], axis=1)
    away = pos - middle[owner(offsets)]
    return np.sqrt(cloud_sum((away**2).sum(axis=1), offsets) / size)
