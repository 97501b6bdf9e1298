# SPDX-License-Identifier: MIT
"""A ligand: its file read, its atoms described.

The columns are those of the LRI authors, who took them from EquiBind
(doi 10.48550/arXiv.2202.05146, ``process_mols.py``): a category is a position in
a list of values, and its last position stands for all others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from rdkit import Chem, rdBase
from rdkit.Chem import rdForceFieldHelpers
from rdkit.Chem.rdPartialCharges import ComputeGasteigerCharges

from lri_bench.builders.plbind.unusable import UnusableError
from lri_bench.storage.archive import reason
from lri_bench.types import Bools, Floats, Singles

__all__ = [
    "HYBRIDIZATIONS",
    "LIGAND_FEATURES",
    "crystal_positions",
    "heavy_atoms",
    "ligand_features",
    "read_ligand",
]

RING_SIZES: Final = (3, 4, 5, 6, 7, 8)

LIGAND_FEATURES: Final = (
    "atomic-number",
    "chirality",
    "degree",
    "formal-charge",
    "implicit-valence",
    "hydrogens",
    "radical-electrons",
    "hybridization",
    "is-aromatic",
    "rings",
    *(f"in-ring-of-{size}" for size in RING_SIZES),
    "gasteiger-charge",
)
"""Names of the 17 columns: 16 categories, and a charge in elementary charges."""

HYBRIDIZATIONS: Final = ("SP", "SP2", "SP3", "SP3D", "SP3D2")
"""In the order of their categories; whatever else comes after them."""

_CHIRALITIES = 4  # none, clockwise, counter-clockwise, other
_HIGHEST_ATOMIC_NUMBER = 118

_Atom = Any  # RDKit has no usable types


def read_ligand(sdf: bytes | None, mol2: bytes | None) -> tuple[Any, str]:
    """Read a ligand from its SDF file, or where that fails from its mol2 file.

    Parameters
    ----------
    sdf, mol2 : bytes or None
        Contents of the files; None where there is none.

    Returns
    -------
    molecule : rdkit.Chem.Mol
        Sanitised, with the hydrogens that the file has, and its positions.
    source : str
        ``sdf`` or ``mol2``.

    Raises
    ------
    UnusableError
        If neither can be read.
    """
    failures = []
    with rdBase.BlockLogs():
        for name, data in (("sdf", sdf), ("mol2", mol2)):
            if data is None:
                failures.append(f"no {name}")
                continue
            try:
                return _sanitised(_READERS[name](data.decode("latin-1"))), name
            # ValueError and RuntimeError are what RDKit's own errors become.
            except (ValueError, RuntimeError) as error:
                failures.append(f"{name}: {reason(error)}")
    msg = f"ligand unreadable, {'; '.join(failures)}"
    raise UnusableError(msg)


def crystal_positions(molecule: Any) -> Floats:
    """Return (M, 3) float64, angstrom, the positions that the file has."""
    return np.array(molecule.GetConformer().GetPositions(), dtype=np.float64)


def heavy_atoms(molecule: Any) -> Bools:
    """Return (M,) bool, which atoms are no hydrogens."""
    return np.array([atom.GetAtomicNum() > 1 for atom in molecule.GetAtoms()])


def ligand_features(molecule: Any) -> Singles:
    """Describe the atoms of a ligand.

    Parameters
    ----------
    molecule : rdkit.Chem.Mol
        Sanitised.

    Returns
    -------
    x : (M, 17) float32
        As `LIGAND_FEATURES` names them. Where the charge after Gasteiger and
        Marsili (doi 10.1016/0040-4020(80)80168-2) is no finite number, it is 0.

    Notes
    -----
    Aromatic is what MMFF94 takes for it: the authors describe a molecule after
    its conformer was relaxed, and setting up that force field marks atoms anew.
    A ring of uracil is aromatic to RDKit and not to MMFF94.
    """
    marked = Chem.Mol(molecule)
    with rdBase.BlockLogs():
        rdForceFieldHelpers.MMFFGetMoleculeProperties(marked)
    ComputeGasteigerCharges(marked)
    rings = marked.GetRingInfo()
    rows = [[*_categories(atom, rings), _charge(atom)] for atom in marked.GetAtoms()]
    return np.array(rows, dtype=np.float32)


def _from_sdf(text: str) -> Any:
    supplier = Chem.SDMolSupplier()
    supplier.SetData(text, sanitize=False, removeHs=False)
    return supplier[0] if len(supplier) else None


def _from_mol2(text: str) -> Any:
    return Chem.MolFromMol2Block(text, sanitize=False, removeHs=False)


_READERS: dict[str, Callable[[str], Any]] = {"sdf": _from_sdf, "mol2": _from_mol2}


def _sanitised(molecule: Any) -> Any:
    if molecule is None or not molecule.GetNumAtoms():
        msg = "no molecule in it"
        raise ValueError(msg)
    if not np.isfinite(crystal_positions(molecule)).all():
        msg = "positions that are no numbers"
        raise ValueError(msg)
    Chem.SanitizeMol(molecule)
    return molecule


def _categories(atom: _Atom, rings: Any) -> list[int]:
    index = atom.GetIdx()
    return [
        _category(atom.GetAtomicNum(), 1, _HIGHEST_ATOMIC_NUMBER),
        min(int(atom.GetChiralTag()), _CHIRALITIES - 1),
        _category(atom.GetTotalDegree(), 0, 10),
        _category(atom.GetFormalCharge(), -5, 5),
        # The implicit valence under a name that every version of RDKit has.
        _category(atom.GetNumImplicitHs(), 0, 6),
        _category(atom.GetTotalNumHs(), 0, 8),
        _category(atom.GetNumRadicalElectrons(), 0, 4),
        _hybridization(str(atom.GetHybridization())),
        int(atom.GetIsAromatic()),
        _category(rings.NumAtomRings(index), 0, 6),
        *(int(rings.IsAtomInRingOfSize(index, size)) for size in RING_SIZES),
    ]


def _category(value: int, lowest: int, highest: int) -> int:
    """Return the place of a value, or the one after the last."""
    return value - lowest if lowest <= value <= highest else highest - lowest + 1


def _hybridization(name: str) -> int:
    known = name in HYBRIDIZATIONS
    return HYBRIDIZATIONS.index(name) if known else len(HYBRIDIZATIONS)


def _charge(atom: _Atom) -> float:
    charge = atom.GetDoubleProp("_GasteigerCharge")
    return charge if np.isfinite(charge) else 0.0
