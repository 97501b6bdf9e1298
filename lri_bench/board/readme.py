# SPDX-License-Identifier: MIT
"""The top of the board on the first screen of README.md."""

from __future__ import annotations

from lri_bench.board.entry import Track
from lri_bench.board.markdown import cell, interval_cell, rank_cell, table
from lri_bench.board.model import Board, Row
from lri_bench.errors import EntryError, Problem

__all__ = ["BEGIN", "END", "top_of_the_board", "with_top"]

BEGIN, END = "<!-- board:begin -->", "<!-- board:end -->"
FLAGSHIP = "synmol@raw"
"""The edition that README shows: real data, and the one with most methods."""

_SHOWN = 5


def with_top(readme: str, board: Board, where: str) -> str:
    """Return README with the top of the board between its two marks.

    Parameters
    ----------
    readme : str
        As it is.
    board : Board
    where : str
        The file, for the message.

    Raises
    ------
    EntryError
        If a mark is missing.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise EntryError(
            Problem(
                where=where,
                expected=f"the marks {BEGIN} and {END}, in this order",
                got="not both of them",
                cause="they were edited away",
                run="put both lines where the top of the board shall stand",
            )
        )
    return f"{before}{BEGIN}\n{top_of_the_board(board)}{END}{after}"


def top_of_the_board(board: Board) -> str:
    """Return the best methods of the flagship edition as a short table.

    Parameters
    ----------
    board : Board
    """
    edition = board.editions.get(FLAGSHIP)
    rows = _best_of_each_method(board, edition.rows) if edition else []
    if not rows:
        return ""
    cells = [
        [
            rank_cell(row.rank),
            row.groups,
            cell(board.entries[row.entry].facts.method),
            cell(board.entries[row.entry].facts.backbone or ""),
            board.entries[row.entry].facts.track,
            _headline(board, row),
        ]
        for row in rows[:_SHOWN]
    ]
    header = ["rank", "group", "method", "backbone", "track", "ROC AUC, 95 % interval"]
    return (
        f"Top of the [leaderboard](leaderboard/LEADERBOARD.md) on `{FLAGSHIP}`, the "
        "real SynMol (each\nmethod's best backbone; methods that share a letter cannot "
        f"be told apart):\n\n{table(header, cells, texts=5)}\n"
    )


def _best_of_each_method(board: Board, rows: tuple[Row, ...]) -> list[Row]:
    best: dict[str, Row] = {}
    for row in rows:
        facts = board.entries[row.entry].facts
        if facts.track != Track.REFERENCE:
            best.setdefault(facts.method, row)
    return list(best.values())


def _headline(board: Board, row: Row) -> str:
    score = row.score(board.settings.headline)
    return interval_cell(score.value, score.low, score.high) if score else ""
