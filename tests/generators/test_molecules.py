# SPDX-License-Identifier: MIT
"""Generated molecules: labels, shares, chemistry, conformers; scaffold splits."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from importlib.resources import files

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem
from rdkit.Chem import AllChem, rdMolDescriptors
from rdkit.Chem.Scaffolds import MurckoScaffold

from lri_bench.builders.synmol.rule import ALKANE_SMARTS, CARBONYL_SMARTS, apply_rule
from lri_bench.clouds import Split
from lri_bench.errors import DataError, LriBenchError
from lri_bench.generators import fragments, molecules
from lri_bench.generators.molecules import (
    MoleculeTable,
    generate_molecules,
    split_by_scaffold,
)

NUMBER = 1500

# Of the 8,671 molecules of the record's raw files, doi 10.5281/zenodo.7265547.
REAL_ATOMS = 21.36
REAL_RINGS = 2.33
REAL_IMPORTANT = 6.61
REAL_ELEMENTS = {
    "C": 0.728,
    "O": 0.110,
    "N": 0.096,
    "F": 0.041,
    "S": 0.015,
    "Cl": 0.007,
    "Br": 0.003,
}
REAL_KINDS = {"carbonyl": 0.600, "neither": 0.288, "chain": 0.112}


@pytest.fixture(scope="module")
def generated() -> MoleculeTable:
    return generate_molecules(NUMBER, seed=3)


@pytest.fixture(scope="module")
def mols(generated: MoleculeTable) -> list[Chem.Mol]:
    return [Chem.MolFromSmiles(smiles) for smiles in generated.smiles]


def scaffold(smiles: str) -> str:
    framed = MurckoScaffold.GetScaffoldForMol(Chem.MolFromSmiles(smiles))
    return str(Chem.MolToSmiles(framed, isomericSmiles=False))


# --- the table ---------------------------------------------------------------


def test_columns_fit_each_other(generated: MoleculeTable) -> None:
    assert len(generated.mol_id) == len(generated.smiles) == len(generated.y) == NUMBER
    assert generated.y.dtype == np.uint8
    assert generated.mol_id[:2] == ("LB-0001", "LB-0002")
    assert generated.mol_id[-1] == "LB-1500"


def test_names_take_the_prefix() -> None:
    assert generate_molecules(2, 0, prefix="MINI").mol_id == ("MINI-0001", "MINI-0002")


def test_labels_are_the_rules(generated: MoleculeTable, mols: list[Chem.Mol]) -> None:
    assert [apply_rule(mol).y for mol in mols] == generated.y.tolist()


def test_smiles_are_canonical(generated: MoleculeTable) -> None:
    assert [Chem.CanonSmiles(smiles) for smiles in generated.smiles] == list(
        generated.smiles
    )


def test_no_two_molecules_have_the_same_graph(mols: list[Chem.Mol]) -> None:
    flat = {Chem.MolToSmiles(mol, isomericSmiles=False) for mol in mols}
    assert len(flat) == NUMBER


@pytest.mark.slow
@settings(deadline=None, max_examples=15)
@given(number=st.integers(1, 40), share=st.floats(0, 1), seed=st.integers(0, 2**32 - 1))
def test_share_of_positives_is_exact(number: int, share: float, seed: int) -> None:
    drawn = generate_molecules(number, seed, positive_share=share)
    assert len(drawn.smiles) == number
    assert int(drawn.y.sum()) == round(number * share)


def test_positives_are_spread_over_the_table(generated: MoleculeTable) -> None:
    halves = generated.y[: NUMBER // 2].mean(), generated.y[NUMBER // 2 :].mean()
    assert np.allclose(halves, 0.18, atol=0.05)


# --- chance ------------------------------------------------------------------


def test_same_seed_same_table_and_other_seed_another() -> None:
    first, again, other = (generate_molecules(30, seed) for seed in (5, 5, 6))
    assert first.smiles == again.smiles
    assert first.y.tolist() == again.y.tolist()
    assert not set(first.smiles) & set(other.smiles)


def test_global_random_state_is_left_alone() -> None:
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    smiles = generate_molecules(5, 0).smiles
    split_by_scaffold(smiles, 0)
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


@pytest.mark.slow
def test_hash_seed_does_not_matter() -> None:
    program = (
        "from lri_bench.generators.molecules import *\n"
        "smiles = generate_molecules(40, 1).smiles\n"
        "print(smiles, split_by_scaffold(smiles, 1))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


# --- chemistry ---------------------------------------------------------------


def test_molecules_are_neutral_and_in_one_piece(mols: list[Chem.Mol]) -> None:
    assert {Chem.GetFormalCharge(mol) for mol in mols} == {0}
    assert {len(Chem.GetMolFrags(mol)) for mol in mols} == {1}
    assert all(Chem.DetectChemistryProblems(mol) == () for mol in mols)


def test_atoms_are_those_of_the_record(mols: list[Chem.Mol]) -> None:
    symbols = {atom.GetSymbol() for mol in mols for atom in mol.GetAtoms()}
    assert symbols <= {*REAL_ELEMENTS, "I"}
    assert max(mol.GetNumAtoms() for mol in mols) == fragments.MAX_ATOMS


@pytest.mark.parametrize(
    "smarts",
    ["[#7,#8]-!@[CX4;!$(C(F)F)][#7,#8]", "[CX4][Cl,Br,I]", "C(=O)[F,Cl,Br]", "O-O"],
    ids=["aminal", "alkyl halide", "acyl halide", "peroxide"],
)
def test_no_groups_that_fall_apart(mols: list[Chem.Mol], smarts: str) -> None:
    query = Chem.MolFromSmarts(smarts)
    assert [Chem.MolToSmiles(mol) for mol in mols if mol.HasSubstructMatch(query)] == []


@pytest.mark.slow
def test_a_sample_embeds_and_optimises(mols: list[Chem.Mol]) -> None:
    for mol in mols[:30]:
        full = Chem.AddHs(mol)
        assert AllChem.EmbedMolecule(full, randomSeed=42) == 0
        assert AllChem.MMFFOptimizeMolecule(full, maxIters=1000) == 0


# --- statistics beside the record's ------------------------------------------


def test_number_of_atoms(mols: list[Chem.Mol]) -> None:
    atoms = np.array([mol.GetNumAtoms() for mol in mols])
    assert atoms.mean() == pytest.approx(REAL_ATOMS, rel=0.05)
    assert 0.5 < np.mean(atoms >= 22) < 0.7  # the record: 0.60
    assert np.mean(atoms < 14) < 0.1  # the record: 0.04


def test_elements(mols: list[Chem.Mol]) -> None:
    count = Counter(atom.GetSymbol() for mol in mols for atom in mol.GetAtoms())
    for symbol, share in REAL_ELEMENTS.items():
        assert count[symbol] / count.total() == pytest.approx(share, rel=0.1, abs=0.005)


def test_rings(mols: list[Chem.Mol]) -> None:
    rings = np.array([rdMolDescriptors.CalcNumRings(mol) for mol in mols])
    assert rings.mean() == pytest.approx(REAL_RINGS, rel=0.1)
    assert set(rings) >= {0, 1, 2, 3, 4}


def test_important_atoms_of_positives(
    generated: MoleculeTable, mols: list[Chem.Mol]
) -> None:
    positives = [mol for mol, y in zip(mols, generated.y, strict=True) if y]
    important = [apply_rule(mol).truth.sum() for mol in positives]
    assert np.mean(important) == pytest.approx(REAL_IMPORTANT, rel=0.1)
    assert min(important) >= 4


def test_kinds_of_negatives(generated: MoleculeTable, mols: list[Chem.Mol]) -> None:
    alkane, carbonyl = map(Chem.MolFromSmarts, (ALKANE_SMARTS, CARBONYL_SMARTS))
    kinds: Counter[str] = Counter()
    for mol, y in zip(mols, generated.y, strict=True):
        if mol.HasSubstructMatch(alkane):
            kinds["both" if y else "chain"] += 1
        else:
            kinds["carbonyl" if mol.HasSubstructMatch(carbonyl) else "neither"] += 1
    assert kinds["both"] == round(0.18 * NUMBER)
    for kind, share in REAL_KINDS.items():
        negatives = kinds.total() - kinds["both"]
        assert kinds[kind] / negatives == pytest.approx(share, abs=0.001)


@pytest.mark.slow
def test_as_many_as_the_paper_has() -> None:
    drawn = generate_molecules(8663, 0)
    assert len(set(drawn.smiles)) == 8663
    split = split_by_scaffold(drawn.smiles, 0)
    assert np.bincount(split) / 8663 == pytest.approx([0.78, 0.11, 0.11], abs=0.002)


# --- fragments ---------------------------------------------------------------


def fragment_file() -> str:
    return files("lri_bench.generators").joinpath("fragments.yaml").read_text("utf-8")


def fragment_tables() -> dict[str, dict[str, object]]:
    loaded: dict[str, dict[str, object]] = yaml.safe_load(fragment_file())
    return loaded


@pytest.mark.parametrize(
    ("name", "least", "most"), [("rings", 1, 6), ("linkers", 2, 2), ("caps", 1, 1)]
)
def test_places_are_numbered_through(name: str, least: int, most: int) -> None:
    for smiles in filter(None, fragment_tables()[name]):
        places = sorted(int(found[1]) for found in fragments.PLACE.finditer(smiles))
        assert places == list(range(1, len(places) + 1)), smiles
        assert least <= len(places) <= most, smiles


@pytest.mark.parametrize("name", ["rings", "linkers", "caps"])
def test_no_fragment_is_listed_twice(name: str) -> None:
    # Neither by a key of the file, which YAML would silently override, nor by
    # another SMILES of the same fragment.
    lines = fragment_file().splitlines()
    keys = [line.split("'")[1] for line in lines if line.startswith("  '")]
    read = Counter(
        Chem.CanonSmiles(fragments.PLACE.sub("[*]", smiles))
        for smiles in fragment_tables()[name]
    )
    assert len(keys) == len(set(keys))
    assert read.total() == len(read)


def test_rings_are_rings_and_nothing_else_is() -> None:
    library = fragments._library()
    assert all(piece.rings for piece in library.rings.pieces)
    assert not any(piece.rings for piece in library.linkers.pieces)
    for caps in library.caps.values():
        assert not any(piece.rings for piece in caps.pieces)
        assert np.all(caps.weights >= 0)


# --- arguments ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "seed", "share", "where"),
    [
        (0, 0, 0.18, "number"),
        (5, -1, 0.18, "seed"),
        (5, 0, 1.5, "positive_share"),
        (5, 0, float("nan"), "positive_share"),
    ],
)
def test_arguments_out_of_range(
    number: int, seed: int, share: float, where: str
) -> None:
    with pytest.raises(DataError, match=f"generate_molecules, {where}"):
        generate_molecules(number, seed, positive_share=share)


def test_all_problems_come_at_once() -> None:
    with pytest.raises(DataError) as caught:
        generate_molecules(-1, -1, positive_share=2)
    assert len(caught.value.problems) == 3


def test_giving_up_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(molecules, "draw_molecule", lambda _: Chem.MolFromSmiles("CCC"))
    with pytest.raises(LriBenchError, match="3 different molecules"):
        generate_molecules(3, 0)


# --- the split ---------------------------------------------------------------


@pytest.mark.slow
def test_no_scaffold_lies_in_two_splits(generated: MoleculeTable) -> None:
    split = split_by_scaffold(generated.smiles, 0)
    where: dict[str, set[int]] = {}
    for smiles, code in zip(generated.smiles, split.tolist(), strict=True):
        where.setdefault(scaffold(smiles) or smiles, set()).add(code)
    assert all(len(codes) == 1 for codes in where.values())


@pytest.mark.slow
@pytest.mark.parametrize("shares", [(0.78, 0.11, 0.11), (0.6, 0.1, 0.3)])
def test_shares_and_class_shares(
    generated: MoleculeTable, shares: tuple[float, float, float]
) -> None:
    split = split_by_scaffold(generated.smiles, 0, shares)
    assert split.dtype == np.uint8
    for code, share in zip((Split.TRAIN, Split.VALID, Split.TEST), shares, strict=True):
        assert np.mean(split == code) == pytest.approx(share, abs=0.01)
        assert generated.y[split == code].mean() == pytest.approx(0.18, abs=0.02)


def test_split_depends_on_the_seed_alone(generated: MoleculeTable) -> None:
    smiles = generated.smiles[:300]
    first, again, other = (split_by_scaffold(smiles, seed) for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_acyclic_molecules_are_scaffolds_of_their_own() -> None:
    # Sharing a scaffold they would all be in one split.
    chains = ["C" * length + "C(C)=O" for length in range(3, 33)]
    split = split_by_scaffold(chains, 0, (0.4, 0.3, 0.3))
    assert np.bincount(split).tolist() == [12, 9, 9]


def test_stereoisomers_stay_together() -> None:
    both = ["C1C[C@H](c2ccccc2)OC1", "C1C[C@@H](c2ccccc2)OC1"]
    assert len(set(split_by_scaffold(both, 0, (0.4, 0.3, 0.3)).tolist())) == 1


def test_one_scaffold_goes_whole_into_train() -> None:
    benzenes = ["c1ccccc1" + "C" * length for length in range(9)]
    assert split_by_scaffold(benzenes, 0).tolist() == [Split.TRAIN] * 9


def test_nothing_is_split_into_nothing() -> None:
    assert split_by_scaffold([], 0).shape == (0,)


@pytest.mark.parametrize(
    ("smiles", "seed", "shares", "where"),
    [
        (["C", "not a molecule"], 0, (0.8, 0.1, 0.1), "molecule 1"),
        (["C"], -1, (0.8, 0.1, 0.1), "seed"),
        (["C"], 0, (0.8, 0.1, 0.2), "shares"),
        (["C"], 0, (1.0, 0.0, 0.0), "shares"),
    ],
)
def test_split_arguments_out_of_range(
    smiles: list[str], seed: int, shares: tuple[float, float, float], where: str
) -> None:
    with pytest.raises(DataError, match=f"split_by_scaffold, {where}"):
        split_by_scaffold(smiles, seed, shares)
