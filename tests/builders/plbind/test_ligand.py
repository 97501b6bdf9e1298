# SPDX-License-Identifier: MIT
"""Ligands: their files, the columns of their atoms, and computed poses."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem
from rdkit.Chem import rdDistGeom
from scipy.spatial.transform import Rotation

from lri_bench.builders.plbind.ligand import (
    HYBRIDIZATIONS,
    LIGAND_FEATURES,
    crystal_positions,
    heavy_atoms,
    ligand_features,
    read_ligand,
)
from lri_bench.builders.plbind.pose import computed_pose, laid_on
from lri_bench.builders.plbind.unusable import UnusableError
from lri_bench.types import Floats

MOL2 = b"""\
@<TRIPOS>MOLECULE
methanol
 2 1 0 0 0
SMALL
NO_CHARGES

@<TRIPOS>ATOM
1 C1 0.0 0.0 0.0 C.3
2 O1 1.4 0.0 0.0 O.3
@<TRIPOS>BOND
1 1 2 1
"""

SP2 = HYBRIDIZATIONS.index("SP2")
COLUMN = {name: place for place, name in enumerate(LIGAND_FEATURES)}


@pytest.fixture(autouse=True)
def _silent() -> Iterator[None]:
    with Chem.rdBase.BlockLogs():
        yield


def molecule(smiles: str) -> Chem.Mol:
    found = Chem.MolFromSmiles(smiles)
    assert rdDistGeom.EmbedMolecule(found, randomSeed=7) == 0
    return found


def column(smiles: str, name: str) -> list[float]:
    return ligand_features(molecule(smiles))[:, COLUMN[name]].tolist()


def test_seventeen_columns() -> None:
    assert len(LIGAND_FEATURES) == 17
    assert ligand_features(molecule("CO")).shape == (2, 17)


def test_a_ring_with_a_charge_and_a_stereo_centre() -> None:
    assert column("C[C@@H](N)O", "chirality") == [0, 1, 0, 0]
    assert column("C[C@H](N)O", "chirality") == [0, 2, 0, 0]
    assert column("CC(=O)[O-]", "formal-charge") == [5, 5, 5, 4]
    assert column("C1CC1C", "in-ring-of-3") == [1, 1, 1, 0]
    assert column("C1CC1C", "hydrogens") == [2, 2, 1, 3]
    assert column("C1CC1C", "implicit-valence") == [2, 2, 1, 3]
    assert column("C1CC1C", "degree") == [4, 4, 4, 4]
    assert column("C1CC1C", "rings") == [1, 1, 1, 0]
    assert column("[CH2]C", "radical-electrons") == [1, 0]
    assert column("c1ccccc1", "hybridization") == [SP2] * 6
    assert column("C[Se]C", "atomic-number") == [5, 33, 5]


def test_a_value_without_a_place_has_the_last_one() -> None:
    hydrogen = Chem.AddHs(molecule("C"), addCoords=True)
    found = ligand_features(hydrogen)[1:, COLUMN["hybridization"]]
    assert found.tolist() == [len(HYBRIDIZATIONS)] * 4


def test_aromatic_is_what_the_force_field_takes_for_it() -> None:
    assert column("c1ccccc1", "is-aromatic") == [1] * 6
    # RDKit calls uracil aromatic. The authors describe it after MMFF94 saw it.
    uracil = molecule("O=c1cc[nH]c(=O)[nH]1")
    assert sum(atom.GetIsAromatic() for atom in uracil.GetAtoms()) == 6
    assert ligand_features(uracil)[:, COLUMN["is-aromatic"]].sum() == 0
    assert sum(atom.GetIsAromatic() for atom in uracil.GetAtoms()) == 6


def test_a_charge_that_is_no_number_becomes_zero() -> None:
    charges = column("CC[Pt]", "gasteiger-charge")
    assert charges[2] == 0
    assert np.isfinite(charges).all()


def test_sdf_first_and_mol2_where_it_fails(ligand_sdf: bytes) -> None:
    assert read_ligand(ligand_sdf, MOL2)[1] == "sdf"
    assert read_ligand(None, MOL2)[1] == "mol2"
    found, source = read_ligand(b"no molecule\n", MOL2)
    assert source == "mol2"
    assert crystal_positions(found).tolist() == [[0, 0, 0], [1.4, 0, 0]]
    # Carbon with five neighbours: read, and refused when it is made sense of.
    five = Chem.MolFromSmiles("C(C)(C)(C)(C)C", sanitize=False)
    assert read_ligand(Chem.MolToMolBlock(five).encode(), MOL2)[1] == "mol2"


def test_hydrogens_stay(ligand_sdf: bytes) -> None:
    found, _ = read_ligand(ligand_sdf, None)
    assert heavy_atoms(found).sum() == 7
    assert len(heavy_atoms(found)) == 13


@pytest.mark.parametrize(
    ("sdf", "mol2", "why"),
    [
        (None, None, "no sdf; no mol2"),
        (b"", b"", "sdf: no molecule in it; mol2: no molecule in it"),
        (b"\xff\xfe\x00", None, "sdf: no molecule in it; no mol2"),
        (None, MOL2.replace(b"1.4", b"nan"), "no sdf; mol2: "),
    ],
)
def test_ligands_that_cannot_be_read(
    sdf: bytes | None, mol2: bytes | None, why: str
) -> None:
    with pytest.raises(UnusableError, match=why):
        read_ligand(sdf, mol2)


@settings(max_examples=50, deadline=None)
@given(data=st.binary(max_size=300))
def test_no_bytes_break_it(data: bytes) -> None:
    for pair in ((data, None), (None, data), (None, b"@<TRIPOS>MOLECULE\n" + data)):
        with contextlib.suppress(UnusableError):
            read_ligand(*pair)


@settings(deadline=None)
@given(seed=st.integers(0, 10**6), size=st.integers(4, 30))
def test_a_turned_and_shifted_copy_is_laid_on_exactly(seed: int, size: int) -> None:
    random = np.random.default_rng(seed)
    still = random.normal(size=(size, 3)) * 5
    moved = still @ Rotation.random(rng=random).as_matrix() + random.normal(size=3) * 50
    np.testing.assert_allclose(laid_on(moved, still), still, atol=1e-9)


def test_the_rotation_is_the_best_one() -> None:
    random = np.random.default_rng(3)
    still, moved = random.normal(size=(2, 12, 3))
    expected, _ = Rotation.align_vectors(
        still - still.mean(axis=0), moved - moved.mean(axis=0)
    )
    turned = expected.apply(moved - moved.mean(axis=0)) + still.mean(axis=0)
    np.testing.assert_allclose(laid_on(moved, still), turned, atol=1e-9)


def test_a_mirror_image_is_turned_and_not_mirrored() -> None:
    still = np.array([[0.0, 0, 0], [1, 0, 0], [0, 2, 0], [0, 0, 3]])
    found = laid_on(still * [1, 1, -1], still)
    assert np.linalg.det(found[1:] - found[0]) == pytest.approx(-6)


@pytest.mark.parametrize("shape", [[[1.0, 2, 3]], [[0.0, 0, 0], [0, 0, 1]]])
def test_atoms_that_leave_the_rotation_open(shape: list[list[float]]) -> None:
    still = np.array(shape)
    np.testing.assert_allclose(laid_on(still + 7, still), still, atol=1e-12)


def test_a_pose_is_the_same_every_time_and_lies_on_the_crystal() -> None:
    made = molecule("OC(=O)CCc1ccccc1")
    crystal = crystal_positions(made)
    first, how = computed_pose(made)
    second, _ = computed_pose(made)
    assert how == "embedded"
    np.testing.assert_array_equal(first, second)
    np.testing.assert_allclose(first.mean(axis=0), crystal.mean(axis=0), atol=1e-6)
    assert not np.allclose(first, crystal)
    np.testing.assert_array_equal(crystal_positions(made), crystal)


def _embeds(outcomes: list[int], real: object) -> object:
    """Return an embedding that fails with the next outcome, or works if it is 0."""

    def embed(molecule: object, parameters: object) -> int:
        outcome = outcomes.pop(0)
        return outcome or real(molecule, parameters)  # type: ignore[operator]

    return embed


@pytest.mark.parametrize(
    ("outcomes", "expected"), [([0], "embedded"), ([-1, 0], "random")]
)
def test_random_positions_where_embedding_fails(
    monkeypatch: pytest.MonkeyPatch, outcomes: list[int], expected: str
) -> None:
    real = rdDistGeom.EmbedMolecule
    monkeypatch.setattr(rdDistGeom, "EmbedMolecule", _embeds(outcomes, real))
    pos, how = computed_pose(molecule_without_embedding("CCO"))
    assert how == expected
    assert len(pos) == 3


def molecule_without_embedding(smiles: str) -> Chem.Mol:
    found = Chem.MolFromSmiles(smiles)
    conformer = Chem.Conformer(found.GetNumAtoms())
    conformer.SetPositions(line(found.GetNumAtoms()))
    found.AddConformer(conformer)
    return found


def line(size: int) -> Floats:
    return np.arange(3.0 * size).reshape(size, 3)


def test_the_crystal_pose_where_nothing_embeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rdDistGeom, "EmbedMolecule", _embeds([-1, -1], None))
    pos, how = computed_pose(molecule_without_embedding("CCO"))
    assert how == "crystal"
    np.testing.assert_array_equal(pos, line(3))
