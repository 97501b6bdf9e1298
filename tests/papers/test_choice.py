# SPDX-License-Identifier: MIT
"""What of the board is shown, and names that it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest
from paper_boards import board_of, write

from lri_bench.board.model import Board
from lri_bench.errors import EntryError
from lri_bench.papers import Choice, choose, read_board

BOTH = ["synmol@raw", "tau3mu@mini"]


def entries(choice: Choice, edition: str = "synmol@raw") -> list[str]:
    return [row.entry for row in choice.rows[edition]]


def test_of_one_edition_all_metrics_at_their_first_m(board: Board) -> None:
    choice = choose(board, editions=["synmol@raw"])
    assert choice.metrics == {"synmol@raw": ("roc_auc", "precision_at_m:5")}
    assert entries(choice) == [row.entry for row in board.editions["synmol@raw"].rows]


def test_of_several_editions_the_headline(board: Board) -> None:
    choice = choose(board)
    assert choice.metrics == dict.fromkeys(BOTH, ("roc_auc",))
    assert list(choose(board, editions=BOTH[::-1]).rows) == BOTH[::-1]


@pytest.mark.parametrize(
    ("named", "keys"),
    [
        (["precision_at_m"], ("precision_at_m:5", "precision_at_m:8")),
        (["precision_at_m:8", "roc_auc"], ("roc_auc", "precision_at_m:8")),
    ],
)
def test_a_name_stands_for_every_m(
    board: Board, named: list[str], keys: tuple[str, ...]
) -> None:
    assert choose(board, metrics=named).metrics["synmol@raw"] == keys


def test_tracks_and_backbones_pick_rows(board: Board) -> None:
    assert entries(choose(board, tracks=["inherent"])) == ["lri-gaussian-egnn"]
    left = choose(board, backbones=["dgcnn"])
    assert entries(left) == ["labels", "gradgeo-dgcnn", "heteroatom", "random"]
    both = choose(board, tracks=["post-hoc"], backbones=["egnn"])
    assert entries(both) == ["gradcam-egnn"]
    assert not both.has_references


def test_all_unknown_names_are_told_in_one_pass(board: Board) -> None:
    with pytest.raises(EntryError) as error:
        choose(
            board,
            editions=["synmol@row"],
            metrics=["roc_auk"],
            tracks=["posthoc"],
            backbones=["egn"],
        )
    causes = [problem.cause for problem in error.value.problems]
    near = ("synmol@raw", "roc_auc", "post-hoc", "egnn")
    assert causes == [f"did you mean {name}?" for name in near]


def test_a_metric_of_another_edition_is_unknown(board: Board) -> None:
    only = board.editions["tau3mu@mini"]
    rows = tuple(row.model_copy(update={"scores": row.scores[:1]}) for row in only.rows)
    less = board.model_copy(
        update={
            "editions": {
                **board.editions,
                "tau3mu@mini": only.model_copy(update={"rows": rows}),
            }
        }
    )
    assert choose(less, editions=BOTH, metrics=["precision_at_m:5"])
    with pytest.raises(EntryError, match="expected  one of roc_auc\n"):
        choose(less, editions=BOTH[1:], metrics=["precision_at_m:5"])


def test_no_row_that_is_left_is_told(board: Board) -> None:
    with pytest.raises(EntryError, match=r"the board\n  expected  a row"):
        choose(board, tracks=["inherent"], backbones=["dgcnn"])
    with pytest.raises(EntryError, match="no entry at all"):
        choose(board_of())
    with pytest.raises(EntryError, match=r"^tau3mu@mini\n  expected  a row"):
        choose(board, editions=BOTH, tracks=["inherent"])


def test_editions_without_a_row_are_left_out_unless_named(board: Board) -> None:
    assert list(choose(board, tracks=["inherent"]).rows) == ["synmol@raw"]


def test_a_board_is_read_as_it_was_written(board: Board, tmp_path: Path) -> None:
    assert read_board(write(board, tmp_path)) == board
    with pytest.raises(EntryError, match=r"no such file(.|\n)*leaderboard build"):
        read_board(tmp_path / "none.json")
