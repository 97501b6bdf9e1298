# SPDX-License-Identifier: MIT
"""The site of the committed board."""

from __future__ import annotations

from pathlib import Path

import pytest

from lri_bench.board.model import Board
from lri_bench.catalog.editions import Catalog, project_folder
from lri_bench.site import site_files

LEADERBOARD = project_folder() / "leaderboard" / "leaderboard.json"


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Cards and editions of the project, without anything that was built."""
    data = tmp_path_factory.mktemp("data")
    return Catalog(data=data, shipped=project_folder() / "datasets")


@pytest.fixture(scope="session")
def board() -> Board:
    """The committed board."""
    return Board.model_validate_json(LEADERBOARD.read_bytes())


@pytest.fixture(scope="session")
def site(board: Board, shipped: Catalog) -> dict[str, bytes]:
    """All files of its site."""
    return site_files(board, shipped)


@pytest.fixture(scope="session")
def folder(site: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site on disk."""
    root = tmp_path_factory.mktemp("site")
    for name, content in site.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root
