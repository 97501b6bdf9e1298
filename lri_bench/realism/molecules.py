# SPDX-License-Identifier: MIT
"""Heavy atoms of molecules, their bonds and rings, for all molecules together."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from lri_bench.bonds import bonded
from lri_bench.clouds import Clouds
from lri_bench.elements import ATOM_TYPES, atom_type_radii
from lri_bench.ragged import cloud_sum, owner
from lri_bench.types import AnyArray, Bools, Floats, Ints

__all__ = ["bond_counts", "heavy_atoms", "masses", "ring_counts", "share_of"]

_MASS_DALTON: Final = {
    "C": 12.011, "N": 14.007, "O": 15.999, "S": 32.06, "F": 18.998, "P": 30.974,
    "Cl": 35.45, "Br": 79.904, "Na": 22.990, "Ca": 40.078, "I": 126.90, "B": 10.81,
    "H": 0.0,
}  # fmt: skip
"""Abridged standard atomic weights of 2021, doi:10.1515/pac-2019-0603; hydrogen is
left out, as in the clouds."""


def heavy_atoms(clouds: Clouds) -> Bools:
    """Return (N,) bool, which points are no hydrogens; few molecules have any."""
    heavy: Bools = _types(clouds) != ATOM_TYPES.index("H")
    return heavy


def share_of(clouds: Clouds, elements: tuple[str, ...]) -> Floats:
    """Return (S,) float64, the share of some elements among the heavy atoms."""
    chosen = np.isin(_types(clouds), [ATOM_TYPES.index(name) for name in elements])
    all_atoms = cloud_sum(heavy_atoms(clouds), clouds.offsets)
    all_atoms[all_atoms == 0] = np.nan
    return cloud_sum(chosen, clouds.offsets) / all_atoms


def masses(clouds: Clouds) -> Floats:
    """Return (S,) float64, dalton, of the heavy atoms; NaN where one is unknown."""
    table = np.array([_MASS_DALTON.get(name, np.nan) for name in ATOM_TYPES])
    return cloud_sum(table[_types(clouds)], clouds.offsets)


def bond_counts(clouds: Clouds) -> Ints:
    """Return (S,) int64, the bonds between heavy atoms, told from distances."""
    first, _ = _bonds(clouds).T
    return np.bincount(owner(clouds.offsets)[first], minlength=len(clouds))


def ring_counts(clouds: Clouds) -> Ints:
    """Return (S,) int64, the rings: bonds, less atoms, and one for each piece.

    That is how many bonds must be cut until no ring is left.
    """
    molecule, heavy = owner(clouds.offsets), heavy_atoms(clouds)
    first, second = _bonds(clouds).T
    size = len(heavy)
    graph = coo_array((np.ones(len(first)), (first, second)), shape=(size, size))
    _, piece = connected_components(graph, directed=False)
    _, one_of_each = np.unique(piece[heavy], return_index=True)

    def per_molecule(atoms: Ints) -> Ints:
        return np.bincount(molecule[atoms], minlength=len(clouds))

    pieces = per_molecule(np.flatnonzero(heavy)[one_of_each])
    return per_molecule(first) - per_molecule(np.flatnonzero(heavy)) + pieces


def _types(clouds: Clouds) -> AnyArray:
    return clouds.x[:, 0].astype(np.int64)


def _bonds(clouds: Clouds) -> Ints:
    """Return (B, 2) int64, places of bonded heavy atoms among all points."""
    heavy = np.flatnonzero(heavy_atoms(clouds))
    radius = atom_type_radii(_types(clouds))[heavy]
    pos = clouds.pos[heavy].astype(np.float64)
    size = np.bincount(owner(clouds.offsets)[heavy], minlength=len(clouds))
    cuts = np.concatenate([[0], np.cumsum(size)]).tolist()
    found = [
        start + np.argwhere(np.triu(bonded(pos[start:stop], radius[start:stop])))
        for start, stop in pairwise(cuts)
    ]
    # The first so that there may be no molecules at all.
    pairs = np.concatenate([np.zeros((0, 2), dtype=np.int64), *found])
    bonds: Ints = heavy[pairs]
    return bonds
