# SPDX-License-Identifier: MIT
"""Files of designed complexes: readable by others, and by the rule again."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import numpy as np
import pytest
from Bio.PDB.PDBParser import PDBParser
from rdkit import Chem

from lri_bench.builders.plbind.affinity import parse_affinity
from lri_bench.builders.plbind.build import THRESHOLD_MOLAR, build_raw
from lri_bench.builders.plbind.index import read_index
from lri_bench.builders.plbind.ligand import read_ligand
from lri_bench.catalog.editions import Edition
from lri_bench.clouds import Split
from lri_bench.generators.complexes.build import build_generated, draw_split
from lri_bench.generators.complexes.design import Design, Order
from lri_bench.generators.complexes.files import (
    complex_files,
    index_line,
    index_text,
    pdb_text,
    sdf_text,
    write_files,
)
from lri_bench.generators.complexes.ligand import _with_positions
from lri_bench.generators.complexes.rule import judge
from lri_bench.generators.complexes.settings import PLANS
from lri_bench.generators.complexes.side_chains import atom_names, beta_positions
from lri_bench.generators.plan import Plan
from lri_bench.parallel import Workers


def plan(clouds: int, seed: int) -> Plan:
    return PLANS["mini"].chosen(clouds, seed)


def test_biopython_reads_the_same_residues_without_a_warning(
    designs: list[Design],
) -> None:
    for design in designs:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            parser = PDBParser(PERMISSIVE=False)
            text = io.StringIO(pdb_text(design))
            structure = parser.get_structure("designed", text)
        residues = list(structure.get_residues())
        assert tuple(r.get_resname() for r in residues) == design.residues
        for residue in residues:
            expected = ("N", "CA", "C", "O", *atom_names(residue.get_resname()))
            assert tuple(atom.name for atom in residue) == expected
            assert {atom.element for atom in residue} <= {"C", "N", "O", "S"}
        at = np.array([residue["CA"].coord for residue in residues])
        assert at == pytest.approx(design.backbone.ca, abs=1e-4)


def test_rdkit_reads_the_same_ligand(designs: list[Design]) -> None:
    for design in designs:
        supplier = Chem.SDMolSupplier()
        supplier.SetData(sdf_text(design.ligand), removeHs=False)
        (molecule,) = supplier
        expected = Chem.MolToSmiles(Chem.RemoveHs(design.ligand.molecule))
        assert Chem.MolToSmiles(Chem.RemoveHs(molecule)) == expected
        at = molecule.GetConformer().GetPositions()
        assert at == pytest.approx(design.ligand.pos, abs=1e-6)


def test_the_rule_says_the_same_of_the_files(designs: list[Design]) -> None:
    for number, design in enumerate(designs, 1):
        files = complex_files(number, design)
        text = io.StringIO(files.protein.decode())
        structure = PDBParser(QUIET=True).get_structure("", text)
        residues = list(structure.get_residues())
        places = [
            np.array([residue[name].coord for residue in residues], dtype=np.float64)
            for name in ("N", "CA", "C")
        ]
        molecule, source = read_ligand(files.sdf, None)
        ligand = _with_positions(molecule, molecule.GetConformer().GetPositions())
        names = [residue.get_resname() for residue in residues]
        verdict = judge(names, beta_positions(*places), ligand)
        assert source == "sdf"
        assert (verdict.lining == design.verdict.lining).all()
        assert (verdict.suits == design.verdict.suits).all()


def test_the_index_gives_the_class_and_agrees_with_itself(
    designs: list[Design],
) -> None:
    lines = (index_line(number, d.verdict) for number, d in enumerate(designs, 1))
    rows = read_index("index", index_text(lines).encode())
    for row, design in zip(rows, designs, strict=True):
        constant = parse_affinity(row.affinity)
        assert constant is not None
        assert (constant.molar < THRESHOLD_MOLAR) == design.verdict.positive
        assert row.minus_log_k == pytest.approx(-np.log10(constant.molar), abs=0.01)
        assert np.isnan(row.resolution)


@pytest.mark.slow
def test_written_files_build_into_the_same_clouds(
    tmp_path: Path, orders: list[Order]
) -> None:
    split = draw_split([order.positive for order in orders], 5, (0.5, 0.25, 0.25))
    split[:3] = Split.TEST, Split.VALID, Split.TRAIN  # no list may be empty
    paths = list(write_files(tmp_path, orders, split.tolist()))
    assert sorted(p for p in tmp_path.rglob("*") if p.is_file()) == sorted(paths)
    read = build_raw(tmp_path, Workers()).clouds
    made = build_generated(Edition("plbind", "mini"), plan(4, 5), Workers()).clouds
    assert list(read.cloud_id) == [f"pdb_d{order.number:07d}" for order in orders]
    assert (read.split == split).all()
    for name in ("offsets", "pos", "x", "y", "truth"):
        assert (getattr(read, name) == getattr(made, name)).all()
    ligands = read.context["ligand"], made.context["ligand"]
    assert (ligands[0].x == ligands[1].x).all()
