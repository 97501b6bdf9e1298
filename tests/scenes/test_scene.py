# SPDX-License-Identifier: MIT
"""Scenes of small clouds: what is where, and what joins it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_clouds import CLOUDS, small_scenes, tracker

from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.errors import DataError
from lri_bench.scenes import Line, Scene, find_cloud, scene_of

MINI = Edition("synmol", "mini")


def scene(catalog: Catalog, edition: str) -> Scene:
    return small_scenes(catalog, edition)[0]


@pytest.mark.parametrize("edition", CLOUDS)
def test_points_and_truth_are_those_of_the_cloud(
    catalog: Catalog, edition: str
) -> None:
    clouds = CLOUDS[edition]()
    for index, found in enumerate(small_scenes(catalog, edition)):
        first, stop = clouds.offsets[index : index + 2]
        pos = clouds.point_extra.get("true_pos", clouds.pos)[first:stop]
        np.testing.assert_array_equal(found.shape.pos, pos)
        np.testing.assert_array_equal(found.important, clouds.truth[first:stop] == 1)
        assert len(found.shape.captions) == stop - first
        assert found.cloud_id == clouds.cloud_id[index]
        assert found.positive == (index == 0)
        for line in found.shape.lines:
            assert line.points.max() < len(found.shape.places)


@pytest.mark.parametrize("edition", CLOUDS)
def test_what_is_seen_is_turned_and_not_mirrored(
    catalog: Catalog, edition: str
) -> None:
    shape = scene(catalog, edition).shape
    size = shape.pos.shape[1]
    np.testing.assert_allclose(shape.view @ shape.view.T, np.eye(size), atol=1e-12)
    assert np.linalg.det(shape.view) == pytest.approx(1)
    np.testing.assert_allclose(shape.seen[: len(shape.pos)].mean(axis=0), 0, atol=1e-9)


def test_acetone_has_three_bonds(catalog: Catalog) -> None:
    shape = scene(catalog, "synmol@mini").shape
    assert [line.points.tolist() for line in shape.lines] == [[0, 1], [1, 2], [1, 3]]
    assert shape.captions == (
        "C bonded to C",
        "C bonded to C, C, O",
        "O bonded to C",
        "C bonded to C",
    )
    assert small_scenes(catalog, "synmol@mini")[1].shape.captions == ("C",)


def test_hits_are_joined_in_the_order_of_their_times(catalog: Catalog) -> None:
    found = scene(catalog, "actstrack@raw")
    orders = [line.points.tolist() for line in found.shape.lines]
    # Times grow with the distance from the beam: 100, 200, 300, 400 mm.
    assert orders == [[0, 2, 1, 3], [4, 6, 5, 7], [8, 10, 9, 11]]
    assert [found.is_important(line) for line in found.shape.lines] == [0, 1, 0]
    assert found.shape.captions[1] == "track 0, hit 3 of 4"


def test_tracks_without_momenta_are_straight_and_without_groups_missing(
    catalog: Catalog,
) -> None:
    straight = replace(tracker(), direction=None)
    edition, card = Edition("actstrack", "raw"), catalog.card("actstrack")
    shape = scene_of(card, edition, straight, 0).shape
    for line in shape.lines:
        np.testing.assert_array_equal(line.path(shape.pos), shape.pos[line.points])
    lonely = scene_of(card, edition, replace(straight, group=None), 0).shape
    assert lonely.lines == ()
    assert set(lonely.captions) == {"hit"}


def test_two_hits_at_one_place_make_no_curve(catalog: Catalog) -> None:
    clouds = tracker()
    pos = clouds.pos.copy()
    pos[0:4] = pos[0]
    edition, card = Edition("actstrack", "raw"), catalog.card("actstrack")
    found = scene_of(card, edition, replace(clouds, pos=pos), 0)
    assert len(found.shape.lines) == 2


def test_a_curve_goes_through_its_points_and_along_its_tangents() -> None:
    angle = np.array([0.0, 0.3, 0.6, 0.8])
    places = 500 * np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=1)
    tangent = np.stack([-np.sin(angle), np.cos(angle), 0 * angle], axis=1)
    path = Line("track", np.arange(4), tangent).path(places)
    np.testing.assert_allclose(path[::4], places)
    # A circle of 500 mm is met to a part in a thousand between hits 150 mm apart.
    np.testing.assert_allclose(np.hypot(*path[:, :2].T), 500, rtol=1e-3)
    chord = Line("track", np.arange(4)).path(places)
    assert len(path) == 13
    np.testing.assert_array_equal(chord, places)


def test_chains_end_where_they_end_and_the_ligand_has_no_hydrogens(
    catalog: Catalog,
) -> None:
    shape = scene(catalog, "plbind@raw").shape
    assert [(line.kind, line.points.tolist()) for line in shape.lines] == [
        ("chain", [0, 1, 2]),
        ("chain", [3, 4, 5]),
        ("bond", [6, 7]),
    ]
    assert shape.beside is not None
    assert shape.beside.captions == ("C of the ligand", "O of the ligand")
    np.testing.assert_allclose(shape.places[6:], [[4, 4, 0], [5.1, 4, 0]], rtol=1e-6)
    assert shape.captions == ("ALA",) * 6


def test_residues_have_the_names_of_structure_files(catalog: Catalog) -> None:
    clouds = CLOUDS["plbind@raw"]()
    extra = {
        "residue_number": np.tile(np.array([-1, 2, 2], dtype=np.int32), 4),
        "insertion_code": np.tile(np.array(["", "", "A"]), 4),
        "chain": np.repeat(np.array(["A", "B", "A", "A"]), 3),
    }
    clouds = replace(clouds, point_extra={**clouds.point_extra, **extra})
    edition, card = Edition("plbind", "raw"), catalog.card("plbind")
    shapes = [scene_of(card, edition, clouds, index).shape for index in range(2)]
    assert shapes[0].captions[2:4] == ("ALA 2A, chain A", "ALA -1, chain B")
    assert shapes[1].captions[2:4] == ("ALA 2A", "ALA -1")  # its chain is the only one


def test_bends_tilt_and_the_largest_lies_flat(catalog: Catalog) -> None:
    shape = scene(catalog, "tau3mu@raw").shape
    assert shape.tilt is not None
    np.testing.assert_allclose(shape.tilt, [0.4, -1, 1, 0, 0.02])
    assert shape.captions[1] == "η 1.90, φ 0.60, bend \N{MINUS SIGN}50"


def test_a_name_that_is_like_no_other_is_told(catalog: Catalog) -> None:
    with pytest.raises(DataError, match="MINI-0001"):
        find_cloud(MINI, catalog.clouds(MINI), "?")
