# SPDX-License-Identifier: MIT
"""The generated files of the leaderboard: write them, check them, read them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lri_bench.board.board import board_json, board_of, load_board
from lri_bench.board.entry import entry_folders
from lri_bench.board.standing import Standing, standing_of
from lri_bench.board.table import board_markdown
from lri_bench.catalog.editions import Catalog
from lri_bench.errors import EntryError, Problem, raise_if
from lri_bench.evaluation.report import Report
from lri_bench.metrics.registry import METRICS
from lri_bench.storage.atomic import make_folder, write_text

__all__ = ["check_board", "standings_of", "write_board"]

BOARD = "leaderboard.json"
TABLE = "LEADERBOARD.md"
_COMMAND = "lri-bench leaderboard build"


def write_board(catalog: Catalog) -> list[Path]:
    """Recompute every entry and write the generated files.

    Returns
    -------
    paths : list of Path
        What was written.

    Raises
    ------
    EntryError
        With every problem of every entry; then nothing is written.
    OutputError
        If a file cannot be written.
    """
    folder = catalog.shipped.parent / "leaderboard"
    files = _generated(catalog)
    make_folder(folder)
    for name, text in files.items():
        write_text(folder / name, text)
    return [folder / name for name in files]


def check_board(catalog: Catalog) -> int:
    """Compare the generated files with what the entries give.

    Returns
    -------
    entries : int
        How many entries there are.

    Raises
    ------
    EntryError
        If a file differs; names the entries whose numbers do.
    """
    folder = catalog.shipped.parent / "leaderboard"
    problems = []
    for name, text in _generated(catalog).items():
        path = folder / name
        found = path.read_text("utf-8") if path.is_file() else ""
        if found != text:
            got = ", ".join(_changed(found, text)) if name == BOARD else "another text"
            problems.append(
                Problem(
                    where=str(path),
                    expected="what the entries in submissions/ give",
                    got=got if found else "no such file",
                    cause="an entry, a card or a metric changed; or an edit",
                    run=_COMMAND,
                )
            )
    raise_if(problems, EntryError)
    return len(entry_folders(_submissions(catalog)))


def standings_of(catalog: Catalog, file: Path, report: Report) -> list[Standing]:
    """Place a scored file on the committed board.

    Parameters
    ----------
    catalog : Catalog
        Beside whose cards the board lies.
    file : Path
        The submission.
    report : Report
        What it scored.

    Returns
    -------
    standings : list of Standing
        One for each edition that the board has rows of.

    Raises
    ------
    EntryError
        If the board is damaged.
    """
    board = load_board(catalog.shipped.parent / "leaderboard" / BOARD)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    found = [
        standing_of(board, report.method, edition, sha256)
        for edition in report.editions
    ]
    return [standing for standing in found if standing]


def _generated(catalog: Catalog) -> dict[str, str]:
    board = board_of(catalog, _submissions(catalog))
    titles = {name: metric.title for name, metric in METRICS.items()}
    return {BOARD: board_json(board), TABLE: board_markdown(board, titles)}


def _submissions(catalog: Catalog) -> Path:
    return catalog.shipped.parent / "submissions"


def _changed(found: str, expected: str) -> Iterator[str]:
    """Name the entries that differ between two boards."""
    try:
        old, new = _rows(json.loads(found)), _rows(json.loads(expected))
    except (ValueError, KeyError, TypeError, AttributeError):
        yield "a file that is no board"
        return
    different = sorted(
        f"{entry} on {edition}"
        for edition, entry in old.keys() | new.keys()
        if old.get((edition, entry)) != new.get((edition, entry))
    )
    yield from different or ["the same entries with other surroundings"]


def _rows(board: dict[str, Any]) -> dict[tuple[str, str], Any]:
    return {
        (edition, row["entry"]): row
        for edition, item in board["editions"].items()
        for row in item["rows"]
    }
