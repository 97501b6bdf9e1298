# SPDX-License-Identifier: MIT
"""Times of hits: ACTS wrote nanoseconds until 2024, and c t in millimetres since."""

from __future__ import annotations

import numpy as np

from lri_bench.types import AnyArray, Singles

__all__ = ["SPEED_OF_LIGHT_MM_PER_NS", "is_in_millimetres", "to_nanoseconds"]

SPEED_OF_LIGHT_MM_PER_NS = 299.792458

# Nothing in a file tells the unit. A particle comes at most 1 mm far in 1 mm of c t,
# and 300 mm in a nanosecond; half of the hits are from particles near that speed.
_BETWEEN = np.sqrt(SPEED_OF_LIGHT_MM_PER_NS)


def is_in_millimetres(time: AnyArray, position: AnyArray) -> bool:
    """Tell from where and when hits are which unit the times have.

    Parameters
    ----------
    time : (H,) float
        ns, or mm.
    position : (H, 3) float, mm
        Counted from where the particles started.

    Returns
    -------
    is_in_millimetres : bool
        False also where there are no hits.
    """
    later = np.asarray(time) > 0
    if not later.any():
        return False
    distance = np.linalg.norm(position[later], axis=1)
    return bool(np.median(distance / time[later]) < _BETWEEN)


def to_nanoseconds(time: AnyArray) -> Singles:
    """Return times in ns of times c t in mm."""
    converted = np.asarray(time, dtype=np.float64) / SPEED_OF_LIGHT_MM_PER_NS
    return converted.astype(np.float32)
