# SPDX-License-Identifier: MIT
"""The command line in this process, and a file with a secret."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hiding import SECRET, Answer, Run

from lri_bench.cli import main


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Run:
    """Call the command line in this process, with a data folder of its own."""
    monkeypatch.setenv("LRI_BENCH_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def answer(*arguments: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["lri-bench", *map(str, arguments)])
        capfd.readouterr()
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        return Answer(code, *capfd.readouterr())

    return answer


@pytest.fixture
def seed_file(tmp_path: Path) -> Path:
    """Return a file with a secret."""
    path = tmp_path / "seed.txt"
    path.write_bytes(SECRET)
    return path
