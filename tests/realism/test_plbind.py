# SPDX-License-Identifier: MIT
"""Observables of PLBind on ideal helices, by formulas that know no coordinates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from known_clouds import complexes, helix, made
from scipy.spatial.transform import Rotation

from lri_bench.realism.chains import neighbour_distances, virtual_geometry
from lri_bench.realism.plbind import OBSERVABLES, PLANES

RISE, RADIUS, TURN = 1.5, 2.3, np.deg2rad(100)
STEP = np.hypot(RISE, 2 * RADIUS * np.sin(TURN / 2))


def helix_geometry() -> tuple[float, float]:
    """Return torsion and angle in degrees of a helix, after Miyazawa 1961.

    doi:10.1002/pol.1961.1205516121: the rotation about the axis follows from angle and
    torsion by cos(turn / 2) = cos(torsion / 2) sin(angle / 2), the rise by
    rise sin(turn / 2) = step sin(torsion / 2) sin(angle / 2).
    """
    sine = np.hypot(np.cos(TURN / 2), RISE * np.sin(TURN / 2) / STEP)  # of angle / 2
    torsion = 2 * np.arccos(np.cos(TURN / 2) / sine)
    return float(np.rad2deg(torsion)), float(np.rad2deg(2 * np.arcsin(sine)))


def test_an_ideal_helix_has_the_torsion_that_it_should() -> None:
    torsion, angle = helix_geometry()
    assert torsion == pytest.approx(50, abs=0.5)
    found = virtual_geometry(made([12], pos=helix(12)))
    assert found.shape == (9, 2)
    np.testing.assert_allclose(found, np.tile([torsion, angle], (9, 1)), atol=1e-3)


def test_the_mirror_image_has_the_opposite_torsion() -> None:
    torsion, angle = helix_geometry()
    found = virtual_geometry(made([5], pos=helix(5, hand=-1)))
    np.testing.assert_allclose(found, [[-torsion, angle]] * 2, atol=1e-3)


def test_a_straight_zigzag_is_flat() -> None:
    pos = 3.8 * np.array([[0, 0, 0], [0.8, 0.6, 0], [1.6, 0, 0], [2.4, 0.6, 0]])
    ((torsion, angle),) = virtual_geometry(made([4], pos=pos))
    assert abs(torsion) == pytest.approx(180)
    assert angle == pytest.approx(2 * np.rad2deg(np.arctan2(4, 3)))


def test_chains_clouds_and_gaps_are_not_bridged() -> None:
    pos = helix(20)
    both = made([10, 10], pos=pos)
    assert len(virtual_geometry(both)) == 14
    assert len(neighbour_distances(both)) == 18
    chains = replace(made([20], pos=pos), group=np.repeat([0, 1], 10).astype(np.int32))
    assert len(virtual_geometry(chains)) == 14
    gap = pos + np.where(np.arange(20) < 10, 0, 5)[:, np.newaxis]
    assert len(virtual_geometry(made([20], pos=gap))) == 14
    assert len(neighbour_distances(made([20], pos=gap))) == 18


def test_a_cis_bond_is_a_distance_but_not_in_the_plane() -> None:
    pos = np.array(
        [[0, 0, 0], [3.8, 0, 0], [3.8, 2.9, 0], [7.6, 2.9, 0], [7.6, 6.7, 0]]
    )
    clouds = made([5], pos=pos)
    np.testing.assert_allclose(neighbour_distances(clouds), [3.8, 2.9, 3.8, 3.8])
    assert len(virtual_geometry(clouds)) == 0


@pytest.mark.parametrize("residues", [0, 1, 2, 3])
def test_too_few_residues_have_no_geometry(residues: int) -> None:
    assert virtual_geometry(made([residues], pos=helix(residues))).shape == (0, 2)


@given(st.integers(0, 2**32 - 1))
def test_turning_and_moving_a_chain_changes_nothing(seed: int) -> None:
    random = np.random.default_rng(seed)
    step = random.normal(size=(12, 3))
    pos = np.cumsum(3.8 * step / np.linalg.norm(step, axis=1, keepdims=True), axis=0)
    turned = Rotation.random(rng=random).apply(pos) + random.normal(size=3)
    before, after = (virtual_geometry(made([12], pos=p)) for p in (pos, turned))
    apart = (after - before + 180) % 360 - 180  # -180 is the same as 180
    # Three atoms on a line have no torsion; near to that, digits are lost.
    bent = np.sin(np.deg2rad(before[:, 1])) > 0.1
    assert np.abs(apart[bent, 1]).max(initial=0) < 0.01
    assert np.abs(apart[:-1, 0][bent[:-1] & bent[1:]]).max(initial=0) < 0.01


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("residues", [10, 10]),
        ("important (positive)", [3]),
        ("share in the pocket", [30]),
        ("accessible surface", [50] * 20),
        ("B-factor", [20] * 20),
        ("CA to next CA", [STEP] * 17),
        ("virtual bond angle", [helix_geometry()[1]] * 11),
        ("heavy ligand atoms", [2, 1]),
        ("residue type", [0, 1, 2, 3] * 5),
    ],
)
def test_values_are_those_that_were_put_in(name: str, expected: list[float]) -> None:
    (observable,) = (item for item in OBSERVABLES if item.name == name)
    np.testing.assert_allclose(observable.values(complexes()), expected, rtol=1e-5)


def test_the_radius_of_a_long_rod_is_that_of_a_line() -> None:
    # n points on a line, one from the next by d: d^2 (n^2 - 1) / 12.
    pos = 3.8 * np.arange(50)[:, np.newaxis] * [0, 0, 1]
    (item,) = (each for each in OBSERVABLES if each.name.startswith("Rg"))
    expected = 3.8 * np.sqrt((50**2 - 1) / 12) / (2.2 * 50**0.38)
    assert item.values(made([50, 0], pos=pos)) == pytest.approx([expected])


def test_cells_of_planes_fill_them() -> None:
    for plane in PLANES:
        for axis in plane.axes:
            cells = (axis.high - axis.low) / axis.cell
            assert cells == round(cells)
