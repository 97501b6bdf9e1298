# SPDX-License-Identifier: MIT
"""`lri-bench leaderboard build` and `check`, as they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_project import ENTRIES, ROOT, project
from typed import Run

__all__ = ["project"]


@pytest.fixture
def readme(project: Path) -> Path:
    path = project / "README.md"
    path.write_text("<!-- board:begin -->\n<!-- board:end -->\n", "utf-8")
    return path


@pytest.mark.slow
def test_a_built_board_passes_its_check(project: Path, run: Run, readme: Path) -> None:
    before = (ROOT / "leaderboard/leaderboard.json").read_bytes()
    built = run("leaderboard", "build", "--jobs", 1)
    assert built.code == 0
    # Long paths are wrapped.
    told = f"wrote {project / 'leaderboard'} wrote {readme}"
    assert "".join(built.out.split()) == "".join(told.split())
    checked = run("leaderboard", "check", "--jobs", 1)
    assert (checked.code, checked.err) == (0, "")
    assert checked.out == f"leaderboard/ is what its {len(ENTRIES)} entries give\n"
    # The folder was a link; what it pointed to is left alone.
    assert not (project / "leaderboard").is_symlink()
    assert (ROOT / "leaderboard/leaderboard.json").read_bytes() == before


def test_a_file_changed_by_hand_fails_the_check(project: Path, run: Run) -> None:
    assert run("leaderboard", "build").code == 0
    path = project / "leaderboard/leaderboard.json"
    text = path.read_text("utf-8")
    path.write_text(text.replace('"saw_truth": false', '"saw_truth": true'), "utf-8")
    checked = run("leaderboard", "check")
    assert checked.code == 2
    assert "other numbers or words: labels, noisy\n" in checked.err
    assert "lri-bench leaderboard build" in checked.err


def test_all_that_is_wrong_is_told_at_once_and_nothing_written(
    project: Path, run: Run
) -> None:
    assert run("leaderboard", "build").code == 0
    before = (project / "leaderboard/leaderboard.json").read_bytes()
    submissions = project / "submissions"
    (submissions / "noisy/submission.npz").unlink()
    entry = submissions / "labels/entry.yaml"
    entry.write_text(entry.read_text("utf-8") + "score: 1\nepochs: many\n", "utf-8")
    (submissions / "Upper").mkdir()
    built = run("leaderboard", "build")
    assert built.code == 2
    assert built.out == ""
    for named in ("noisy/submission.npz", "score", "epochs", "Upper"):
        assert named in built.err
    assert "Traceback" not in built.err
    assert (project / "leaderboard/leaderboard.json").read_bytes() == before
