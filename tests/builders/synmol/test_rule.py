# SPDX-License-Identifier: MIT
"""SynMol's rule: molecules worked out by hand, properties, the record's own file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem
from rdkit.rdBase import BlockLogs

from lri_bench.builders.synmol import rule as synmol_rule
from lri_bench.builders.synmol.rule import MAX_EXPLANATIONS, RuleResult, apply_rule
from lri_bench.errors import DataError
from lri_bench.types import Truths

POSITIVES = {
    # Aldehyde: its carbon belongs to chain and carbonyl.
    "CCC=O": "1111",
    # The chain ends before the branch, which is the carbonyl.
    "CCCC(C)=O": "111101",
    # Ethyl and methyl esters, methoxy: chains need not be of carbon.
    "CCOC(C)=O": "111101",
    "COC=O": "1111",
    "COCc1ccccc1C(N)=O": "111000000101",
    # Amide with ethyl on nitrogen: N, C, C.
    "CCNC(=O)c1ccccc1": "11111000000",
    # Chain and carbonyl far from each other.
    "CCCc1ccc(C=O)cc1": "11100001100",
    # Two carbonyls on one chain.
    "O=CCC=O": "11111",
    # Charged atoms count as neutral ones do.
    "C[NH2+]CC(=O)[O-]": "111110",
    # A carbonyl in a ring is one as well.
    "CCCN1CCCC1=O": "111000011",
}

NEGATIVES = {
    "acetone: no chain": "CC(C)=O",
    "propane: no carbonyl": "CCC",
    "methane": "C",
    "cyclohexanone: a ring is no chain": "O=C1CCCCC1",
    "pyridone: an aromatic C=O is no carbonyl": "CCCn1ccccc1=O",
    "branched": "CC(C)CC(C)=O",
    "carbon dioxide and propane": "CCC.O=C=O",
    "sulfone": "CCCS(C)(=O)=O",
    "thione": "CCCC(C)=S",
    "chain with a double bond": "C=CC(C)=O",
}

PIECES = ("C", "O", "N", "S", "C(C)", "C(=O)", "C=C", "c1ccc(cc1)")

SAMPLE = (*POSITIVES, *NEGATIVES.values(), "CCCCCC(=O)CC(=O)OCCC", "CCOCCC(=O)NCCC#N")


def rule(smiles: str) -> RuleResult:
    return apply_rule(Chem.MolFromSmiles(smiles))


def bits(mask: Truths) -> str:
    return "".join(map(str, mask))


@pytest.mark.parametrize(("smiles", "truth"), POSITIVES.items())
def test_positives_worked_out_by_hand(smiles: str, truth: str) -> None:
    result = rule(smiles)
    assert result.y == 1
    assert bits(result.truth) == truth


@pytest.mark.parametrize("smiles", NEGATIVES.values(), ids=NEGATIVES.keys())
def test_negatives_have_one_column_of_zeros(smiles: str) -> None:
    result = rule(smiles)
    atoms = Chem.MolFromSmiles(smiles).GetNumAtoms()
    assert result.y == 0
    assert result.alternatives.shape == (0, atoms)
    assert result.columns.shape == (atoms, 1)
    assert not result.columns.any()


def test_one_chain_and_one_carbonyl_have_one_explanation() -> None:
    result = rule("CCC=O")
    assert result.alternatives.shape == (0, 4)
    assert result.columns.tolist() == [[1], [1], [1], [1]]


def test_two_chains_make_three_explanations() -> None:
    result = rule("CCCCC(C)=O")
    assert [bits(mask) for mask in result.alternatives] == ["1110101", "0111101"]
    assert bits(result.truth) == "1111101"


def test_two_carbonyls_make_three_explanations() -> None:
    result = rule("O=CCC=O")
    assert [bits(mask) for mask in result.alternatives] == ["11110", "01111"]
    assert bits(result.truth) == "11111"


def test_chains_outside_carbonyls_inside_by_size() -> None:
    # Hexane-2-one's chains 012 and 123; carbonyls 4, 6 and, apart, 7, 8.
    result = rule("CCCCC(C)=O.C=O")
    assert [bits(mask) for mask in result.columns.T] == [
        "111010100",
        "111000011",
        "111010111",
        "011110100",
        "011100011",
        "011110111",
        "111110100",
        "111100011",
        "111110111",
    ]


def test_choices_that_cover_the_same_atoms_are_all_kept() -> None:
    # Of the chains 012, 123, 234 the outer two cover what all three cover.
    result = rule("CCCCCC(C)=O")
    assert [bits(mask) for mask in result.columns.T] == [
        "11100101",
        "01110101",
        "00111101",
        "11110101",
        "11111101",
        "01111101",
        "11111101",
    ]


@given(length=st.integers(3, 14))
def test_number_of_explanations_in_closed_form(length: int) -> None:
    result = rule("C" * length + "C(C)=O")
    assert result.complete
    assert len(result.alternatives) + 1 == 2 ** (length - 2) - 1
    assert result.truth.sum() == length + 2


def test_above_the_limit_the_smallest_explanations_remain() -> None:
    result = rule("C" * 40 + "C(C)=O")
    assert not result.complete
    assert len(result.alternatives) == 38
    assert set(result.alternatives.sum(axis=1)) == {5}
    assert result.truth.sum() == 42


def test_no_more_explanations_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    smiles = "CCCCC(=O)CC(C)=O.CCCCC"
    listed = rule(smiles)
    monkeypatch.setattr(synmol_rule, "MAX_EXPLANATIONS", 5)
    cut = rule(smiles)
    assert listed.complete
    assert not cut.complete
    assert len(cut.alternatives) == 5
    assert np.array_equal(cut.truth, listed.truth)
    assert {bits(m) for m in cut.alternatives} < {bits(m) for m in listed.alternatives}


def test_dtypes() -> None:
    for smiles in SAMPLE:
        result = rule(smiles)
        assert result.truth.dtype == np.uint8
        assert result.alternatives.dtype == np.uint8
        assert result.columns.dtype == np.uint8


def test_more_than_a_thousand_matches_are_all_found() -> None:
    # RDKit stops at 1,000 by itself.
    result = rule("C" * 1200 + "C=O")
    assert result.truth.sum() == 1202
    assert len(result.alternatives) <= MAX_EXPLANATIONS


def test_hydrogens_as_atoms_are_refused() -> None:
    with pytest.raises(DataError, match="6 hydrogens"):
        apply_rule(Chem.AddHs(Chem.MolFromSmiles("CCC=O")))


def test_hydrogens_that_smiles_keeps_are_not_refused() -> None:
    assert rule("[2H]OCC(C)=O").y == 1


@given(data=st.data(), smiles=st.sampled_from(SAMPLE))
def test_renumbering_atoms_permutes_the_masks(data: st.DataObject, smiles: str) -> None:
    molecule = Chem.MolFromSmiles(smiles)
    order = data.draw(st.permutations(range(molecule.GetNumAtoms())))
    before = apply_rule(molecule)
    after = apply_rule(Chem.RenumberAtoms(molecule, order))
    assert after.y == before.y
    assert np.array_equal(after.truth, before.truth[order])
    assert sorted(map(bits, after.columns.T)) == sorted(
        map(bits, before.columns[order].T)
    )


@given(smiles=st.sampled_from(SAMPLE))
def test_truth_is_the_union_and_holds_every_explanation(smiles: str) -> None:
    result = rule(smiles)
    assert np.array_equal(result.columns.max(axis=1), result.truth)
    assert result.y == result.truth.any()
    for mask in result.alternatives:
        assert mask.any()
        assert np.all(mask <= result.truth)


def chain_atoms(molecule: Chem.Mol) -> set[int]:
    """Find chains atom by atom, without patterns."""
    found: set[int] = set()
    for middle in molecule.GetAtoms():
        neighbours = middle.GetNeighbors()
        trio = [middle, *neighbours]
        if (
            len(neighbours) == 2
            and all(atom.GetDegree() <= 2 and not atom.IsInRing() for atom in trio)
            and all(bond.GetBondTypeAsDouble() == 1 for bond in middle.GetBonds())
        ):
            found |= {atom.GetIdx() for atom in trio}
    return found


def carbonyl_atoms(molecule: Chem.Mol) -> set[int]:
    """Find carbonyls bond by bond, without patterns."""
    found: set[int] = set()
    for bond in molecule.GetBonds():
        ends = (bond.GetBeginAtom(), bond.GetEndAtom())
        for carbon, oxygen in (ends, ends[::-1]):
            if (
                bond.GetBondType() == Chem.BondType.DOUBLE
                and (carbon.GetSymbol(), oxygen.GetSymbol()) == ("C", "O")
                and carbon.GetDegree() + carbon.GetTotalNumHs() == 3
            ):
                found |= {carbon.GetIdx(), oxygen.GetIdx()}
    return found


@given(pieces=st.lists(st.sampled_from(PIECES)))
def test_the_patterns_say_what_a_search_by_hand_says(pieces: list[str]) -> None:
    with BlockLogs():
        molecule = Chem.MolFromSmiles("C" + "".join(pieces))
    chains, carbonyls = chain_atoms(molecule), carbonyl_atoms(molecule)
    result = apply_rule(molecule)
    assert result.y == bool(chains and carbonyls)
    if result.y:
        assert set(np.flatnonzero(result.truth)) == chains | carbonyls


@pytest.mark.slow
def test_all_molecules_of_the_record_agree(mirror: Path) -> None:
    # Reading the record belongs to this test alone.
    from lri_bench.builders.synmol.raw import read_raw  # noqa: PLC0415

    raw = read_raw(mirror)
    with BlockLogs():
        results = [rule(smiles) for smiles in raw.smiles]
    pairs = list(zip(results, raw.columns, strict=True))
    assert np.array_equal([result.y for result in results], raw.y)
    assert all(np.array_equal(result.truth, given[:, -1]) for result, given in pairs)
    # Every explanation, repetitions and order included.
    assert all(np.array_equal(result.columns, given) for result, given in pairs)
    assert all(result.complete for result in results)
