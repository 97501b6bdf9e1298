# SPDX-License-Identifier: MIT
"""Names and dtypes of the columns of `Clouds`."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np

__all__ = [
    "CLOUD_COLUMNS",
    "DTYPES",
    "POINT_COLUMNS",
    "REQUIRED_COLUMNS",
    "WIDE_COLUMNS",
    "Split",
]


class Split(IntEnum):
    """What a cloud is used for."""

    TRAIN = 0
    VALID = 1
    TEST = 2
    UNUSED = 3


POINT_COLUMNS = ("pos", "x", "truth", "direction", "group")
"""One row a point."""

CLOUD_COLUMNS = ("cloud_id", "y", "split")
"""One row a cloud."""

REQUIRED_COLUMNS = ("offsets", "pos", "x", "truth", "cloud_id", "y", "split")
"""Columns that no clouds can be without."""

WIDE_COLUMNS = ("pos", "x", "direction")
"""Columns with several numbers in a row."""

DTYPES: dict[str, Any] = {
    "offsets": np.int64,
    "pos": np.float32,
    "x": np.float32,
    "truth": np.uint8,
    "cloud_id": np.str_,
    "y": np.uint8,
    "split": np.uint8,
    "direction": np.float32,
    "group": np.int32,
}
"""What each column is stored as."""
