# SPDX-License-Identifier: MIT
"""Lose some hits, as real sensors do."""

from __future__ import annotations

import numpy as np

from lri_bench.builders.actstrack.events import Table

__all__ = ["with_efficiency"]


def with_efficiency(
    hits: Table, efficiency: float, random: np.random.Generator
) -> Table:
    """Keep each hit with the same chance, whatever becomes of the others.

    Parameters
    ----------
    hits : Table
    efficiency : float
        Chance of a hit to be kept, 0 to 1.
    random : numpy.random.Generator

    Returns
    -------
    hits : Table
        Of the same events.
    """
    return hits.where(random.random(hits.offsets[-1]) < efficiency)
