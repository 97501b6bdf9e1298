# SPDX-License-Identifier: MIT
"""The protein: chains around the ligand, and their residues."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from Bio.PDB.PDBExceptions import PDBConstructionException
from Bio.PDB.PDBParser import PDBParser
from scipy.spatial.distance import cdist

from lri_bench.builders.plbind.surface import atom_radii, surface
from lri_bench.builders.plbind.unusable import UnusableError
from lri_bench.storage.archive import reason
from lri_bench.types import Bools, Floats, Ints, Singles

__all__ = ["CHAIN_CUTOFF_ANGSTROM", "RESIDUE_TYPES", "Receptor", "read_receptor"]

RESIDUE_TYPES: Final = (
    "ALA", "ARG", "ASN", "ASP", "CYS", "GLN", "GLU", "GLY", "HIS", "ILE",
    "LEU", "LYS", "MET", "PHE", "PRO", "SER", "THR", "TRP", "TYR", "VAL",
    "HIP", "HIE", "TPO", "HID", "LEV", "MEU", "PTR", "GLV", "CYT", "SEP",
    "HIZ", "CYM", "GLM", "ASQ", "TYS", "CYX", "GLZ", "other",
)  # fmt: skip
"""Residue types in the order of their numbers, as EquiBind's ``process_mols.py``
lists them (doi 10.48550/arXiv.2202.05146); the last stands for all others."""

CHAIN_CUTOFF_ANGSTROM: Final = 10.0
"""Chains with an atom nearer to the ligand than this belong to the receptor."""

_BACKBONE = frozenset({"N", "CA", "C"})
_WATER = "HOH"
_HYDROGENS = ("H", "D")

_INDEX = {name: number for number, name in enumerate(RESIDUE_TYPES)}
_OTHER = len(RESIDUE_TYPES) - 1

_Residue = Any  # Biopython's classes forward attributes that types do not show

# What Biopython raises on files that are not in PDB format.
_PARSER_FAULTS = (
    PDBConstructionException,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, eq=False)
class Receptor:
    """Residues of the chains around a ligand, R of them with A atoms.

    Attributes
    ----------
    pos : (R, 3) float32, angstrom
        Of each CA, in the crystal's frame.
    residue_type : (R,) int64
        Positions in `RESIDUE_TYPES`.
    b_factor : (R,) float64, angstrom^2
        Of each CA.
    number : (R,) int32
        Of the residue in its chain; may be negative.
    insertion : (R,) str
        Letter after the number; mostly empty.
    chain : (R,) str
        Letter of the chain.
    group : (R,) int32
        The chain, counted from 0.
    atoms : (A, 3) float64, angstrom
        Of each residue's atoms.
    elements : tuple of str
        Of the A atoms.
    owner : (A,) int64
        The residue of each atom.
    """

    pos: Singles
    residue_type: Ints
    b_factor: Floats
    number: npt.NDArray[np.int32]
    insertion: npt.NDArray[np.str_]
    chain: npt.NDArray[np.str_]
    group: npt.NDArray[np.int32]
    atoms: Floats
    elements: tuple[str, ...]
    owner: Ints

    @property
    def features(self) -> Singles:
        """(R, 3) float32: type, solvent-accessible surface, B-factor."""
        each = surface(self.atoms, atom_radii(self.elements))
        area = np.bincount(self.owner, each, len(self.pos))
        columns = [self.residue_type, area, self.b_factor]
        return np.stack(columns, axis=1).astype(np.float32)

    @property
    def heavy(self) -> Bools:
        """(A,) bool: which atoms are no hydrogens."""
        return np.array([name not in _HYDROGENS for name in self.elements])


def read_receptor(pdb: bytes, ligand: Floats) -> Receptor:
    """Read the residues of the chains around a ligand.

    The first model counts, and of alternative places the likeliest. Residues
    without N, CA and C are left out, among them ions and ligands; so are chains
    that hold water.

    Parameters
    ----------
    pdb : bytes
        A file in PDB format.
    ligand : (M, 3) float64, angstrom
        The ligand's pose in the crystal.

    Returns
    -------
    receptor : Receptor
        Of all chains with an atom within `CHAIN_CUTOFF_ANGSTROM` of the ligand,
        or of the nearest chain if there is none.

    Raises
    ------
    UnusableError
        If the file cannot be read, or no residue is left.
    """
    kept = [residues for residues in _chains(pdb) if residues]
    if not kept:
        msg = "protein without a chain of residues with N, CA and C and without water"
        raise UnusableError(msg)
    nearest = [cdist(ligand, _positions(residues)).min() for residues in kept]
    least = max(CHAIN_CUTOFF_ANGSTROM, np.nextafter(min(nearest), np.inf))
    near = zip(kept, nearest, strict=True)
    receptor = _receptor([residues for residues, far in near if far < least])
    # A position that is NaN makes the distance of its chain NaN as well.
    numbers = np.array(nearest), receptor.atoms, receptor.b_factor
    if not all(np.isfinite(column).all() for column in numbers):
        msg = "protein with positions or B-factors that are no numbers"
        raise UnusableError(msg)
    return receptor


def _chains(pdb: bytes) -> list[list[_Residue]]:
    """Return the residues that count of each chain; none of chains with water."""
    make_parser: Any = PDBParser
    try:
        # One byte is one column, whatever the encoding of the remarks.
        text = io.StringIO(pdb.decode("latin-1"))
        model = make_parser(QUIET=True).get_structure("", text)[0]
    except _PARSER_FAULTS as error:
        msg = f"protein unreadable: {reason(error)}"
        raise UnusableError(msg) from error
    return [_residues(list(chain)) for chain in model]


def _residues(chain: list[_Residue]) -> list[_Residue]:
    if any(residue.get_resname() == _WATER for residue in chain):
        return []
    return [item for item in chain if {atom.name for atom in item} >= _BACKBONE]


def _positions(residues: Sequence[_Residue]) -> Floats:
    atoms = [atom.coord for residue in residues for atom in residue]
    return np.array(atoms, dtype=np.float64)


def _receptor(chains: Sequence[Sequence[_Residue]]) -> Receptor:
    residues = [residue for chain in chains for residue in chain]
    alphas = [residue["CA"] for residue in residues]
    names = [_INDEX.get(residue.get_resname(), _OTHER) for residue in residues]
    numbered = [(i, atom) for i, residue in enumerate(residues) for atom in residue]
    return Receptor(
        pos=np.array([alpha.coord for alpha in alphas], dtype=np.float32),
        residue_type=np.array(names),
        b_factor=np.array([alpha.bfactor for alpha in alphas], dtype=np.float64),
        number=np.array([residue.id[1] for residue in residues], dtype=np.int32),
        insertion=np.array([residue.id[2].strip() for residue in residues]),
        chain=np.array([residue.get_parent().id for residue in residues]),
        group=np.repeat(np.arange(len(chains)), [len(chain) for chain in chains]),
        atoms=_positions(residues),
        elements=tuple(atom.element for _, atom in numbered),
        owner=np.array([i for i, _ in numbered]),
    )
