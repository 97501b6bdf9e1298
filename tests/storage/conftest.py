# SPDX-License-Identifier: MIT
"""A place for an archive."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "submission.npz"
