# SPDX-License-Identifier: MIT
"""Find the two leptons of the Z in signal events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lri_bench.builders.actstrack.events import Table
from lri_bench.ragged import owner
from lri_bench.types import AnyArray, Floats, Ints

__all__ = ["Z_MASS_GEV", "Z_WINDOW_GEV", "ZPairs", "find_z_pairs"]

Z_MASS_GEV = 91.1876
"""Particle Data Group 2022, doi:10.1093/ptep/ptac097."""

Z_WINDOW_GEV = 2.0
"""Half width of the window of the LRI authors."""

LEPTONS = (11, 13)  # PDG codes of electron and muon; the antiparticles' are negative


@dataclass(frozen=True, eq=False)
class ZPairs:
    """For each event the pair whose mass is that of a Z.

    Attributes
    ----------
    number : (E,) int64
        How many pairs lie in the window; the rest holds where it is 1.
    particle_id : (E, 2) uint64
        Barcodes of the pair.
    mass : (E,) float64, GeV
        Its invariant mass.
    """

    number: Ints
    particle_id: npt.NDArray[np.uint64]
    mass: Floats


def find_z_pairs(particles: Table) -> ZPairs:
    """Find pairs of one flavour and opposite charge near the mass of the Z.

    Parameters
    ----------
    particles : Table
        With `PARTICLES`.

    Returns
    -------
    pairs : ZPairs
    """
    event = owner(particles.offsets)
    leptons = np.flatnonzero(np.isin(np.abs(particles["particle_type"]), LEPTONS))
    pairs = _opposite_pairs(event[leptons], particles["particle_type"][leptons])
    first, second = (leptons[rows] for rows in pairs)
    mass = _invariant_mass(particles, first, second)
    near = np.abs(mass - Z_MASS_GEV) < Z_WINDOW_GEV
    first, second, mass = first[near], second[near], mass[near]
    size = len(particles.offsets) - 1
    found = ZPairs(
        np.bincount(event[first], minlength=size),
        np.zeros((size, 2), dtype=np.uint64),
        np.zeros(size),
    )
    barcode = particles["particle_id"]
    found.particle_id[event[first]] = np.stack([barcode[first], barcode[second]], 1)
    found.mass[event[first]] = mass
    return found


def _opposite_pairs(event: Ints, code: AnyArray) -> tuple[Ints, Ints]:
    """Return rows of all pairs (particle, antiparticle) of an event and flavour."""
    group = event * (max(LEPTONS) + 1) + np.abs(code)
    particle, anti = np.flatnonzero(code > 0), np.flatnonzero(code < 0)
    anti = anti[np.argsort(group[anti], kind="stable")]
    low = np.searchsorted(group[anti], group[particle], "left")
    high = np.searchsorted(group[anti], group[particle], "right")
    partners = high - low
    first = np.repeat(particle, partners)
    within = np.arange(partners.sum()) - np.repeat(
        np.cumsum(partners) - partners, partners
    )
    return first, anti[np.repeat(low, partners) + within]


def _invariant_mass(particles: Table, first: Ints, second: Ints) -> Floats:
    """Return the mass of pairs in GeV, from momenta and rest masses."""
    names = ("px", "py", "pz")
    total_energy = np.zeros(len(first))
    total = np.zeros((len(first), len(names)))
    for rows in (first, second):
        p = np.stack([particles[name][rows] for name in names], 1).astype(np.float64)
        m = particles["m"][rows].astype(np.float64)
        total += p
        total_energy += np.sqrt((p**2).sum(1) + m**2)
    square = total_energy**2 - (total**2).sum(1)
    mass: Floats = np.sqrt(np.maximum(square, 0.0))
    return mass
