# SPDX-License-Identifier: MIT
"""The committed board: where it stands, and how it is read."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from lri_bench.board.model import FORMAT, Board
from lri_bench.catalog.editions import Catalog
from lri_bench.errors import EntryError, Problem

__all__ = ["BOARD", "board_path", "load_board"]

BOARD = "leaderboard.json"


def board_path(catalog: Catalog) -> Path:
    """Return where the committed board stands, beside the cards of a catalogue."""
    return catalog.shipped.parent / "leaderboard" / BOARD


def load_board(path: Path) -> Board | None:
    """Read a board that was written before; None if there is none.

    Parameters
    ----------
    path : Path
        Of ``leaderboard.json``.

    Raises
    ------
    EntryError
        If the file is damaged, of another format, or was changed by hand.
    """
    try:
        return Board.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"]))
        got = f"{where + ': ' if where else ''}{fault['msg']}"
    except OSError as error:
        got = error.strerror or str(error)
    raise EntryError(
        Problem(
            where=str(path),
            expected=f"the board, as JSON of the format {FORMAT}",
            got=got,
            cause="a board of another version, a merge, or an edit",
            run="lri-bench leaderboard build",
        )
    )
