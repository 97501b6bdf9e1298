# SPDX-License-Identifier: MIT
"""Made-up complexes: straight peptides with a small ligand beside them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import rdDistGeom

from lri_bench.types import Floats

# Of the atoms of a residue about its CA, in angstrom.
BACKBONE = {"N": (-1.46, 0, 0), "CA": (0, 0, 0), "C": (0.6, 1.4, 0), "O": (0, 2.5, 0)}
STEP_ANGSTROM = 3.8

Residue = tuple[str, str, str]
"""Name, number with its insertion letter in columns 23 to 27, and chain."""

SPLITS = {
    "timesplit_no_lig_overlap_train": ["1aaa"],
    "timesplit_no_lig_overlap_val": ["1bbb"],
    "timesplit_test": ["1ccc"],
}


def atom_line(
    name: str, residue: Residue, at: Iterable[float], *, record: str = "ATOM"
) -> str:
    what, number, chain = residue
    x, y, z = at
    return (
        f"{record:<6}{1:>5} {name:^4} {what:>3} {chain}{number:>5}   "
        f"{x:8.3f}{y:8.3f}{z:8.3f}{1:6.2f}{20:6.2f}          {name[0]:>2}\n"
    )


def chain_text(residues: Iterable[Residue], y: float = 0.0) -> str:
    """Residues in a row along x, `y` angstrom away from the ligand."""
    lines = [
        atom_line(name, residue, (place * STEP_ANGSTROM + dx, y + dy, dz))
        for place, residue in enumerate(residues)
        for name, (dx, dy, dz) in BACKBONE.items()
    ]
    return "".join(lines) + "TER\n"


@pytest.fixture
def chain() -> Callable[..., str]:
    """Write a chain of residues in PDB format."""
    return chain_text


@pytest.fixture
def atom() -> Callable[..., str]:
    """Write one atom in PDB format."""
    return atom_line


@pytest.fixture
def origin() -> Floats:
    """A ligand of one atom."""
    return np.zeros((1, 3))


@pytest.fixture(scope="session")
def ligand_sdf() -> bytes:
    """Phenol with hydrogens."""
    molecule = Chem.AddHs(Chem.MolFromSmiles("Oc1ccccc1"))
    rdDistGeom.EmbedMolecule(molecule, randomSeed=1)
    return Chem.MolToMolBlock(molecule).encode()


@pytest.fixture
def protein() -> bytes:
    """Five residues, the last of them 15.2 angstrom from the first."""
    residues = [("ALA", f"{number} ", "A") for number in range(1, 6)]
    return chain_text(residues, y=3.0).encode()


INDEX = """\
# PDB code, resolution, release year, -logKd/Ki, Kd/Ki, reference, ligand name
1aaa  2.10  2005   8.30  Kd=5nM       // 1aaa.pdf (LIG)
1bbb  NMR   2003   8.00  Ki=10nM      // 1bbb.pdf (LIG)
1ccc  1.90  2021   5.10  Kd~8uM       // 1ccc.pdf (LIG)
1ddd  1.75  2022   6.00  IC50=1uM     // 1ddd.pdf (LIG)
"""


@pytest.fixture
def files(protein: bytes, ligand_sdf: bytes) -> dict[str, bytes]:
    """Files of a record with three complexes, by their names below raw/."""
    made = {"index/INDEX_general_PL_data.2020": INDEX.encode()}
    for name, codes in SPLITS.items():
        made[f"split/{name}"] = "\n".join(codes).encode()
    for code in ("1ccc", "1aaa", "1bbb"):
        made[f"pdb/{code}/{code}_protein_processed.pdb"] = protein
        made[f"pdb/{code}/{code}_ligand.sdf"] = ligand_sdf
    return made


@pytest.fixture
def packed(tmp_path: Path) -> Callable[[Mapping[str, bytes]], Path]:
    """Put files into a folder as plbind_raw.zip, and return the folder."""

    def pack(files: Mapping[str, bytes]) -> Path:
        with zipfile.ZipFile(tmp_path / "plbind_raw.zip", "w") as archive:
            for name, data in files.items():
                archive.writestr(f"raw/{name}", data)
        return tmp_path

    return pack


@pytest.fixture
def unpacked(tmp_path: Path) -> Callable[[Mapping[str, bytes]], Path]:
    """Put files into a folder as they are, and return the folder."""

    def unpack(files: Mapping[str, bytes]) -> Path:
        for name, data in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return tmp_path

    return unpack
