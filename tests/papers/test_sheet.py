# SPDX-License-Identifier: MIT
"""What a table says, before it is text."""

from __future__ import annotations

import pytest
from paper_boards import REFERENCES, Shown, board_of

from lri_bench.board.model import Board, Notice
from lri_bench.papers import choose
from lri_bench.papers.records import csv_text
from lri_bench.papers.sheet import Number, Sheet, sheet_of


def sheet(*shown: Shown) -> Sheet:
    return sheet_of(choose(board_of(synmol_at_raw=shown), metrics=["roc_auc"]))


def bold(found: Sheet) -> list[str]:
    return [
        str(line[0])
        for line in (*found.methods, *found.references)
        if any(isinstance(cell, Number) and cell.best for cell in line)
    ]


def test_cells_of_an_edition(board: Board) -> None:
    found = sheet_of(choose(board, editions=["synmol@raw"]))
    titles = [column.title for column in found.columns]
    facts, headline = ["method", "backbone", "track"], ["ROC AUC, pooled", "rank"]
    assert titles == [*facts, *headline, "group", "precision@5"]
    assert found.methods[1] == (
        "gradcam",
        "egnn",
        "post-hoc",
        Number("0.910", "0.900", "0.920"),
        "2–3",  # noqa: RUF001
        "b",
        Number("0.810", "0.800", "0.820"),
    )
    expected = ("", "reference", Number("0.500"), "", "", Number("0.271"))
    assert found.references[-1] == ("random (expectation)", *expected)
    assert all(len(line) == len(titles) for line in found.methods + found.references)


def test_editions_stand_beside_each_other_with_holes(board: Board) -> None:
    found = sheet_of(choose(board))
    panels = [column.panel for column in found.columns]
    assert panels == [""] * 3 + ["synmol@raw"] * 3 + ["tau3mu@mini"] * 3
    lines = {str(line[0]): line[3:] for line in found.methods}
    assert list(lines) == ["lri-gaussian", "gradcam", "gradgeo", "occlusion"]
    assert lines["lri-gaussian"][3:] == ("", "", "")
    assert lines["occlusion"][:3] == ("", "", "")
    assert lines["gradcam"][3] == Number("0.800", "0.790", "0.810")


def test_a_backbone_that_all_have_is_told_once() -> None:
    found = sheet(Shown("a", 0.9, (1, 1), "a"), Shown("b", 0.8, (2, 2), "b"))
    assert [column.title for column in found.columns][:2] == ["method", "track"]
    assert "The explained model is egnn throughout." in found.caption


@pytest.mark.parametrize(
    ("groups", "names"),
    [(("a", "b"), ["first"]), (("a", "ab"), []), (("ab", "a"), [])],
)
def test_bold_is_what_is_told_apart_from_all_others(
    groups: tuple[str, str], names: list[str]
) -> None:
    first = Shown("first", 0.9, (1, 2), groups[0])
    second = Shown("second", 0.8, (1, 2), groups[1])
    found = sheet(first, second, *REFERENCES)
    assert bold(found) == names
    assert ("Bold" in " ".join(found.caption)) == bool(names)


def test_nothing_is_bold_alone_nor_because_the_best_is_left_out(board: Board) -> None:
    assert bold(sheet(Shown("alone", 0.9, (1, 1), "a"), *REFERENCES)) == []
    assert bold(sheet_of(choose(board))) == ["lri-gaussian"]
    without = sheet_of(choose(board, tracks=["post-hoc"]))
    assert bold(without) == []
    assert "Bold" not in " ".join(without.caption)


def test_no_ranks_beside_a_metric_that_is_not_compared(board: Board) -> None:
    found = sheet_of(choose(board, metrics=["precision_at_m:5"]))
    assert "rank" not in [column.title for column in found.columns]
    assert bold(found) == []
    assert "Holm" not in " ".join(found.caption)


def test_the_caption_says_what_the_numbers_rest_on(board: Board) -> None:
    text = " ".join(sheet_of(choose(board, editions=["synmol@raw"])).caption)
    assert "synmol@raw has 1,184 positives of 1,917 test clouds." in text
    assert "95 % intervals, by resampling clouds and seeds 2,000 times." in text
    assert "methods that share a letter cannot be told apart (Holm, 95 %)" in text


def test_what_puts_a_number_in_doubt_is_told() -> None:
    grave = Notice(kind="near-copy", text="As b.", edition="synmol@raw")
    light, elsewhere = Notice(kind="few-seeds", text="One."), "tau3mu@mini"
    copy = Shown("a", 0.9, (1, 2), "a", notices=(grave, light))
    other = grave.model_copy(update={"edition": elsewhere})
    plain = Shown("b", 0.8, (1, 2), "a", notices=(light, other))
    board = board_of(synmol_at_raw=(copy, plain))
    found = sheet_of(choose(board))
    assert [line[0] for line in found.methods] == ["a†", "b"]
    assert "† In doubt: a (near-copy)." in found.caption
    first, second = csv_text(choose(board)).splitlines()[1:]
    assert ",near-copy few-seeds," in first
    assert ",few-seeds," in second
    assert "near-copy" not in second


def test_methods_of_one_seed_are_named_unless_all_are() -> None:
    one, three = (
        Shown("one", 0.9, (1, 2), "a"),
        Shown("three", 0.8, (1, 2), "a", seeds=3),
    )
    assert "spread over trainings: one." in " ".join(sheet(one, three).caption)
    assert "spread over trainings." in " ".join(sheet(one).caption)
    assert "spread over trainings" not in " ".join(sheet(three, *REFERENCES).caption)
