# SPDX-License-Identifier: MIT
"""The smallest difference that a test split can show."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from lri_bench.types import Floats

__all__ = ["CONFIDENCE", "POWER", "Resolving", "resolving"]

CONFIDENCE = 0.95
POWER = 0.8


@dataclass(frozen=True, slots=True)
class Resolving:
    """What a test split resolves.

    Attributes
    ----------
    difference : float
        Smallest one that is found with the stated power.
    spread : float
        Standard error of a difference that this rests on.
    pairs : int
        That the spread is the median of.
    """

    difference: float
    spread: float
    pairs: int


def resolving(errors: Floats) -> Resolving | None:
    """Return the smallest difference found in 4 of 5 cases, tested at 5 % two-sided.

    That is (z(0.975) + z(0.8)) times the standard error (Cohen 1988, Statistical Power
    Analysis, doi:10.4324/9780203771587, chapter 2).

    Parameters
    ----------
    errors : (P,) float64
        Standard errors of paired differences between rows.

    Returns
    -------
    resolving : Resolving or None
        None without pairs.

    Notes
    -----
    Assumes that the next two rows agree with each other, cloud by cloud, as much as
    the rows at hand typically do (their median), and one comparison, not hundreds: a
    board that corrects for all its pairs needs more.
    """
    if not len(errors):
        return None
    spread = float(np.median(errors))
    normal = NormalDist()
    factor = normal.inv_cdf((1 + CONFIDENCE) / 2) + normal.inv_cdf(POWER)
    return Resolving(factor * spread, spread, len(errors))
