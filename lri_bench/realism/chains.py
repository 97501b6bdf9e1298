# SPDX-License-Identifier: MIT
"""Geometry of protein chains that CA atoms alone tell.

Four successive CA atoms have a virtual bond angle and a virtual torsion; helices,
strands and turns lie apart in the plane of the two, like in Ramachandran's plot
(doi:10.1016/S0022-2836(63)80023-6), for which CA atoms do not suffice.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from lri_bench.clouds import Clouds
from lri_bench.ragged import owner
from lri_bench.types import Bools, Floats

__all__ = ["neighbour_distances", "virtual_geometry"]

_GAP_ANGSTROM: Final = 4.5
"""Two CA that are farther apart are no neighbours: something between is missing."""

_TRANS_ANGSTROM: Final = (3.6, 4.0)
"""CA atoms on both sides of a trans peptide bond; cis ones are 2.9 apart."""


def neighbour_distances(clouds: Clouds) -> Floats:
    """Return (n,) float64, angstrom, from a CA to the next one of its chain."""
    distance = _lengths(_steps(clouds))
    near: Floats = distance[_of_one_chain(clouds) & (distance < _GAP_ANGSTROM)]
    return near


def virtual_geometry(clouds: Clouds) -> Floats:
    """Return torsion and angle of every four successive CA of a chain.

    Parameters
    ----------
    clouds : Clouds
        Points in the order of the chains; where there is no `group`, distances alone
        tell where one ends.

    Returns
    -------
    geometry : (n, 2) float64, degrees
        The torsion about the middle one of the three virtual bonds, -180 to 180, and
        the angle between the first two, 0 to 180.
    """
    step = _steps(clouds)
    distance = _lengths(step)
    low, high = _TRANS_ANGSTROM
    joined = _of_one_chain(clouds) & (distance >= low) & (distance <= high)
    first = np.flatnonzero(joined[:-2] & joined[1:-1] & joined[2:])
    a, b, c = step[first], step[first + 1], step[first + 2]
    normal, next_normal = np.cross(a, b), np.cross(b, c)
    sine = _lengths(b) * np.einsum("ij,ij->i", a, next_normal)
    torsion = np.arctan2(sine, np.einsum("ij,ij->i", normal, next_normal))
    angle = np.arctan2(_lengths(normal), -np.einsum("ij,ij->i", a, b))
    geometry: Floats = np.degrees(np.stack([torsion, angle], axis=1))
    return geometry


def _steps(clouds: Clouds) -> Floats:
    """Return (N - 1, 3) float64, from each point to the next."""
    step: Floats = np.diff(clouds.pos.astype(np.float64), axis=0)
    return step


def _of_one_chain(clouds: Clouds) -> Bools:
    """Return (N - 1,) bool, whether a point and the next are of one chain."""
    same: Bools = np.diff(owner(clouds.offsets)) == 0
    if clouds.group is not None:
        same &= np.diff(clouds.group) == 0
    return same


def _lengths(vectors: Floats) -> Floats:
    """Return (n,) float64 of (n, 3)."""
    size: Floats = np.linalg.norm(vectors, axis=1)
    return size
