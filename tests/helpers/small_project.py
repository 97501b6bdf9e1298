# SPDX-License-Identifier: MIT
"""A project of a few entries, for commands that go through all of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from strange_entries import noisy, write_entry

ROOT = Path(__file__).resolve().parents[2]

__all__ = ["ENTRIES", "ROOT", "project"]

ENTRIES = ("labels", "noisy")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let commands work on a folder with two small entries, and in it."""
    root = tmp_path / "project"
    labels, other = (root / "submissions" / name for name in ENTRIES)
    write_entry(labels, noisy(noise=0, seeds=1), method="labels", track="reference")
    write_entry(
        other, noisy(seed=1, seeds=1), method="noisy", authors=["Somebody Else"]
    )
    (root / "datasets").symlink_to(ROOT / "datasets")
    (root / "leaderboard").symlink_to(ROOT / "leaderboard")
    monkeypatch.setattr("lri_bench.catalog.editions.project_folder", lambda: root)
    monkeypatch.chdir(root)
    return root
