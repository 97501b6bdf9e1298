# SPDX-License-Identifier: MIT
"""PLBind: residues along their chains, and the ligand in its pocket."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lri_bench.bonds import bonded
from lri_bench.clouds import Clouds
from lri_bench.elements import OTHER, SYMBOLS, radii
from lri_bench.scenes.scene import Beside, Line, Shape
from lri_bench.scenes.view import main_axes
from lri_bench.types import AnyArray

__all__ = ["complex_shape"]

_ELEMENT = 0  # column of the ligand's x: the atomic number, counted from 0
_HYDROGEN = 0
_STEP_ANGSTROM = 4.5
"""Two residues of a chain that follow each other are 3.8 angstrom apart."""


def complex_shape(protein: Clouds, residue_types: Sequence[str]) -> Shape:
    """Return a complex in space, angstrom, in the frame of the crystal.

    Parameters
    ----------
    protein : Clouds
        A single cloud of PLBind.
    residue_types : sequence of str
        Names of the values of its first feature; the card has them.
    """
    pos = protein.point_extra["true_pos"].astype(np.float64)
    ligand, bonds = _ligand(protein.context["ligand"], first=len(pos))
    names = [residue_types[kind] for kind in protein.x[:, 0].astype(int).tolist()]
    return Shape(
        pos=pos,
        kinds=tuple(names),
        captions=tuple(_captions(protein, names)),
        view=main_axes(pos),
        lines=(*_chains(pos, protein.group), *bonds),
        beside=ligand,
    )


def _captions(protein: Clouds, names: list[str]) -> list[str]:
    """Name residues as structure files do; of some editions types alone are known."""
    captions = list(names)
    for column, before in (("residue_number", " "), ("insertion_code", "")):
        if column in protein.point_extra:
            parts = protein.point_extra[column].tolist()
            captions = [f"{a}{before}{b}" for a, b in zip(captions, parts, strict=True)]
    chains = protein.point_extra.get("chain", np.empty(0)).tolist()
    if len(set(chains)) > 1:
        captions = [f"{a}, chain {b}" for a, b in zip(captions, chains, strict=True)]
    return captions


def _chains(pos: AnyArray, chain: AnyArray | None) -> list[Line]:
    """Join each residue with the next one where they are neighbours."""
    near = np.linalg.norm(np.diff(pos, axis=0), axis=1) < _STEP_ANGSTROM
    if chain is not None:
        near &= chain[1:] == chain[:-1]
    pieces = np.split(np.arange(len(pos)), np.flatnonzero(~near) + 1)
    return [Line("chain", piece) for piece in pieces if len(piece) > 1]


def _ligand(ligand: Clouds, first: int) -> tuple[Beside, list[Line]]:
    """Return atoms and bonds, without hydrogens; atoms are rows from `first` on."""
    element = ligand.x[:, _ELEMENT].astype(int)
    heavy = element != _HYDROGEN
    pos = ligand.point_extra["true_pos"][heavy].astype(np.float64)
    names = tuple(
        SYMBOLS[number] if number < len(SYMBOLS) else OTHER
        for number in element[heavy].tolist()
    )
    pairs = np.argwhere(np.triu(bonded(pos, radii(names)))) + first
    captions = tuple(f"{name} of the ligand" for name in names)
    return Beside("ligand", pos, captions), [Line("bond", pair) for pair in pairs]
