# SPDX-License-Identifier: MIT
"""Commands of a project whose board is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from paper_boards import two_editions, write

from lri_bench.board.model import Board


@pytest.fixture
def board() -> Board:
    return two_editions()


@pytest.fixture
def project(tmp_path: Path, board: Board, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of a project that has this board, and of which commands speak."""
    write(board, tmp_path)
    monkeypatch.setattr(
        "lri_bench.catalog.editions.project_folder", lambda: tmp_path, raising=True
    )
    return tmp_path
