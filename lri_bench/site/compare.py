# SPDX-License-Identifier: MIT
"""An entry's numbers as a script, so that pages can hold two entries side by side.

A page that was opened from a file may not read other files, but may run scripts that
lie beside it. So the numbers are the argument of a function that the page defines.
"""

from __future__ import annotations

from typing import Any

from lri_bench.board.model import Board
from lri_bench.scenes.script import script_json
from lri_bench.site.text import readable
from lri_bench.site.views.line import Line, name_of
from lri_bench.site.views.metric import title
from lri_bench.site.views.pairs import PairTable
from lri_bench.site.views.source import Source

__all__ = ["data_script"]

_DIGITS = 4


def data_script(source: Source, entry: str) -> str:
    """Return the script with the numbers of an entry.

    Comparisons with entries of later names are in it; each pair stands in one file.
    """
    board = source.board
    content = {
        "name": readable(name_of(board, entry)),
        "ranked": any(line.row.rank for line in source.by_entry[entry]),
        "editions": {
            line.edition: {
                "scores": _scores(line),
                "pairs": _comparisons(board, line.edition, entry),
            }
            for line in source.by_entry[entry]
        },
    }
    return f"lriBoard.register({script_json(entry)}, {script_json(content)});\n"


def _scores(line: Line) -> dict[str, list[float | None]]:
    return {
        title(key): [_short(score.value), _short(score.low), _short(score.high)]
        for key, score in line.scores.items()
    }


def _comparisons(board: Board, edition: str, entry: str) -> dict[str, Any]:
    pairs = board.editions[edition].pairs
    table = PairTable(pairs)
    return {
        other: [
            _short(x)
            for x in (found.difference, found.low, found.high, found.p_holm, found.win)
        ]
        for other in pairs.entries
        if other > entry and (found := table.of(entry, other))
    }


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
