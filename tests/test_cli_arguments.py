# SPDX-License-Identifier: MIT
"""Names and files that a command cannot use: refused, and told what to do."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from limits import files_of_at_most
from submission_files import EDITION, Arrays, write
from typed import Run, assert_refused

NOBODY = 65534

# Bad input: names


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("describe", "synmol@rav"), ("did you mean raw?", "lri-bench datasets")),
        (("describe", "symnol@raw"), ("did you mean synmol?",)),
        (("describe", "synmol"), ("DATASET@EDITION",)),
        (("build", "tau3mu@raw"), ("lri-bench download tau3mu --raw",)),
        (("build", "actstrack@raw-5T"), ("raw-6T",)),
        (("build", "synmol@raw", "--sampler", "legacy"), ("no effect",)),
        (("build", "synmol@raw"), ("--from",)),
        (("build", "synmol@raw", "--from", "/nowhere"), ("synmol_raw.zip",)),
        (("explain", EDITION, "--method", "labls", "--output", "x"), ("labels?",)),
        (("evaluate", "/nowhere.npz"), ("no such file",)),
        (("evaluate", "-"), ("--json -",)),
    ],
)
def test_wrong_names_are_answered_with_right_ones(
    run: Run, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert_refused(run(*arguments), *words)


def test_an_edition_without_truth_here_says_how_to_get_it(
    run: Run, good: Arrays, tmp_path: Path
) -> None:
    other = {k.replace(EDITION, "synmol@zenodo"): v for k, v in good.items()}
    answer = run("evaluate", write(tmp_path / "other.npz", other))
    assert_refused(answer, "lri-bench build synmol@zenodo")


# Bad input: files


def test_files_that_are_no_submissions(run: Run, good: Arrays, tmp_path: Path) -> None:
    text = tmp_path / "text.npz"
    text.write_text("importance\n0.5\n")
    assert_refused(run("evaluate", text), "zip archive", "renamed")
    assert_refused(run("evaluate", tmp_path), "folder")
    whole = write(tmp_path / "whole.npz", good).read_bytes()
    for length in (0, 3, 100, len(whole) // 2, len(whole) - 1):
        cut = tmp_path / "cut.npz"
        cut.write_bytes(whole[:length])
        assert_refused(run("validate", cut), "cut.npz")


@pytest.mark.slow
def test_a_zip_bomb_is_refused_before_it_is_opened(run: Run, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.npz"
    block = bytes(16 * 1024**2)
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("format.npy", "w", force_zip64=True) as member,
    ):
        for _ in range(72):
            member.write(block)
    assert bomb.stat().st_size < 8 * 1024**2
    assert_refused(
        run("validate", bomb), "1.12 GiB declared", "nothing was decompressed"
    )


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything: give that up for a while."""
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.geteuid() != 0, reason="changes to another user, as root")
def test_no_permission_to_read_or_write(run: Run, good: Arrays, tmp_path: Path) -> None:
    file = write(tmp_path / "mine.npz", good)
    assert run("evaluate", file).code == 0  # everything is imported now
    kept = tmp_path / "kept.npz"
    explain = ("explain", EDITION, "--method", "labels", "--output")
    assert run(*explain, kept).code == 0
    before = kept.read_bytes()
    for path in (tmp_path, *tmp_path.parents):
        if path.name.startswith("pytest-"):
            path.chmod(0o755)
    file.chmod(0o000)
    with as_nobody():
        unreadable = run("evaluate", file)
        unwritable = run(*explain, kept)
    assert_refused(unreadable, "Permission denied")
    assert_refused(unwritable, "Permission denied", "ls -ld")
    assert kept.read_bytes() == before


def test_a_full_disk_leaves_the_old_file(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "kept.npz"
    kept.write_bytes(b"old")

    with files_of_at_most(1000):
        answer = run("explain", EDITION, "--method", "random", "--output", kept)
    assert_refused(answer, "limit")
    assert kept.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["kept.npz"]
