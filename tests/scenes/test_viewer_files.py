# SPDX-License-Identifier: MIT
"""Files that the viewer loads: those of the committed board."""

from __future__ import annotations

import base64
import json
from importlib.resources import files as resources
from typing import Any

import numpy as np
import pytest

from lri_bench.board.model import Board
from lri_bench.catalog.editions import Catalog, project_folder
from lri_bench.clouds import Split
from lri_bench.site.clouds import MOST_CLOUDS, viewer_files
from lri_bench.submission import Submission

ROOT = project_folder()
MOST_BYTES = {"scenes": 250_000, "ranks": 20_000}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return Catalog(data=tmp_path_factory.mktemp("data"), shipped=ROOT / "datasets")


@pytest.fixture(scope="module")
def board() -> Board:
    return Board.model_validate_json(
        (ROOT / "leaderboard/leaderboard.json").read_bytes()
    )


@pytest.fixture(scope="module")
def files(board: Board, shipped: Catalog) -> dict[str, bytes]:
    return viewer_files(board, shipped)


def value_of(content: bytes) -> Any:
    text = content.decode("ascii")
    return json.loads(text.removeprefix("lriClouds.register(").removesuffix(");\n"))


@pytest.fixture(scope="module")
def index(files: dict[str, bytes]) -> dict[str, Any]:
    editions = value_of(files["clouds/index.js"])["editions"]
    return {edition["name"]: edition for edition in editions}


def test_the_index_leads_to_every_file_and_to_no_other(
    files: dict[str, bytes], index: dict[str, Any], board: Board
) -> None:
    expected = {"clouds/index.js"}
    assert list(index) == list(board.editions)
    for facts in index.values():
        if facts["shown"]:
            expected.add(f"clouds/{facts['file']}.js")
            expected |= {
                f"clouds/{facts['file']}/{entry['file']}.js"
                for entry in facts["entries"]
            }
    assert files.keys() == expected


def test_clouds_that_are_not_shipped_are_told_and_not_shown(
    index: dict[str, Any], shipped: Catalog
) -> None:
    for name, facts in index.items():
        there = shipped.shipped_clouds(shipped.edition(name)).is_file()
        assert facts["shown"] == there
        assert ("why" in facts) != there
    assert not index["synmol@raw"]["shown"]


def test_scenes_are_positive_test_clouds_with_all_examples(
    files: dict[str, bytes], index: dict[str, Any], shipped: Catalog
) -> None:
    for name, facts in index.items():
        if not facts["shown"]:
            continue
        test = shipped.clouds(shipped.edition(name)).in_split(Split.TEST)
        positive = test.cloud_id[test.y == 1].tolist()
        content = value_of(files[f"clouds/{facts['file']}.js"])
        shown = [scene["id"] for scene in content["scenes"]]
        assert shown == [cloud for cloud in positive if cloud in set(shown)]
        assert len(shown) == min(len(positive), MOST_CLOUDS)
        for entry in facts["entries"]:
            assert set(entry["examples"].values()) <= set(shown)


def test_ranks_order_the_points_as_the_submission_does(
    files: dict[str, bytes],
) -> None:
    file = ROOT / "submissions/ligand-distance/submission.npz"
    part = Submission.load(file).parts["plbind@mini"]
    content = value_of(files["clouds/plbind-mini/ligand-distance.js"])
    for cloud in content["clouds"]:
        place = part.cloud_id.tolist().index(cloud["id"])
        values = part.importance[slice(*part.offsets[place : place + 2])]
        found = np.frombuffer(base64.b64decode(cloud["rank"]), dtype="<u2")
        expected = np.argsort(values, kind="stable")
        np.testing.assert_array_equal(np.argsort(found, kind="stable"), expected)


def test_auc_of_the_labels_is_one_and_of_a_constant_a_half(
    files: dict[str, bytes],
) -> None:
    for name, auc in (("labels", 1.0), ("constant", 0.5)):
        content = value_of(files[f"clouds/tau3mu-mini/{name}.js"])
        assert {cloud["auc"] for cloud in content["clouds"]} == {auc}


@pytest.mark.slow
def test_files_are_light_and_the_same_each_time(
    files: dict[str, bytes], board: Board, shipped: Catalog
) -> None:
    for content in files.values():
        kind = value_of(content)["kind"]
        assert len(content) < MOST_BYTES.get(kind, 100_000)
    assert viewer_files(board, shipped) == files


def test_more_clouds_than_that_are_thinned_out_evenly(
    board: Board, shipped: Catalog
) -> None:
    edition = board.editions["tau3mu@mini"]
    rows = tuple(row.model_copy(update={"examples": None}) for row in edition.rows[:1])
    thin = edition.model_copy(update={"rows": rows})
    alone = board.model_copy(update={"editions": {"tau3mu@mini": thin}})
    scenes = value_of(viewer_files(alone, shipped)["clouds/tau3mu-mini.js"])["scenes"]
    test = shipped.clouds(shipped.edition("tau3mu@mini")).in_split(Split.TEST)
    positive = test.cloud_id[test.y == 1].tolist()
    places = [positive.index(scene["id"]) for scene in scenes]
    assert len(places) == MOST_CLOUDS < len(positive)
    assert (places[0], places[-1]) == (0, len(positive) - 1)
    assert max(np.diff(places)) <= 2


def test_assets_can_stand_inside_of_a_page() -> None:
    for name in ("clouds.js", "painter.js", "viewer.js", "viewer.css"):
        text = (resources("lri_bench") / "site/assets" / name).read_text("utf-8")
        assert "</script" not in text.lower()
        assert "</style" not in text.lower()
        assert "http" not in text.lower()
