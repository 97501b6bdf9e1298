# SPDX-License-Identifier: MIT
"""Numbers as text that is short and quick to read."""

from __future__ import annotations

import base64

import numpy as np

from lri_bench.types import AnyArray

__all__ = ["packed"]


def packed(values: AnyArray, dtype: str) -> str:
    """Return numbers as base64 of their bytes.

    Parameters
    ----------
    values : (...) float or int
        They are rounded, and must then fit the type.
    dtype : str
        A little-endian one, such as ``<i2``.

    Examples
    --------
    >>> packed(np.array([1, 2]), "<u2")
    'AQACAA=='
    """
    plain = np.rint(values).astype(dtype)
    return base64.b64encode(plain.tobytes()).decode("ascii")
