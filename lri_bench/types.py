# SPDX-License-Identifier: MIT
"""Names for the arrays that travel through the whole project."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = [
    "AnyArray",
    "Bools",
    "Floats",
    "Ints",
    "Offsets",
    "Shares",
    "Singles",
    "Truths",
]

AnyArray = npt.NDArray[Any]
"""Any array."""

Bools = npt.NDArray[np.bool_]
"""Yes or no, one per item."""

Floats = npt.NDArray[np.float64]
"""Numbers that are computed with."""

Ints = npt.NDArray[np.int64]
"""Counts and positions."""

Offsets = npt.NDArray[np.int64]
"""(S + 1,): cloud `c` is the points ``offsets[c]:offsets[c + 1]``."""

Singles = npt.NDArray[np.float32]
"""Numbers that are stored."""

Truths = npt.NDArray[np.uint8]
"""One per point: 1 is important, 0 is not."""

Shares = tuple[float, float, float]
"""Of train, valid and test clouds; together 1."""
