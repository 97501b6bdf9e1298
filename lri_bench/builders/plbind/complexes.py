# SPDX-License-Identifier: MIT
"""One complex: the bytes of its files to columns of numbers.

The work of one complex depends on nothing else, so that it can be done by any
process on any machine. Affinity, class and split come later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from lri_bench.builders.plbind.contacts import contact_column
from lri_bench.builders.plbind.ligand import (
    crystal_positions,
    heavy_atoms,
    ligand_features,
    read_ligand,
)
from lri_bench.builders.plbind.pose import computed_pose
from lri_bench.builders.plbind.receptor import read_receptor
from lri_bench.builders.plbind.unusable import UnusableError
from lri_bench.types import AnyArray, Bools, Floats, Singles

__all__ = ["PACKAGES", "POCKET_ANGSTROM", "ComplexFiles", "build_complex"]

POCKET_ANGSTROM: Final = 15.0
"""Residues whose CA is nearer to an atom of the ligand than this are its pocket."""

PACKAGES: Final = ("biopython", "numpy", "rdkit", "scipy")
"""Packages whose version can change what `build_complex` returns."""


@dataclass(frozen=True, slots=True)
class ComplexFiles:
    """Contents of a complex's files.

    Attributes
    ----------
    code : str
        Of the Protein Data Bank.
    protein : bytes
        In PDB format.
    sdf, mol2 : bytes or None
        The ligand in either format; None where there is no such file.
    contacts : bytes or None
        Pickled table of contacts; None where there is none.
    """

    code: str
    protein: bytes
    sdf: bytes | None
    mol2: bytes | None
    contacts: bytes | None


def build_complex(files: ComplexFiles) -> dict[str, AnyArray]:
    """Make the columns of one complex.

    Parameters
    ----------
    files : ComplexFiles

    Returns
    -------
    columns : dict of str to array
        ``failure``, text, and nothing else if the complex cannot be used.
        Otherwise of R residues and M atoms of the ligand:

        ``true_pos``, ``pos`` : (R, 3) float32, angstrom
            CA atoms, in the crystal's frame and centred on their mean.
        ``x`` : (R, 3) float32
            Residue type, solvent-accessible surface and B-factor in angstrom^2.
        ``pocket``, ``contact`` : (R,) uint8
            Within `POCKET_ANGSTROM` of the ligand, or in contact with it.
        ``group``, ``number`` : (R,) int32; ``chain``, ``insertion`` : (R,) str
            See `Receptor`.
        ``ligand_true_pos``, ``ligand_pos`` : (M, 3) float32, angstrom
            The pose in the crystal, and a computed one centred on its mean.
        ``ligand_x`` : (M, 17) float32
            See `LIGAND_FEATURES`.
        ``ligand_source``, ``pose_source``, ``contact_source`` : text
            See `read_ligand`, `computed_pose` and `contact_column`.
    """
    try:
        return _columns(files)
    except UnusableError as error:
        return {"failure": np.array(str(error))}


def _columns(files: ComplexFiles) -> dict[str, AnyArray]:
    molecule, ligand_source = read_ligand(files.sdf, files.mol2)
    crystal = crystal_positions(molecule)
    receptor = read_receptor(files.protein, crystal)
    heavy = crystal[heavy_atoms(molecule)]
    contact, contact_source = contact_column(receptor, heavy, files.contacts)
    ligand_x = ligand_features(molecule)
    pose, pose_source = computed_pose(molecule)
    return {
        "true_pos": receptor.pos,
        "pos": centred(receptor.pos),
        "x": receptor.features,
        "pocket": in_pocket(receptor.pos, crystal).astype(np.uint8),
        "contact": contact.astype(np.uint8),
        "group": receptor.group,
        "number": receptor.number,
        "chain": receptor.chain,
        "insertion": receptor.insertion,
        "ligand_true_pos": crystal.astype(np.float32),
        "ligand_pos": centred(pose.astype(np.float32)),
        "ligand_x": ligand_x,
        "ligand_source": np.array(ligand_source),
        "pose_source": np.array(pose_source),
        "contact_source": np.array(contact_source),
    }


def in_pocket(residues: Singles, ligand: Floats) -> Bools:
    """Return which residues lie within `POCKET_ANGSTROM` of a ligand.

    Parameters
    ----------
    residues : (R, 3) float32, angstrom
        CA atoms.
    ligand : (M, 3) float64, angstrom
        All atoms, hydrogens too.

    Returns
    -------
    pocket : (R,) bool
    """
    # In single precision, as the authors keep both, so that the limit falls alike.
    atoms = ligand.astype(np.float32).astype(np.float64)
    far, _ = cKDTree(atoms).query(residues.astype(np.float64))
    return np.asarray(far < POCKET_ANGSTROM)


def centred(pos: Singles) -> Singles:
    """Return (N, 3) float32 positions about their mean."""
    mean: Singles = pos.mean(axis=0, dtype=np.float64).astype(np.float32)
    return pos - mean
