# SPDX-License-Identifier: MIT
"""Scenes as JSON: what the browser decodes is what there was."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from small_clouds import CLOUDS, small_scenes

from lri_bench.catalog.editions import Catalog
from lri_bench.scenes import scene_of
from lri_bench.scenes.content import content_of
from lri_bench.scenes.scene import Line, Scene, Shape
from lri_bench.types import AnyArray


def unpacked(text: str, dtype: str) -> AnyArray:
    return np.frombuffer(base64.b64decode(text), dtype=dtype)


def places(content: dict[str, Any]) -> AnyArray:
    size = len(content["centre"])
    steps = unpacked(content["places"], "<i2").reshape(-1, size)
    return np.array(content["centre"]) + steps * content["step"]


def scene_at(pos: AnyArray, lines: tuple[Line, ...] = ()) -> Scene:
    size = len(pos)
    captions = ("",) * size
    shape = Shape(pos=pos, captions=captions, view=np.eye(pos.shape[1]), lines=lines)
    return Scene(
        edition="synmol@mini",
        cloud_id="a",
        cloud="molecule",
        point="atom",
        positive=True,
        class_name="",
        unit="Å",
        important=np.arange(size) % 2 == 0,
        shape=shape,
    )


@pytest.mark.parametrize("edition", CLOUDS)
def test_places_lines_and_truth_come_back(catalog: Catalog, edition: str) -> None:
    for scene in small_scenes(catalog, edition):
        content = json.loads(json.dumps(content_of(scene)))
        near = np.abs(places(content) - scene.shape.places).max()
        extent = np.ptp(scene.shape.places, axis=0).max()
        assert near <= max(extent, 1e-3) * 1e-4
        assert content["truth"] == "".join(str(int(mark)) for mark in scene.important)
        rows = [line.points.tolist() for line in scene.shape.lines]
        assert [line[1] for line in content.get("lines", [])] == rows


@given(
    arrays(
        np.float64,
        st.tuples(st.integers(1, 20), st.sampled_from([2, 3])),
        elements=st.floats(-1e4, 1e4, width=32),
    )
)
def test_any_place_is_met_to_a_part_in_ten_thousand(pos: AnyArray) -> None:
    found = places(content_of(scene_at(pos)))
    extent = np.ptp(pos, axis=0).max()
    assert np.abs(found - pos).max() <= extent * 1e-4 + 1e-4


def test_tangents_come_back() -> None:
    pos = np.array([[0.0, 0, 0], [1, 0, 0]])
    tangent = np.array([[0.6, 0.8, 0], [0, 0, -1]])
    content = content_of(scene_at(pos, (Line("track", np.arange(2), tangent),)))
    kind, rows, packed = content["lines"][0]
    assert (kind, rows) == ("track", [0, 1])
    found = unpacked(packed, "<i1").reshape(2, 3) / 127
    np.testing.assert_allclose(found, tangent, atol=0.5 / 127)


def test_what_is_empty_is_left_out() -> None:
    content = content_of(scene_at(np.zeros((1, 3))))
    assert not {"lines", "letters", "tilt", "beside"} & content.keys()


def test_a_large_complex_is_light(catalog: Catalog) -> None:
    edition = catalog.edition("plbind@mini")
    clouds = catalog.clouds(edition)
    largest = int(np.argmax(np.diff(clouds.offsets)))
    content = content_of(scene_of(catalog.card("plbind"), edition, clouds, largest))
    assert len(json.dumps(content)) < 15_000
