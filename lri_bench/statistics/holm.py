# SPDX-License-Identifier: MIT
"""Correction for many tests."""

from __future__ import annotations

import numpy as np

from lri_bench.types import Floats

__all__ = ["holm"]


def holm(p: Floats) -> Floats:
    """Return p-values corrected so that none is below 0.05 by chance but 1 time in 20.

    Holm 1979, A simple sequentially rejective multiple test procedure, Scandinavian
    Journal of Statistics 6, 65-70: the smallest of n is multiplied by n, the next by
    n - 1, and none becomes smaller than the one before.

    Parameters
    ----------
    p : (n,) float64
        Of any tests, however they depend on each other.

    Returns
    -------
    corrected : (n,) float64
        At most 1.

    Examples
    --------
    >>> holm(np.array([0.01, 0.04, 0.03])).tolist()
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p, kind="stable")
    factors = np.arange(len(p), 0, -1)
    corrected = np.empty(len(p))
    corrected[order] = np.minimum(np.maximum.accumulate(p[order] * factors), 1)
    return corrected
