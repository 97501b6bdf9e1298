# SPDX-License-Identifier: MIT
"""Particles on their way to the muon system, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from lri_bench.types import AnyArray, Bools, Floats, Ints

__all__ = ["Tracks", "joined"]


@dataclass(frozen=True, eq=False)
class Tracks:
    """Particles that may leave hits, T in all; all start at the collision point.

    Attributes
    ----------
    event : (T,) int64
        To which event each belongs.
    pt, eta, phi : (T,) float64
        In GeV, 1 and radians.
    charge : (T,) int64
        +1 or -1.
    shower : (T,) bool
        Whether it is a hadronic shower that leaks out of the calorimeter, not a
        muon.
    """

    event: Ints
    pt: Floats
    eta: Floats
    phi: Floats
    charge: Ints
    shower: Bools

    def __len__(self) -> int:
        return len(self.event)

    @property
    def momentum(self) -> Floats:
        """(T,) float64, in GeV."""
        momentum: Floats = self.pt * np.cosh(self.eta)
        return momentum

    def taken(self, chosen: AnyArray) -> Tracks:
        """Return some of the tracks.

        Parameters
        ----------
        chosen : (K,) int64 or (T,) bool

        Returns
        -------
        tracks : Tracks
        """
        return Tracks(*(getattr(self, item.name)[chosen] for item in fields(self)))


def joined(parts: Sequence[Tracks]) -> Tracks:
    """Return several lists of tracks as one.

    Parameters
    ----------
    parts : sequence of Tracks

    Returns
    -------
    tracks : Tracks
    """
    names = [item.name for item in fields(Tracks)]
    return Tracks(
        *(np.concatenate([getattr(one, name) for one in parts]) for name in names)
    )
