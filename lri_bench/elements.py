# SPDX-License-Identifier: MIT
"""Chemical elements: their symbols and how far their bonds reach."""

from __future__ import annotations

import numpy as np

from lri_bench.types import AnyArray, Floats

__all__ = ["ATOM_TYPES", "OTHER", "SYMBOLS", "atom_type_radii", "radii"]

_RADIUS_ANGSTROM = {
    "H": 0.31, "He": 0.28, "Li": 1.28, "Be": 0.96, "B": 0.84, "C": 0.76, "N": 0.71,
    "O": 0.66, "F": 0.57, "Ne": 0.58, "Na": 1.66, "Mg": 1.41, "Al": 1.21, "Si": 1.11,
    "P": 1.07, "S": 1.05, "Cl": 1.02, "Ar": 1.06, "K": 2.03, "Ca": 1.76, "Sc": 1.70,
    "Ti": 1.60, "V": 1.53, "Cr": 1.39, "Mn": 1.39, "Fe": 1.32, "Co": 1.26, "Ni": 1.24,
    "Cu": 1.32, "Zn": 1.22, "Ga": 1.22, "Ge": 1.20, "As": 1.19, "Se": 1.20, "Br": 1.20,
    "Kr": 1.16, "Rb": 2.20, "Sr": 1.95, "Y": 1.90, "Zr": 1.75, "Nb": 1.64, "Mo": 1.54,
    "Tc": 1.47, "Ru": 1.46, "Rh": 1.42, "Pd": 1.39, "Ag": 1.45, "Cd": 1.44, "In": 1.42,
    "Sn": 1.39, "Sb": 1.39, "Te": 1.38, "I": 1.39, "Xe": 1.40,
}  # fmt: skip
"""Covalent radii in the order of atomic numbers, from 1: Cordero et al. 2008,
doi:10.1039/b801115j, table 2 (sp3 carbon; low spin where there are two)."""

SYMBOLS = tuple(_RADIUS_ANGSTROM)
"""Of the elements with the atomic numbers 1, 2, …, 54."""

OTHER = "*"
"""Any other element; its bonds reach as far as a carbon's."""

ATOM_TYPES = (
    "C", "N", "O", "S", "F", "P", "Cl", "Br", "Na", "Ca", "I", "B", "H", OTHER,
)  # fmt: skip
"""The atom types of the `logic8` task, in the order of its one-hot columns."""


def radii(symbols: tuple[str, ...]) -> Floats:
    """Return (n,) float64, angstrom, the covalent radius of each element.

    Examples
    --------
    >>> radii(("C", "O", "*"))
    array([0.76, 0.66, 0.76])
    """
    carbon = _RADIUS_ANGSTROM["C"]
    return np.array([_RADIUS_ANGSTROM.get(symbol, carbon) for symbol in symbols])


def atom_type_radii(types: AnyArray) -> Floats:
    """Return (n,) float64, angstrom, the covalent radii of SynMol's atom types."""
    return radii(tuple(ATOM_TYPES[kind] for kind in types.astype(np.int64).tolist()))
