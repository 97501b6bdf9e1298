# SPDX-License-Identifier: MIT
"""The board that tables and figures are made of."""

from __future__ import annotations

from pathlib import Path

from lri_bench.board.model import Board
from lri_bench.board.stored import load_board
from lri_bench.errors import EntryError, Problem

__all__ = ["read_board"]


def read_board(path: Path) -> Board:
    """Read `leaderboard.json`, which has to be there.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    board : Board

    Raises
    ------
    EntryError
        If there is none, if it is damaged, or of another format.
    """
    board = load_board(path)
    if board is None:
        raise EntryError(
            Problem(
                where=str(path),
                expected="the board",
                got="no such file",
                cause="it was not built yet",
                run="lri-bench leaderboard build",
            )
        )
    return board
