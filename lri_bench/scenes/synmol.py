# SPDX-License-Identifier: MIT
"""SynMol: atoms, and the bonds that their distances tell."""

from __future__ import annotations

import numpy as np

from lri_bench.bonds import bonded
from lri_bench.clouds import Clouds
from lri_bench.elements import ATOM_TYPES, atom_type_radii
from lri_bench.scenes.scene import Line, Shape
from lri_bench.scenes.view import main_axes
from lri_bench.types import Bools

__all__ = ["molecule_shape"]


def molecule_shape(molecule: Clouds) -> Shape:
    """Return a molecule in space, angstrom, seen along its shortest axis.

    Parameters
    ----------
    molecule : Clouds
        A single cloud of SynMol.
    """
    elements = [ATOM_TYPES[kind] for kind in molecule.x[:, 0].astype(int).tolist()]
    bonds = bonded(molecule.pos, atom_type_radii(molecule.x[:, 0]))
    return Shape(
        pos=molecule.pos.astype(np.float64),
        captions=tuple(_captions(elements, bonds)),
        view=main_axes(molecule.pos),
        kinds=tuple(elements),
        letters=tuple(elements),
        lines=tuple(Line("bond", pair) for pair in np.argwhere(np.triu(bonds))),
    )


def _captions(elements: list[str], bonds: Bools) -> list[str]:
    """Name each atom and its neighbours, so that it is known without the picture."""
    captions = []
    for element, row in zip(elements, bonds, strict=True):
        others = ", ".join(sorted(elements[other] for other in np.flatnonzero(row)))
        captions.append(f"{element} bonded to {others}" if others else element)
    return captions
