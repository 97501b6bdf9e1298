# SPDX-License-Identifier: MIT
"""CONTRIBUTING.md, followed word for word in a fresh copy."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
FIRST_ENTRY = TEXT.partition("## Your first entry")[2].partition("\n## ")[0]

SET_UP = (
    "python3 -m venv .venv\n"
    ".venv/bin/python -m pip install -q -c constraints.txt -e .\n"
)
"""What the tests do not do again: they run in an environment that was made so."""


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", FIRST_ENTRY, flags=re.DOTALL)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A copy of what git would clone, with an environment in which it is installed."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    if listed.returncode:
        pytest.skip("needs a git checkout")
    folder = tmp_path / "clone"
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, words in (("python", ""), ("lri-bench", "-m lri_bench")):
        (programs / name).write_text(f'#!/bin/sh\nexec {sys.executable} {words} "$@"\n')
        (programs / name).chmod(0o755)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "x")
    return folder


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *words],  # noqa: S607
        cwd=folder,
        env=environment(folder),
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def environment(folder: Path) -> dict[str, str]:
    names = {f"GIT_{who}_{what}": "me@x.example" for who in ("AUTHOR", "COMMITTER")
             for what in ("NAME", "EMAIL")}  # fmt: skip
    path = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder)}
    return names | path | {"LRI_BENCH_DATA": str(folder.parent / "data")}


def test_the_first_step_is_the_set_up_that_is_not_repeated_here() -> None:
    assert blocks("sh")[0] == SET_UP


@pytest.mark.slow
def test_a_first_entry_made_word_for_word(clone: Path) -> None:
    (program,) = blocks("python")
    name = program.splitlines()[0].removeprefix("# ")
    assert name in FIRST_ENTRY
    (clone / name).write_text(program, "utf-8")
    told = []
    for commands in blocks("sh")[1:]:
        done = subprocess.run(
            ["bash", "-eu", "-c", commands],  # noqa: S607
            cwd=clone,
            env=environment(clone),
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 0, (commands, done.stdout, done.stderr)
        told.append(done.stdout)
    _, checked, submitted, reviewed, committed, built = told
    assert "valid lonely-atoms.npz" in checked
    assert "On the board of synmol@mini it would be row" in checked
    assert "wrote submissions/lonely-atoms/entry.yaml" in submitted
    assert "order_key" not in submitted
    assert "## `lonely-atoms`" in reviewed
    assert "problem" not in reviewed
    assert "2 files changed" in committed
    assert "leaderboard" in built
    left = git(clone, "status", "--porcelain").split()
    assert left == ["??", "lonely-atoms.npz", "??", "lonely_atoms.py"]


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", TEXT):
        assert (ROOT / target).exists(), target
