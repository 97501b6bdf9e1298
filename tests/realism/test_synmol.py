# SPDX-License-Identifier: MIT
"""Observables of SynMol on molecules that are counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from known_clouds import made, molecules, ring
from scipy.spatial.transform import Rotation

from lri_bench.clouds import Clouds
from lri_bench.elements import ATOM_TYPES
from lri_bench.realism.molecules import bond_counts, masses, ring_counts, share_of
from lri_bench.realism.synmol import OBSERVABLES
from lri_bench.types import AnyArray

HYDROGEN, OTHER = ATOM_TYPES.index("H"), ATOM_TYPES.index("*")


def molecule(pos: AnyArray, types: list[int] | None = None) -> Clouds:
    kinds = types or [0] * len(pos)
    return made([len(pos)], pos=pos, x=np.array(kinds)[:, np.newaxis])


def fused() -> AnyArray:
    """Two hexagons that share an edge, as in naphthalene."""
    one = ring(6)
    shift = [0, 1.4 * np.sqrt(3), 0]
    both = np.vstack([one, one + shift])
    keep = [
        k
        for k in range(12)
        if k < 6 or np.linalg.norm(one - both[k], axis=1).min() > 0.1
    ]
    return both[keep]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("atoms", [6, 4]),
        ("important (positive)", [2]),
        ("bonds", [6, 2]),
        ("rings", [1, 0]),
        ("share of C", [100, 50]),
        ("share of N", [0, 0]),
        ("share of O", [0, 25]),
        ("share of S", [0, 0]),
        ("share of halogens", [0, 25]),
        ("mass, no hydrogens", [6 * 12.011, 2 * 12.011 + 15.999 + 35.45]),
    ],
)
def test_values_are_those_that_were_put_in(name: str, expected: list[float]) -> None:
    (observable,) = (item for item in OBSERVABLES if item.name == name)
    np.testing.assert_allclose(observable.values(molecules()), expected)


def test_the_radius_of_a_hexagon_is_its_bond() -> None:
    (observable,) = (item for item in OBSERVABLES if item.name == "radius of gyration")
    assert observable.values(molecules())[0] == pytest.approx(1.4)


@pytest.mark.parametrize("atoms", [3, 4, 5, 6, 7, 8])
def test_a_ring_of_any_size_is_one(atoms: int) -> None:
    clouds = molecule(ring(atoms))
    assert bond_counts(clouds).tolist() == [atoms]
    assert ring_counts(clouds).tolist() == [1]


def test_fused_rings_are_two() -> None:
    clouds = molecule(fused())
    assert clouds.points == 10
    assert bond_counts(clouds).tolist() == [11]
    assert ring_counts(clouds).tolist() == [2]


def test_pieces_far_from_each_other_add_their_rings() -> None:
    clouds = molecule(np.vstack([ring(5), ring(6) + 20, [[50.0, 0, 0]]]))
    assert ring_counts(clouds).tolist() == [2]


def test_hydrogens_close_no_rings_and_have_no_share() -> None:
    clouds = molecule(ring(3, 1.0), [0, 2, HYDROGEN])
    assert bond_counts(clouds).tolist() == [1]
    assert ring_counts(clouds).tolist() == [0]
    assert share_of(clouds, ("O",)).tolist() == [0.5]
    assert masses(clouds)[0] == pytest.approx(12.011 + 15.999)


def test_a_molecule_of_an_unknown_element_has_no_mass() -> None:
    assert np.isnan(masses(molecule(ring(3), [0, 0, OTHER]))).tolist() == [True]


def test_a_cloud_without_atoms_has_no_shares() -> None:
    assert np.isnan(share_of(made([0]), ("C",))).tolist() == [True]
    assert ring_counts(made([0])).tolist() == [0]


@given(st.integers(0, 2**32 - 1))
def test_turning_and_moving_a_molecule_changes_nothing(seed: int) -> None:
    random = np.random.default_rng(seed)
    turned = Rotation.random(rng=random).apply(fused()) + random.normal(size=3)
    before, after = molecule(fused()), molecule(turned)
    for item in OBSERVABLES:
        np.testing.assert_allclose(
            item.values(after), item.values(before), rtol=1e-5, err_msg=item.name
        )
