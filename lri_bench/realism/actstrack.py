# SPDX-License-Identifier: MIT
"""ActsTrack: the Z, its leptons, and the other tracks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from lri_bench.clouds import Clouds
from lri_bench.realism.counting import important_of_positives, points_of_clouds
from lri_bench.realism.observable import Kind, Known, Observable, PaperNumber
from lri_bench.realism.tracks import Tracks, pseudorapidity, transverse
from lri_bench.types import AnyArray, Floats, Ints

__all__ = ["OBSERVABLES", "Z_MASS"]

Z_MASS: Final = Known(91.1876, "doi:10.1093/ptep/ptac097")
"""In GeV, of the Particle Data Group, 2022."""

_DRAWN: Final = Known(
    10.0, "doi:10.48550/arXiv.2210.16966", "at most: drawn with replacement"
)

_MASS = "cloud_extra/signal_mass_gev"
_TRACK = ("group",)
_FLIGHT = ("group", "direction")


def _masses(clouds: Clouds) -> AnyArray:
    mass: AnyArray = clouds.cloud_extra["signal_mass_gev"][clouds.y == 1]
    return mass[mass > 0]  # what has none is -1


def _hits(clouds: Clouds) -> Ints:
    return Tracks.of(clouds).hits


def _tracks(clouds: Clouds) -> Ints:
    """Return (S,) int64, how many tracks each event has."""
    return np.bincount(Tracks.of(clouds).event, minlength=len(clouds))


def _of_tracks(
    number: Callable[[Floats], Floats], *, important: bool
) -> Callable[[Clouds], Floats]:
    """Return a function of the momenta at first hits, of the pair's or others'."""

    def values(clouds: Clouds) -> Floats:
        tracks = Tracks.of(clouds)
        chosen = tracks.first[tracks.important == important]
        if clouds.direction is None:
            return np.zeros(0)
        return number(clouds.direction[chosen].astype(np.float64))

    return values


OBSERVABLES: Final = (
    Observable("mass of the leptons", "GeV", _masses, needs=(_MASS,), known=Z_MASS),
    Observable(
        "points per event",
        "",
        points_of_clouds,
        Kind.COUNT,
        known=PaperNumber("points_per_cloud"),
    ),
    Observable(
        "important (positive)",
        "",
        important_of_positives,
        Kind.COUNT,
        known=PaperNumber("important_points_per_positive_cloud"),
    ),
    Observable("hits per track", "", _hits, Kind.COUNT, _TRACK),
    Observable("tracks per event", "", _tracks, Kind.COUNT, _TRACK, _DRAWN),
    Observable(
        "pT of the leptons",
        "GeV",
        _of_tracks(transverse, important=True),
        needs=_FLIGHT,
    ),
    Observable(
        "pT of other tracks",
        "GeV",
        _of_tracks(transverse, important=False),
        needs=_FLIGHT,
        log=True,
    ),
    Observable(
        "η of the leptons",
        "",
        _of_tracks(pseudorapidity, important=True),
        needs=_FLIGHT,
    ),
    Observable(
        "η of other tracks",
        "",
        _of_tracks(pseudorapidity, important=False),
        needs=_FLIGHT,
    ),
)
"""Momenta are those at a track's first hit."""
