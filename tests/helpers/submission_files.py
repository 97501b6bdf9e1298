# SPDX-License-Identifier: MIT
"""Files of submissions as a user saves them, right or wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

EDITION = "synmol@mini"
Arrays = dict[str, Any]


def write(path: Path, arrays: Arrays) -> Path:
    np.savez_compressed(path, **arrays)
    return path
