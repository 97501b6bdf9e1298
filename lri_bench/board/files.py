# SPDX-License-Identifier: MIT
"""The generated files of the leaderboard: write them, check them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from lri_bench.board.board import board_json, board_of
from lri_bench.board.entry import entry_folders
from lri_bench.board.model import Board
from lri_bench.board.readme import with_top
from lri_bench.board.scored import Scoring
from lri_bench.board.stored import BOARD
from lri_bench.board.table import board_markdown
from lri_bench.catalog.editions import Catalog
from lri_bench.errors import EntryError, Problem, raise_if
from lri_bench.site import site_files
from lri_bench.storage.atomic import write_text
from lri_bench.storage.folder import files_of, replace_folder

__all__ = ["check_board", "write_board"]

TABLE = "LEADERBOARD.md"
SITE = "site"

_COMMAND = "lri-bench leaderboard build"
_SHOWN = 12


@dataclass(frozen=True)
class _Generated:
    """What the entries give: files of leaderboard/, and README where there is one."""

    board: Board
    files: dict[str, bytes]
    readme: str | None


def write_board(catalog: Catalog, scoring: Scoring | None = None) -> list[Path]:
    """Recompute every entry and write the generated files.

    Parameters
    ----------
    catalog : Catalog
        Beside whose cards the entries and the board lie.
    scoring : Scoring, optional
        See `lri_bench.board.board.board_of`.

    Returns
    -------
    paths : list of Path
        The folder that was replaced, and README if there is one.

    Raises
    ------
    EntryError
        With every problem of every entry; then nothing is written.
    OutputError
        If a file cannot be written.
    """
    generated = _generated(catalog, scoring)
    replace_folder(_folder(catalog), generated.files)
    paths = [_folder(catalog)]
    if generated.readme is not None:
        write_text(_readme(catalog), generated.readme)
        paths.append(_readme(catalog))
    return paths


def check_board(catalog: Catalog, scoring: Scoring | None = None) -> int:
    """Compare the generated files with what the entries give.

    Parameters
    ----------
    catalog : Catalog
        Beside whose cards the entries and the board lie.
    scoring : Scoring, optional
        See `lri_bench.board.board.board_of`.

    Returns
    -------
    entries : int
        How many entries there are.

    Raises
    ------
    EntryError
        If a file differs, is missing or too many; names the entries whose numbers do.
    """
    generated = _generated(catalog, scoring)
    found = files_of(_folder(catalog))
    problems = [*_differences(_folder(catalog), generated, found)]
    readme = _readme(catalog)
    if generated.readme is not None and readme.read_text("utf-8") != generated.readme:
        problems.append(_problem(readme, "another top of the board"))
    raise_if(problems, EntryError)
    return len(entry_folders(_submissions(catalog)))


def _generated(catalog: Catalog, scoring: Scoring | None) -> _Generated:
    board = board_of(catalog, _submissions(catalog), scoring)
    if not board.entries:
        raise EntryError(_no_entries(_submissions(catalog)))
    files = {
        BOARD: board_json(board).encode("utf-8"),
        TABLE: board_markdown(board).encode("utf-8"),
        **{f"{SITE}/{k}": v for k, v in site_files(board, catalog).items()},
    }
    readme = _readme(catalog)
    text = readme.read_text("utf-8") if readme.is_file() else None
    if text is not None:
        text = with_top(text, board, str(readme))
    return _Generated(board, files, text)


def _no_entries(submissions: Path) -> Problem:
    return Problem(
        where=str(submissions),
        expected="a folder with entries",
        got="none",
        cause="an incomplete checkout; an empty board would replace the one there is",
        run="git status",
    )


def _differences(
    folder: Path, generated: _Generated, found: Mapping[str, bytes]
) -> Iterator[Problem]:
    """Tell what differs: the board by entry, other files by name."""
    expected = generated.files
    if not found:
        yield _problem(folder, "no such folder, or an empty one")
        return
    if BOARD in found and found[BOARD] != expected[BOARD]:
        changed = _listed(_changed(found[BOARD], generated.board))
        yield _problem(folder / BOARD, f"other numbers or words: {changed}")
    both = (expected.keys() & found.keys()) - {BOARD}
    kinds = {
        "other content": [name for name in both if found[name] != expected[name]],
        "missing": list(expected.keys() - found.keys()),
        "none of the board's": list(found.keys() - expected.keys()),
    }
    for kind, names in kinds.items():
        if names:
            yield _problem(folder, f"{kind}: {_listed(sorted(names))}")


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def _problem(path: Path, got: str) -> Problem:
    return Problem(
        where=str(path),
        expected="what the entries in submissions/ give",
        got=got,
        cause="an entry, a card, a metric or a page changed; or an edit",
        run=_COMMAND,
    )


def _changed(found: bytes, board: Board) -> list[str]:
    """Name what differs between two boards: entries, and their rows by edition."""
    try:
        other = Board.model_validate_json(found)
    except ValidationError:
        return ["a file that is no board of this version"]
    old, new = _parts(other), _parts(board)
    names = sorted(old.keys() | new.keys())
    different = [name for name in names if old.get(name) != new.get(name)]
    return different or ["the same entries with other surroundings"]


def _parts(board: Board) -> dict[str, object]:
    """Return what a board consists of, under names to tell."""
    parts: dict[str, object] = dict(board.entries)
    for name, edition in board.editions.items():
        parts |= {f"{row.entry} on {name}": row for row in edition.rows}
        parts[f"comparisons on {name}"] = (
            edition.pairs,
            edition.resolution,
            edition.random_expectation,
        )
    for composite in board.composites:
        parts[f"all data sets, {composite.family}"] = composite
    return parts


def _folder(catalog: Catalog) -> Path:
    return catalog.shipped.parent / "leaderboard"


def _submissions(catalog: Catalog) -> Path:
    return catalog.shipped.parent / "submissions"


def _readme(catalog: Catalog) -> Path:
    return catalog.shipped.parent / "README.md"
