# SPDX-License-Identifier: MIT
"""The board: made from files alone, deterministic, checked by entry."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import yaml

from lri_bench.board.board import board_json, board_of, load_board
from lri_bench.board.entry import entry_folders, load_entry
from lri_bench.board.files import check_board, write_board
from lri_bench.board.floor import expected_at_random
from lri_bench.board.standing import standing_of
from lri_bench.board.table import board_markdown
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.errors import EntryError
from lri_bench.evaluation import evaluate
from lri_bench.evaluation.report import EditionReport, Score
from lri_bench.metrics.registry import METRICS
from lri_bench.references import REFERENCES

ROOT = Path(__file__).resolve().parents[2]
TITLES = {name: metric.title for name, metric in METRICS.items()}


@pytest.fixture
def project(tmp_path: Path) -> Catalog:
    """A copy of what a board is made of, with two entries."""
    shutil.copytree(ROOT / "datasets", tmp_path / "datasets")
    for name in ("labels", "constant"):
        folder = tmp_path / "submissions" / name
        shutil.copytree(ROOT / "submissions" / name, folder)
    return Catalog(data=tmp_path / "data", shipped=tmp_path / "datasets")


def test_committed_board_is_what_the_entries_give(catalog: Catalog) -> None:
    entries = entry_folders(ROOT / "submissions")
    assert check_board(catalog) == len(entries)
    assert {item.name for item in REFERENCES} <= {folder.name for folder in entries}


def test_written_boards_pass_their_check_and_are_equal(project: Catalog) -> None:
    paths = write_board(project)
    first = [path.read_bytes() for path in paths]
    assert check_board(project) == 2
    assert [path.read_bytes() for path in write_board(project)] == first


def test_a_check_names_the_entry_that_changed(project: Catalog) -> None:
    path = write_board(project)[0]
    board = json.loads(path.read_text("utf-8"))
    rows = board["editions"]["synmol@mini"]["rows"]
    assert [row["entry"] for row in rows] == ["labels", "constant"]
    rows[1]["scores"][0]["value"] = 0.99
    path.write_text(board_json(board), "utf-8")
    with pytest.raises(EntryError, match="constant on synmol@mini"):
        check_board(project)


def test_a_missing_board_is_told(project: Catalog) -> None:
    with pytest.raises(EntryError, match="no such file"):
        check_board(project)


def test_problems_of_all_entries_come_in_one_pass(project: Catalog) -> None:
    submissions = project.shipped.parent / "submissions"
    (submissions / "labels" / "submission.npz").write_text("text")
    entry = submissions / "constant" / "entry.yaml"
    entry.write_text(entry.read_text("utf-8") + "score: 1.0\n", "utf-8")
    with pytest.raises(EntryError) as error:
        write_board(project)
    text = str(error.value)
    assert "labels/submission.npz" in text
    assert "score" in text
    assert not (project.shipped.parent / "leaderboard").exists()


def test_entries_follow_the_committed_schema() -> None:
    schema = json.loads((ROOT / "submissions/entry.schema.json").read_text("utf-8"))
    for path in (ROOT / "submissions").glob("*/entry.yaml"):
        jsonschema.validate(yaml.safe_load(path.read_text("utf-8")), schema)


def test_every_reference_method_has_its_entry() -> None:
    for method in REFERENCES:
        entry = load_entry(ROOT / "submissions" / method.name)
        assert entry.method == method.name
        assert f"--method {method.name}" in entry.made_with
        assert entry.saw_truth == method.saw_truth


def test_constant_meets_the_closed_form_of_random(catalog: Catalog) -> None:
    file = ROOT / "submissions/constant/submission.npz"
    report = evaluate(file, catalog=catalog, replicates=0)
    found = {x.edition: x.scores for x in report.editions}
    for dataset, card in catalog.cards.items():
        truth = catalog.truth(Edition(dataset, "mini"))
        expected = expected_at_random(truth, card.precision_at)
        for score in found[f"{dataset}@mini"]:
            # Average precision takes a tie group as one step: lower than random.
            if score.value is not None and score.metric != "cloud_average_precision":
                key = f"{score.metric}:{score.m}" if score.m else score.metric
                assert score.value == pytest.approx(expected[key], abs=1e-6)


def test_random_lies_within_its_interval_of_the_closed_form() -> None:
    board = load_board(ROOT / "leaderboard/leaderboard.json")
    for edition in board["editions"].values():
        row = next(row for row in edition["rows"] if row["entry"] == "random")
        for score in row["scores"]:
            key = f"{score['metric']}:{score['m']}" if "m" in score else score["metric"]
            assert score["low"] < edition["random_expectation"][key] < score["high"]


def test_hostile_text_is_harmless_in_the_table(project: Catalog) -> None:
    entry = project.shipped.parent / "submissions" / "labels" / "entry.yaml"
    content = yaml.safe_load(entry.read_text("utf-8"))
    content["method"] = "<script>alert(1)</script> | [x](javascript:y)\n# top"
    entry.write_text(yaml.safe_dump(content), "utf-8")
    board = board_of(project, project.shipped.parent / "submissions")
    table = board_markdown(board, TITLES)
    assert "<script" not in table
    assert "\n# top" not in table
    row = next(line for line in table.splitlines() if "script" in line)
    assert row.count(" | ") == table.splitlines()[14].count(" | ")
    assert r"\[x\]" in row


def test_a_table_has_as_many_cells_in_every_row() -> None:
    board = load_board(ROOT / "leaderboard/leaderboard.json")
    blocks = board_markdown(board, TITLES).split("\n\n")
    tables = [block for block in blocks if block.startswith("| ")]
    datasets = {name.partition("@")[0] for name in board["editions"]}
    assert len(tables) == len(board["editions"]) + len(datasets)
    for table in tables:
        assert len({line.count("|") for line in table.splitlines()}) == 1


def report_with(value: float | None, low: float, high: float) -> EditionReport:
    score = Score(metric="roc_auc", value=value, low=low, high=high)
    return EditionReport(
        edition="synmol@mini", scope="", clouds=1, points=1, seeds=1, scores=(score,)
    )


def test_standing_places_a_report_among_the_rows() -> None:
    board = load_board(ROOT / "leaderboard/leaderboard.json")
    rows = board["editions"]["synmol@mini"]["rows"]
    best = standing_of(board, "mine", report_with(1.0, 0.999, 1.0))
    assert best is not None
    # It has to beat the labels, not equal them.
    assert best.rank == 2
    assert best.overlapping == ("labels",)
    worst = standing_of(board, "mine", report_with(0.01, 0.0, 0.02))
    assert worst is not None
    assert worst.rank == len(rows) + 1
    assert worst.overlapping == ()


def test_no_standing_without_a_score_or_a_board() -> None:
    board = load_board(ROOT / "leaderboard/leaderboard.json")
    assert standing_of(board, "mine", report_with(None, 0, 0)) is None
    assert standing_of({"editions": {}}, "mine", report_with(0.5, 0, 1)) is None


def test_a_damaged_board_is_told(tmp_path: Path) -> None:
    path = tmp_path / "leaderboard.json"
    path.write_text("{", "utf-8")
    with pytest.raises(EntryError, match="lri-bench leaderboard build"):
        load_board(path)
    assert load_board(tmp_path / "none.json") == {"editions": {}}


def test_values_of_the_board_are_those_of_evaluate(catalog: Catalog) -> None:
    board = load_board(ROOT / "leaderboard/leaderboard.json")
    file = ROOT / "submissions/heteroatom/submission.npz"
    for item in evaluate(file, catalog=catalog).as_dict()["editions"]:
        rows = board["editions"][item["edition"]]["rows"]
        row = next(row for row in rows if row["entry"] == "heteroatom")
        values = [s["value"] for s in item["scores"] if s["value"] is not None]
        np.testing.assert_array_equal([s["value"] for s in row["scores"]], values)
