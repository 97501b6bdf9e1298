# SPDX-License-Identifier: MIT
"""The layers of chambers: where they stand, how they are cut, how well they see.

Ranges in eta, counts of chambers and types follow the CMS phase-2 muon system
(CERN-LHCC-2017-012, tables and figures of chapters 1 and 2; the CMS detector paper,
doi 10.1088/1748-0221/3/08/S08004). They are rounded; both endcaps are alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from lri_bench.types import AnyArray

__all__ = ["LAYERS", "STATIONS", "HitType", "Layer", "column"]

STATIONS = 4


class HitType(IntEnum):
    """Kinds of chambers, by the ntuple's numbers."""

    DT = 0
    CSC = 1
    RPC = 2
    GEM = 3
    ME0 = 4


@dataclass(frozen=True)
class Layer:
    """One layer of chambers, in both endcaps.

    Attributes
    ----------
    type : HitType
    station, ring : int
        By the ntuple's numbers.
    z : float
        Distance from the collision point along the beam, in cm.
    eta_low, eta_high : float
        Range in ``|eta|``.
    chambers : int
        Chambers of a whole ring.
    strips : int
        Parts of a chamber in phi.
    rolls : int
        Parts of a chamber in eta; wire groups of a CSC.
    efficiency : float
        Chance that a muon that crosses it leaves a hit that the trigger gets.
    resolution : float
        Of the position, in cm, in phi and in r.
    slope : float
        Units of `mu_hit_bend` per radian; 0 where a layer measures no direction.
    slope_noise : float
        Resolution of `mu_hit_bend`, in its units.
    noise : float
        Hits an event, both endcaps together, that belong to no particle.
    """

    type: HitType
    station: int
    ring: int
    z: float
    eta_low: float
    eta_high: float
    chambers: int
    strips: int
    rolls: int
    efficiency: float
    resolution: float
    slope: float = 0.0
    slope_noise: float = 0.0
    noise: float = 0.0


# Efficiencies: CMS states 0.94 to 0.97 for hits and segments of its chambers in data,
# doi 10.1088/1748-0221/13/06/P06015. What reaches the trigger in the right crossing
# at 200 pile-up is less; how much was chosen so that the mean number of important
# points is the paper's.
# Resolutions: what a trigger primitive knows, not what a segment fit gives.
# Noise, slopes and the resolution of slopes were chosen: the slope so that few muons
# pass the +-50 that the ntuple holds.


def _csc(station: int, ring: int, z: float, eta: tuple[float, float]) -> Layer:
    is_narrow = station == 1 or ring == 2
    return Layer(
        HitType.CSC,
        station,
        ring,
        z,
        *eta,
        chambers=36 if is_narrow else 18,
        strips=128 if ring == 1 and station == 1 else 160,
        rolls=48 if station == 1 else 96,
        efficiency=0.92,
        resolution=0.2,
        slope=30.0,
        slope_noise=1.0,
        noise=0.22,
    )


def _rpc(station: int, ring: int, z: float, eta: tuple[float, float]) -> Layer:
    return Layer(
        HitType.RPC,
        station,
        ring,
        z,
        *eta,
        chambers=18 if ring == 1 else 36,
        strips=32,
        rolls=3,
        efficiency=0.92,
        resolution=1.0,
        noise=0.8,
    )


def _gem(station: int, z: float, eta: tuple[float, float]) -> Layer:
    return Layer(
        HitType.GEM,
        station,
        1,
        z,
        *eta,
        chambers=36 if station == 1 else 18,
        strips=128,
        rolls=8,
        efficiency=0.92,
        resolution=0.3,
        noise=1.0,
    )


def _me0() -> Layer:
    return Layer(
        HitType.ME0,
        1,
        1,
        z=540.0,
        eta_low=2.0,
        eta_high=2.45,  # it goes to 2.8; the ntuple's trigger does not
        chambers=18,
        strips=128,
        rolls=8,
        efficiency=0.92,
        resolution=0.3,
        slope=30.0,
        slope_noise=1.0,
        noise=0.5,
    )


def _dt(station: int, z: float, eta: tuple[float, float]) -> Layer:
    # The outermost wheel of the barrel, as if it were a plane: a builder drops it.
    return Layer(
        HitType.DT,
        station,
        1,
        z,
        *eta,
        chambers=12,
        strips=128,
        rolls=3,
        efficiency=0.9,
        resolution=0.2,
        slope=30.0,
        slope_noise=1.0,
        noise=0.05,
    )


LAYERS: tuple[Layer, ...] = (
    _dt(1, 600.0, (1.15, 1.20)),
    _dt(2, 660.0, (1.15, 1.18)),
    _csc(1, 1, 600.0, (1.55, 2.1)),
    _csc(1, 4, 600.0, (2.1, 2.45)),
    _csc(1, 2, 695.0, (1.2, 1.6)),
    _rpc(1, 2, 685.0, (1.2, 1.6)),
    _gem(1, 567.0, (1.55, 2.18)),
    _me0(),
    _csc(2, 1, 830.0, (1.6, 2.45)),
    _csc(2, 2, 830.0, (1.15, 1.6)),
    _rpc(2, 2, 790.0, (1.38, 1.65)),
    _rpc(2, 3, 790.0, (1.15, 1.38)),
    _gem(2, 795.0, (1.62, 2.43)),
    _csc(3, 1, 930.0, (1.7, 2.45)),
    _csc(3, 2, 930.0, (1.15, 1.7)),
    _rpc(3, 1, 985.0, (1.8, 2.4)),
    _rpc(3, 2, 970.0, (1.48, 1.8)),
    _rpc(3, 3, 970.0, (1.2, 1.48)),
    _csc(4, 1, 1020.0, (1.8, 2.45)),
    _csc(4, 2, 1020.0, (1.2, 1.8)),
    _rpc(4, 1, 1055.0, (1.8, 2.4)),
    _rpc(4, 2, 1050.0, (1.55, 1.8)),
    _rpc(4, 3, 1050.0, (1.25, 1.55)),
)
"""All layers. Ring 3 of station 1 is left out: it lies below ``|eta|`` of 1.15."""


def column(name: str) -> AnyArray:
    """Return one attribute of all `LAYERS` as an array.

    Parameters
    ----------
    name : str
        An attribute of `Layer`.

    Returns
    -------
    values : (L,) array
    """
    return np.array([getattr(layer, name) for layer in LAYERS])
