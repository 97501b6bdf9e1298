# SPDX-License-Identifier: MIT
"""Tau3Mu: hits of the endcaps, and how near those of the tau are to each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np

from lri_bench.clouds import Clouds
from lri_bench.ragged import owner
from lri_bench.realism.counting import important_of_positives, points_of_clouds
from lri_bench.realism.observable import Kind, Observable, PaperNumber
from lri_bench.types import AnyArray, Bools, Floats

__all__ = ["OBSERVABLES", "spread"]

_ETA, _PHI = 0, 1  # columns of pos
_BEND = 0  # column of x
_STATIONS = (1, 2, 3, 4)
_STATION_HITS = "cloud_extra/station_hits"


def spread(clouds: Clouds) -> Floats:
    """Return how far a positive's important hits are from their mean.

    Parameters
    ----------
    clouds : Clouds

    Returns
    -------
    spread : (P,) float64
        Root mean square over (eta, phi), of positives that have such hits. Hits on
        the two sides of phi = pi count as near, as they are in the detector.
    """
    event = owner(clouds.offsets)
    chosen = _of_tau(clouds)
    event, hits = event[chosen], clouds.pos[chosen].astype(np.float64)
    number = np.bincount(event, minlength=len(clouds))

    def mean(values: Floats) -> Floats:
        total = np.bincount(event, weights=values, minlength=len(clouds))
        return total / np.maximum(number, 1)

    eta, phi = hits[:, _ETA], hits[:, _PHI]
    middle = np.arctan2(mean(np.sin(phi)), mean(np.cos(phi)))
    turned = (phi - middle[event] + np.pi) % (2 * np.pi) - np.pi
    square = (eta - mean(eta)[event]) ** 2 + turned**2
    return np.sqrt(mean(square)[number > 0])


def _of_tau(clouds: Clouds) -> Bools:
    """Return (N,) bool, which hits are important, of positives."""
    chosen: Bools = (clouds.truth == 1) & (clouds.y[owner(clouds.offsets)] == 1)
    return chosen


def _of_hits(
    number: Callable[[Clouds], AnyArray], *, important: bool
) -> Callable[[Clouds], AnyArray]:
    """Return a function of the tau's hits, or of all others."""

    def values(clouds: Clouds) -> AnyArray:
        chosen: AnyArray = number(clouds)[_of_tau(clouds) == important]
        return chosen

    return values


def _eta(clouds: Clouds) -> AnyArray:
    size: AnyArray = np.abs(clouds.pos[:, _ETA])  # the two endcaps are alike
    return size


def _bend(clouds: Clouds) -> AnyArray:
    return clouds.x[:, _BEND]


def _in_station(clouds: Clouds, station: int) -> AnyArray:
    hits: AnyArray = clouds.cloud_extra["station_hits"][:, station - 1]
    return hits


OBSERVABLES: Final = (
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
    Observable("spread of tau's hits", "", spread),
    *(
        Observable(
            f"hits in station {station}",
            "",
            partial(_in_station, station=station),
            Kind.COUNT,
            (_STATION_HITS,),
        )
        for station in _STATIONS
    ),
    Observable("|η| of tau's hits", "", _of_hits(_eta, important=True)),
    Observable("|η| of other hits", "", _of_hits(_eta, important=False)),
    Observable("bend of tau's hits", "", _of_hits(_bend, important=True), Kind.COUNT),
    Observable("bend of other hits", "", _of_hits(_bend, important=False), Kind.COUNT),
)
"""Hits in stations are those of the event before the cuts. Neither eta nor phi in
radians has a unit, so neither has the spread."""
