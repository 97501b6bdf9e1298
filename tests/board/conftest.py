# SPDX-License-Identifier: MIT
"""Projects of a few entries, each with a board of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lri_bench.catalog.editions import Catalog

ROOT = Path(__file__).resolve().parents[2]

Project = Callable[..., Catalog]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which what was scored is kept from test to test."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def project(tmp_path: Path, kept: Path) -> Project:
    """Make a project with some of the committed entries, and without a board."""

    def make(*entries: str) -> Catalog:
        (tmp_path / "datasets").symlink_to(ROOT / "datasets")
        for name in entries:
            folder = tmp_path / "submissions" / name
            shutil.copytree(ROOT / "submissions" / name, folder)
        return Catalog(data=kept, shipped=tmp_path / "datasets")

    return make
