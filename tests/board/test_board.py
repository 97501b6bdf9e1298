# SPDX-License-Identifier: MIT
"""The board: made from files alone, the same every time, equal to `evaluate`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lri_bench.board.board import board_json, board_of
from lri_bench.board.entry import entry_folders, load_entry
from lri_bench.board.files import check_board
from lri_bench.board.floor import expected_at_random
from lri_bench.board.model import Board, BoardScore
from lri_bench.board.stored import load_board
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.errors import EntryError
from lri_bench.evaluation import evaluate
from lri_bench.references import REFERENCES

Project = Callable[..., Catalog]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def committed() -> Board:
    board = load_board(ROOT / "leaderboard/leaderboard.json")
    assert board is not None
    return board


def key(score: BoardScore) -> str:
    return score.metric if score.m is None else f"{score.metric}:{score.m}"


@pytest.mark.slow
def test_the_committed_board_is_what_the_entries_give(catalog: Catalog) -> None:
    entries = entry_folders(ROOT / "submissions")
    assert check_board(catalog) == len(entries)
    assert {item.name for item in REFERENCES} <= {folder.name for folder in entries}


def test_a_board_survives_being_written(committed: Board) -> None:
    text = board_json(committed)
    assert Board.model_validate_json(text) == committed
    assert (ROOT / "leaderboard/leaderboard.json").read_text("utf-8") == text


@pytest.mark.parametrize("entry", ["heteroatom", "random"])
def test_numbers_of_the_board_are_those_of_evaluate(
    entry: str, catalog: Catalog, committed: Board
) -> None:
    """Values, intervals, spreads: one stream of draws, be it of one or three seeds."""
    report = evaluate(ROOT / "submissions" / entry / "submission.npz", catalog=catalog)
    assert report.replicates == committed.settings.replicates
    for item in report.as_dict()["editions"]:
        rows = committed.editions[item["edition"]].rows
        row = next(row for row in rows if row.entry == entry)
        told = {key(score): score for score in row.scores}
        values = [score for score in item["scores"] if score["value"] is not None]
        assert len(values) == len(told)
        for score in values:
            shown = told[
                f"{score['metric']}:{score['m']}" if score["m"] else score["metric"]
            ]
            for name in ("value", "low", "high", "seed_std", "clouds", "points"):
                assert getattr(shown, name) == score[name]


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
                name = f"{score.metric}:{score.m}" if score.m else score.metric
                assert score.value == pytest.approx(expected[name], abs=1e-6)


def test_random_lies_within_its_interval_of_the_closed_form(committed: Board) -> None:
    for edition in committed.editions.values():
        row = next(row for row in edition.rows if row.entry == "random")
        for score in row.scores:
            assert score.low is not None
            assert score.high is not None
            assert score.low < edition.random_expectation[key(score)] < score.high


def test_rows_of_the_committed_board_keep_what_a_board_promises(
    committed: Board,
) -> None:
    for edition in committed.editions.values():
        rows = edition.rows
        values = [row.scores[0].value for row in rows]
        assert values == sorted(values, reverse=True)
        ranked = [row for row in rows if row.rank]
        for place, row in enumerate(ranked, start=1):
            assert row.rank is not None
            assert row.rank.first <= place <= row.rank.last
        assert edition.pairs.entries == tuple(row.entry for row in rows)
        number = len(rows) * (len(rows) - 1) // 2
        for name in ("difference", "low", "high", "p_holm", "win"):
            assert len(getattr(edition.pairs, name)) == number
        first, second = np.triu_indices(len(rows), k=1)
        apart = np.array(values)[first] - np.array(values)[second]
        # Both are rounded to six digits.
        np.testing.assert_allclose(edition.pairs.difference, apart, atol=1.1e-6)


def test_each_row_has_one_worst_stratum(committed: Board) -> None:
    shown = 0
    for edition in committed.editions.values():
        for row in edition.rows:
            facts = committed.entries[row.entry].facts
            score = row.score("roc_auc")
            assert score is not None
            # Nothing varies in a constant, and labels have no weak side.
            constant = score.value == score.low == score.high == 0.5
            assert constant or row.entry != "constant"
            if facts.saw_truth or constant:
                assert row.strata == ()
                continue
            shown += 1
            worst = [item for item in row.strata if item.worst]
            assert len(worst) == 1
            assert worst[0].value == min(
                item.value for item in row.strata if item.value is not None
            )
    assert shown


def test_examples_are_clouds_in_the_order_of_their_scores(
    catalog: Catalog, committed: Board
) -> None:
    for name, edition in committed.editions.items():
        truth = catalog.truth(catalog.edition(name))
        positive = set(truth.cloud_id[truth.y == 1].tolist())
        for row in edition.rows:
            assert row.examples is not None
            assert set(row.examples.model_dump().values()) <= positive


@pytest.mark.parametrize(
    ("text", "got"),
    [
        ("{", "Invalid JSON"),
        ('{"format": "lri-bench-board/1", "editions": {}}', "format"),
        ("[]", "object"),
    ],
)
def test_a_board_that_is_none_is_told(tmp_path: Path, text: str, got: str) -> None:
    path = tmp_path / "leaderboard.json"
    path.write_text(text, "utf-8")
    with pytest.raises(EntryError, match=got) as error:
        load_board(path)
    assert "lri-bench leaderboard build" in str(error.value)


def test_no_board_is_no_error(tmp_path: Path) -> None:
    assert load_board(tmp_path / "none.json") is None


def test_without_entries_a_board_is_empty(project: Project) -> None:
    catalog = project()
    board = board_of(catalog, catalog.shipped.parent / "submissions")
    assert (board.editions, board.entries, board.composites) == ({}, {}, ())
