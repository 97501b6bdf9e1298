# SPDX-License-Identifier: MIT
"""A file with a secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from hiding import SECRET


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def seed_file(tmp_path: Path) -> Path:
    """Return a file with a secret."""
    path = tmp_path / "seed.txt"
    path.write_bytes(SECRET)
    return path
