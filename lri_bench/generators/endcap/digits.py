# SPDX-License-Identifier: MIT
"""Hits by the ntuple's names: which chamber, strip and sector; copies of neighbours.

Numbering as CMS has it for the endcap: a sector is 60 degrees wide and begins at 15;
chamber 1 of 36 and of 18 begins at -5 degrees.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from lri_bench.generators.endcap.layers import HitType, column
from lri_bench.generators.endcap.response import Crossings
from lri_bench.types import AnyArray, Bools, Floats, Ints

__all__ = ["BRANCHES", "UNSET", "digitised"]

UNSET = -99

_SHORT = (
    "endcap station ring sector subsector chamber cscid bx type neighbor strip wire "
    "roll quality pattern bend time fr"
)
BRANCHES: Mapping[str, npt.DTypeLike] = {
    **{f"mu_hit_{name}": np.int16 for name in _SHORT.split()},
    "mu_hit_emtf_phi": np.int32,
    "mu_hit_emtf_theta": np.int32,
    **{f"mu_hit_sim_{name}": np.float32 for name in ["phi", "theta", "eta", "r", "z"]},
}
"""Branches of hits, and their dtypes."""

SECTOR = 60.0
SECTOR_BEGINS = 15.0
CHAMBER_BEGINS = -5.0
OVERLAP = 20.0  # the neighbour gets at most so much; chambers of the barrel are wider
SECTORS = 6

# A sector's processor counts phi in 1/60 degree, from 22 degrees before its sector,
# and theta in 128 steps from 8.5 to 45 degrees.
PHI_BEFORE = 22.0
PHI_UNITS = 60.0
THETA_FIRST, THETA_LAST, THETA_UNITS = 8.5, 45.0, 128

STRAIGHT_PATTERN, STEEPEST_PATTERN = 10, 2
BEND_OF_PATTERN = 6
PATTERNS = STRAIGHT_PATTERN - STEEPEST_PATTERN
BEST_QUALITY = 15


def digitised(
    found: Crossings, random: np.random.Generator
) -> tuple[Ints, dict[str, AnyArray]]:
    """Return hits by the ntuple's names, with copies for neighbouring sectors.

    Parameters
    ----------
    found : Crossings
        H of them.
    random : numpy Generator
        For the quality.

    Returns
    -------
    event : (G,) int64
        Not decreasing.
    hits : dict of str to (G,) array
        `BRANCHES`; angles in degrees, r and z in cm. Where a hit lies in the last
        chamber of its sector, a copy goes to the next sector.
    """
    degrees = np.rad2deg(np.arctan2(found.y, found.x))
    hits = _places(found, degrees)
    hits |= _readings(found, degrees, random)
    hits |= _simulated(found, degrees)
    rows, copy = _with_copies(found, degrees)
    taken = {name: values[rows] for name, values in hits.items()}
    within = (degrees[rows] - SECTOR_BEGINS) % SECTOR - np.where(copy, SECTOR, 0.0)
    units = np.rint((within + PHI_BEFORE) * PHI_UNITS)
    taken["mu_hit_emtf_phi"] = units
    sector = taken["mu_hit_sector"]
    taken["mu_hit_sector"] = np.where(copy, sector % SECTORS + 1, sector)
    taken["mu_hit_neighbor"] = copy
    return found.event[rows], {
        name: taken[name].astype(dtype) for name, dtype in BRANCHES.items()
    }


def _with_copies(found: Crossings, degrees: Floats) -> tuple[Ints, Bools]:
    """Return which hit each row is of, by event, and whether it is a copy."""
    within = (degrees - SECTOR_BEGINS) % SECTOR
    copied = np.flatnonzero(within >= SECTOR - np.minimum(_width(found), OVERLAP))
    rows = np.concatenate([np.arange(len(degrees)), copied])
    copy = np.arange(len(rows)) >= len(degrees)
    order = np.argsort(found.event[rows], kind="stable")
    return rows[order], copy[order]


def _width(found: Crossings) -> Floats:
    """Return the width in degrees of each hit's chamber."""
    width: Floats = 360.0 / column("chambers")[found.layer]
    return width


def _places(found: Crossings, degrees: Floats) -> dict[str, AnyArray]:
    """Return the numbers of sector and chamber."""
    width = _width(found)
    station, ring = column("station")[found.layer], column("ring")[found.layer]
    kind = column("type")[found.layer]
    place = ((degrees - SECTOR_BEGINS) % SECTOR // width).astype(np.int64)
    sector = (degrees - SECTOR_BEGINS) % 360.0 // SECTOR + 1
    half = np.where(station == 1, 1 + (place >= SECTOR / width / 2), 0)
    outer = np.where(ring == 2, 3, np.where(ring == 3, 6, 0))
    is_narrow = width < SECTOR / 3
    near = np.where(is_narrow, place % 3 + 1 + outer, place + 1)
    far = place + 1 + np.where(is_narrow, 3, 0)
    return {
        "mu_hit_endcap": np.sign(found.z),
        "mu_hit_station": station,
        "mu_hit_ring": ring,
        "mu_hit_sector": sector,
        "mu_hit_subsector": np.where(kind == HitType.RPC, place + 1, half),
        "mu_hit_chamber": (degrees - CHAMBER_BEGINS) % 360.0 // width + 1,
        "mu_hit_cscid": np.where(station == 1, near, far),
        "mu_hit_type": kind,
    }


def _readings(
    found: Crossings, degrees: Floats, random: np.random.Generator
) -> dict[str, AnyArray]:
    """Return what the chambers read out."""
    kind = column("type")[found.layer]
    part = (degrees - CHAMBER_BEGINS) / _width(found) % 1.0
    low, high = column("eta_low")[found.layer], column("eta_high")[found.layer]
    height = (_eta_size(found) - low) / (high - low)
    roll = (height * column("rolls")[found.layer]).astype(np.int64)
    steps = np.minimum(np.abs(found.bend) // BEND_OF_PATTERN, PATTERNS)
    quality = BEST_QUALITY - np.minimum(random.geometric(0.5, len(kind)) - 1, 14)
    is_csc = kind == HitType.CSC
    measures = column("slope")[found.layer] > 0
    chamber = (degrees - CHAMBER_BEGINS) % 360.0 // _width(found)
    return {
        "mu_hit_bx": np.zeros(len(kind)),  # of one crossing only
        "mu_hit_time": np.zeros(len(kind)),
        "mu_hit_strip": part * column("strips")[found.layer],
        "mu_hit_wire": np.where(is_csc, roll, UNSET),
        "mu_hit_roll": np.where(is_csc, UNSET, roll + 1),
        "mu_hit_quality": np.where(measures, quality, UNSET),
        "mu_hit_pattern": np.where(is_csc, STRAIGHT_PATTERN - steps, UNSET),
        "mu_hit_bend": found.bend,
        "mu_hit_fr": chamber % 2,
    }


def _simulated(found: Crossings, degrees: Floats) -> dict[str, AnyArray]:
    """Return positions, and theta as the trigger counts it."""
    radius = np.hypot(found.x, found.y)
    theta = np.rad2deg(np.arctan2(radius, found.z))
    folded = np.minimum(theta, 180.0 - theta)
    units = (folded - THETA_FIRST) / (THETA_LAST - THETA_FIRST) * THETA_UNITS
    return {
        "mu_hit_emtf_theta": np.clip(np.rint(units), 0, THETA_UNITS - 1),
        "mu_hit_sim_phi": degrees,
        "mu_hit_sim_theta": theta,
        "mu_hit_sim_eta": np.arcsinh(found.z / radius),
        "mu_hit_sim_r": radius,
        "mu_hit_sim_z": found.z,
    }


def _eta_size(found: Crossings) -> Floats:
    size: Floats = np.arcsinh(np.abs(found.z) / np.hypot(found.x, found.y))
    return size
