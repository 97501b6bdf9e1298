# SPDX-License-Identifier: MIT
"""A small molecule with a conformer, and what its atoms offer to a protein."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any, Final

import numpy as np
from rdkit import Chem
from rdkit.Chem import rdDistGeom
from rdkit.rdBase import BlockLogs

from lri_bench.builders.plbind.ligand import crystal_positions, heavy_atoms
from lri_bench.generators.fragments import draw_molecule
from lri_bench.types import Floats, Ints

__all__ = ["LEAST_ATOMS", "Ligand", "Offer", "draw_ligand", "offers_of"]

LEAST_ATOMS: Final = 19
"""Heavy atoms of the smallest ligand: chosen, as ligands of PDBbind are larger than
the molecules of SynMol that the fragments were tuned to."""


class Offer(IntEnum):
    """What a heavy atom of a ligand offers; the first that holds."""

    ACID = 0
    BASE = 1
    AROMATIC = 2
    POLAR = 3
    GREASY = 4


# An acid or base is told by its neutral form too, which molecules are drawn in.
_PATTERNS: Final = {
    Offer.ACID: "[$([O]=C[OX2H1,OX1-]),$([OX2H1,OX1-]C=O),$([OX1]=[SX4,PX4])]",
    Offer.BASE: "[NX3,NX4+;!$(N-[#6,#7,#8,#16]=,#,:*);!$(N-[O,N,S]);!$(N-c)]",
    Offer.AROMATIC: "[c,s]",
    Offer.POLAR: "[#7,#8]",
    Offer.GREASY: "[!#1]",
}


@dataclass(frozen=True, eq=False)
class Ligand:
    """A molecule of M atoms, of which H are heavy.

    Attributes
    ----------
    molecule : rdkit.Chem.Mol
        With hydrogens, and the positions `pos`.
    pos : (M, 3) float64, angstrom
        Rounded to what an SDF file holds.
    heavy : (H, 3) float64, angstrom
        Those of heavy atoms.
    offers : (H,) int64
        See `Offer`.
    """

    molecule: Any
    pos: Floats
    heavy: Floats
    offers: Ints

    def moved(self, rotation: Floats, shift: Floats) -> Ligand:
        """Return the ligand after a (3, 3) rotation and a (3,) shift."""
        return _with_positions(self.molecule, self.pos @ rotation.T + shift)


def offers_of(molecule: Any) -> Ints:
    """Return (H,) int64, what each heavy atom of a sanitised molecule offers."""
    offers = np.full(molecule.GetNumAtoms(), -1, dtype=np.int64)
    # The last pattern first, so that the first one has the last word.
    for offer, query in reversed(_queries().items()):
        found = molecule.GetSubstructMatches(query, maxMatches=len(offers))
        offers[[atom for match in found for atom in match]] = offer
    return offers[heavy_atoms(molecule)]


def draw_ligand(rng: np.random.Generator) -> Ligand:
    """Draw a molecule and embed it by ETKDGv3 (doi 10.1021/acs.jcim.0c00025).

    Parameters
    ----------
    rng : numpy.random.Generator
        Where all chance comes from.

    Returns
    -------
    ligand : Ligand
        The mean of its heavy atoms at the origin.
    """
    with BlockLogs():
        while True:
            molecule = draw_molecule(rng)
            if molecule is None or molecule.GetNumAtoms() < LEAST_ATOMS:
                continue
            whole = Chem.AddHs(molecule)
            parameters: Any = rdDistGeom.ETKDGv3()
            parameters.randomSeed = int(rng.integers(1 << 30))
            parameters.maxIterations = 10
            if rdDistGeom.EmbedMolecule(whole, parameters) >= 0:
                pos = crystal_positions(whole)
                return _with_positions(whole, pos - pos[heavy_atoms(whole)].mean(0))


def _with_positions(molecule: Any, pos: Floats) -> Ligand:
    rounded = np.round(pos, 4)
    copy = Chem.Mol(molecule)
    copy.GetConformer().SetPositions(rounded)
    return Ligand(copy, rounded, rounded[heavy_atoms(copy)], offers_of(copy))


@cache
def _queries() -> dict[Offer, Any]:
    return {offer: Chem.MolFromSmarts(text) for offer, text in _PATTERNS.items()}
