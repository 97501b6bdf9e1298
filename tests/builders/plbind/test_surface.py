# SPDX-License-Identifier: MIT
"""Solvent-accessible surfaces: closed forms, symmetries, and Biopython's numbers."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from Bio.PDB import PDBParser
from Bio.PDB.SASA import ShrakeRupley
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from lri_bench.builders.plbind.surface import (
    PROBE_ANGSTROM,
    SPHERE_POINTS,
    atom_radii,
    sphere,
    surface,
)
from lri_bench.types import Floats

SMALLEST = "1s3v"


def whole(radius: float) -> float:
    """Return the surface of an atom that stands alone."""
    return 4 * np.pi * (radius + PROBE_ANGSTROM) ** 2


def cluster(seed: int, size: int = 40) -> tuple[Floats, Floats]:
    """Return atoms about as dense as in a protein, on a grid of 1/64 angstrom."""
    random = np.random.default_rng(seed)
    coords = np.round(random.uniform(0, 8, (size, 3)) * 64) / 64
    return coords, random.choice([1.52, 1.55, 1.7, 1.8], size)


@pytest.mark.parametrize("radius", [1.2, 1.7, 2.31])
def test_one_atom_alone(radius: float) -> None:
    found = surface(np.zeros((1, 3)), np.array([radius]))
    assert found == pytest.approx([whole(radius)], rel=1e-15)


def test_atoms_that_do_not_touch() -> None:
    coords = np.array([[0.0, 0, 0], [6.21, 0, 0], [0, 50, 0]])
    radii = np.array([1.7, 1.7, 1.5])
    assert surface(coords, radii) == pytest.approx([whole(r) for r in radii])


@pytest.mark.parametrize("distance", [1.0, 2.5, 4.0, 6.0])
def test_two_spheres_lose_their_caps(distance: float) -> None:
    coords = np.array([[0.0, 0, 0], [0, 0, distance]])
    radii = np.array([1.7, 1.52])
    first, second = radii + PROBE_ANGSTROM
    # Where the plane through both circles cuts the axis, from the first centre.
    cut = (distance**2 + first**2 - second**2) / (2 * distance)
    free = np.array([first + cut, second + distance - cut])
    expected = 2 * np.pi * np.array([first, second]) * free
    found = surface(coords, radii, points=4000)
    np.testing.assert_allclose(found, expected, atol=whole(1.7) / 500)


def test_an_atom_inside_another_has_no_surface() -> None:
    coords = np.array([[0.0, 0, 0], [0.2, 0, 0]])
    found = surface(coords, np.array([1.2, 2.0]))
    assert found.tolist() == [0, pytest.approx(whole(2.0))]


def test_two_atoms_in_one_place_cover_each_other() -> None:
    assert surface(np.zeros((2, 3)), np.full(2, 1.7)).tolist() == [0, 0]


@settings(deadline=None)
@given(seed=st.integers(0, 10**6), shift=st.integers(-500, 500))
def test_a_shift_changes_nothing(seed: int, shift: int) -> None:
    coords, radii = cluster(seed)
    # Whole angstroms keep every difference on the grid exact.
    moved = surface(coords + np.array([shift, 0, -shift]), radii)
    np.testing.assert_array_equal(moved, surface(coords, radii))


@settings(deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_atoms_changes_nothing(seed: int) -> None:
    coords, radii = cluster(seed)
    order = np.random.default_rng(seed).permutation(len(radii))
    shuffled = surface(coords[order], radii[order])
    np.testing.assert_array_equal(shuffled, surface(coords, radii)[order])


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_rotation_changes_no_more_than_the_points_are_coarse(seed: int) -> None:
    coords, radii = cluster(seed)
    turned = coords @ Rotation.random(rng=seed).as_matrix()
    total = surface(coords, radii, points=1000).sum()
    assert surface(turned, radii, points=1000).sum() == pytest.approx(total, rel=0.02)


@settings(deadline=None)
@given(seed=st.integers(0, 10**6), size=st.integers(1, 12))
def test_an_atom_more_uncovers_nothing(seed: int, size: int) -> None:
    coords, radii = cluster(seed, size + 1)
    fewer = surface(coords[:-1], radii[:-1])
    assert (surface(coords, radii)[:-1] <= fewer).all()


def test_points_and_radii_are_those_of_biopython() -> None:
    theirs = ShrakeRupley(probe_radius=PROBE_ANGSTROM, n_points=SPHERE_POINTS)
    np.testing.assert_array_equal(sphere(), theirs._sphere)
    np.testing.assert_allclose(np.linalg.norm(sphere(), axis=1), 1, atol=1e-6)
    elements = ["H", "C", "N", "O", "S", "SE", "ZN", "FE", "", "XX"]
    expected = [theirs.radii_dict[name] for name in elements]
    assert atom_radii(elements).tolist() == expected


def assert_same_as_biopython(pdb: bytes) -> None:
    text = io.StringIO(pdb.decode())
    model = PDBParser(QUIET=True).get_structure("", text)[0]
    ShrakeRupley().compute(model, level="A")
    atoms = list(model.get_atoms())
    coords = np.array([atom.coord for atom in atoms], dtype=np.float64)
    found = surface(coords, atom_radii([atom.element for atom in atoms]))
    np.testing.assert_array_equal(found, [atom.sasa for atom in atoms])


def test_a_protein_has_the_surface_that_biopython_gives(mirror: Path) -> None:
    with zipfile.ZipFile(mirror / "plbind_raw.zip") as archive:
        name = f"raw/pdb/{SMALLEST}/{SMALLEST}_protein_processed.pdb"
        assert_same_as_biopython(archive.read(name))


@pytest.mark.slow
def test_every_protein_has_the_surface_that_biopython_gives(mirror: Path) -> None:
    with zipfile.ZipFile(mirror / "plbind_raw.zip") as archive:
        names = [name for name in archive.namelist() if name.endswith(".pdb")]
        assert len(names) == 9
        for name in names:
            assert_same_as_biopython(archive.read(name))
