# SPDX-License-Identifier: MIT
"""LEADERBOARD.md and the top of it in README: what stands where, and hostile words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from measured_rows import facts_of

from lri_bench.board.entry import Track
from lri_bench.board.markdown import cell
from lri_bench.board.model import Board, Composite, CompositeRow, Partial
from lri_bench.board.readme import BEGIN, END, top_of_the_board, with_top
from lri_bench.board.stored import load_board
from lri_bench.board.table import board_markdown
from lri_bench.errors import EntryError

ROOT = Path(__file__).resolve().parents[2]

HOSTILE = "<script>alert(1)</script> | [x](javascript:y)\n# top `*_~$ www.evil.example"


@pytest.fixture
def board() -> Board:
    found = load_board(ROOT / "leaderboard/leaderboard.json")
    assert found is not None
    return found


def tables(text: str) -> list[list[list[str]]]:
    """Return every table as rows of cells."""
    blocks = [block for block in text.split("\n\n") if block.startswith("| ")]
    return [
        [re.split(r" ?(?<!\\)\| ?", line.strip())[1:-1] for line in block.splitlines()]
        for block in blocks
    ]


def test_a_table_has_as_many_cells_in_every_row(board: Board) -> None:
    found = tables(board_markdown(board))
    composites = [item for item in board.composites if item.rows]
    partial = [item for item in composites if item.partial]
    published = [rows for rows in board.published.values() if rows]
    expected = 1 + len(board.editions)
    expected += len(composites) + len(partial) + len(published)
    assert len(found) == expected
    for table in found:
        assert len({len(row) for row in table}) == 1


def test_rows_of_an_edition_stand_in_order_with_ranks_and_groups(board: Board) -> None:
    text = board_markdown(board)
    section = text.split("## synmol@raw\n")[1].split("\n## ")[0]
    (table,) = tables(section)
    rows = board.editions["synmol@raw"].rows
    assert len(table) == 2 + len(rows) + 1
    for cells, row in zip(table[2:], rows, strict=False):
        if row.rank is None:
            assert cells[0] == "-"
        else:
            ends = cells[0].split("-")
            assert (int(ends[0]), int(ends[-1])) == (row.rank.first, row.rank.last)
        assert cells[1] == row.groups
        assert f"(../submissions/{row.entry}/entry.yaml)" in cells[2]
        headline = row.scores[0]
        assert headline.low is not None
        assert headline.high is not None
        expected = f"{headline.value:.3f} ({headline.low:.3f} to {headline.high:.3f})"
        assert cells[7] == expected


def test_the_edition_with_most_methods_comes_first(board: Board) -> None:
    names = re.findall(r"^## (\S+@\S+)$", board_markdown(board), re.MULTILINE)
    assert names[0] == "synmol@raw"
    assert sorted(names) == sorted(board.editions)


def test_published_rows_are_told_apart(board: Board) -> None:
    before, *sections = board_markdown(board).split("\n## Published for ")
    assert len(sections) == sum(bool(rows) for rows in board.published.values())
    assert "±" not in before
    for section in sections:
        assert section.splitlines()[0].endswith(", not recomputed")
        assert "Never ranked" in section
        assert "rank |" not in section


def test_hostile_words_are_harmless_everywhere(board: Board) -> None:
    name = board.editions["synmol@raw"].rows[1].entry
    hostile = facts_of(Track.INHERENT)
    # The model refuses such words; a table must not rely on that.
    words = {"method": HOSTILE, "backbone": HOSTILE}
    changed = board.entries[name].model_copy(
        update={"facts": hostile.model_copy(update=words)}
    )
    row = CompositeRow(entry=name, share=0.5, shares={"synmol": 0.5})
    why = Partial(entry=name, has=("synmol",), lacks=("plbind",), why=HOSTILE)
    composite = Composite(family="mini", rows=(row,), partial=(why,))
    board = board.model_copy(
        update={
            "entries": board.entries | {name: changed},
            "composites": (composite,),
        }
    )
    for text in (board_markdown(board), top_of_the_board(board)):
        assert "<script" not in text
        assert "\n# top" not in text
        assert not re.search(r"(?<!\\)\]\(javascript", text)
        assert "www.evil" not in text
        for table in tables(text):
            assert len({len(row) for row in table}) == 1


def test_plain_names_stay_as_they_are() -> None:
    assert cell("LRI-Bernoulli (ours), 2nd try") == "LRI-Bernoulli (ours), 2nd try"


def test_the_top_shows_the_best_backbone_of_each_method(board: Board) -> None:
    rows = [row for row in board.editions["synmol@raw"].rows if row.rank]
    (table,) = tables(top_of_the_board(board))
    methods = [cells[2] for cells in table[2:]]
    assert len(methods) == 5
    assert len(set(methods)) == 5
    assert methods[0] == board.entries[rows[0].entry].facts.method
    assert all(board.entries[row.entry].facts.track != Track.REFERENCE for row in rows)


def test_a_board_without_the_edition_has_no_top(board: Board) -> None:
    empty = board.model_copy(update={"editions": {}})
    assert with_top(f"a\n{BEGIN}\nold\n{END}\nb", empty, "x") == (
        f"a\n{BEGIN}\n{END}\nb"
    )


@pytest.mark.parametrize("text", ["", BEGIN, f"{END}\n{BEGIN}", END])
def test_marks_that_are_missing_are_told(board: Board, text: str) -> None:
    with pytest.raises(EntryError, match="board:end"):
        with_top(text, board, "README.md")


def test_the_top_is_put_in_place_whatever_stood_there(board: Board) -> None:
    once = with_top(f"a\n{BEGIN}{END}\nb\n", board, "README.md")
    assert with_top(once, board, "README.md") == once
    assert once.startswith("a\n")
    assert once.endswith("\nb\n")
