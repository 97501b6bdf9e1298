# SPDX-License-Identifier: MIT
"""A file that was changed after its download is noticed, and so is a damaged lock."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lri_bench.errors import DataError
from lri_bench.record.folder import RecordFolder
from lri_bench.record.lock import Lock, LockedFile, check_locked, read_lock, write_lock

NAME = "actstrack_raw_4T.zip"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive as lri-bench download leaves it."""
    folder = tmp_path / "data" / "record"
    folder.mkdir(parents=True)
    path = folder / NAME
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("raw/table.csv", "a,b\n1,2\n")
    write_lock(folder, Lock("10.5281/zenodo.7265547", {NAME: locked(path)}))
    return path


def locked(path: Path) -> LockedFile:
    data = path.read_bytes()
    md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
    sha256 = hashlib.sha256(data).hexdigest()
    return LockedFile(len(data), md5, sha256, "https://host", "2026-01-01T00:00:00Z")


def read(path: Path) -> bytes:
    return RecordFolder(path, NAME, "raw").read("table.csv").data


def test_a_lock_is_what_was_written(archive: Path) -> None:
    lock = read_lock(archive.parent)
    assert lock == Lock("10.5281/zenodo.7265547", {NAME: locked(archive)})
    assert check_locked(archive) == lock.files[NAME].sha256


def test_without_a_lock_nothing_is_known(archive: Path) -> None:
    other = archive.with_name("other.zip")
    archive.rename(other)
    assert check_locked(other) is None
    (archive.parent / "lock.json").unlink()
    assert check_locked(other) is None
    assert read_lock(archive.parent) == Lock()


@pytest.mark.parametrize("longer", [True, False])
def test_a_changed_archive_is_not_read(archive: Path, *, longer: bool) -> None:
    assert read(archive) == read(archive.parent) == b"a,b\n1,2\n"
    data = archive.read_bytes()
    archive.write_bytes(data + b"x" if longer else data.replace(b"1,2", b"1,3"))
    with pytest.raises(DataError) as caught:
        read(archive.parent)
    (problem,) = caught.value.problems
    assert problem.where == str(archive)
    assert problem.expected.startswith(f"{len(data)} bytes" if longer else "sha256 ")
    assert problem.cause == "the file was changed after it came from https://host"
    assert problem.run == (
        f"lri-bench download actstrack --raw --field 4T --data {archive.parent.parent}"
    )


def test_an_archive_is_hashed_once_until_it_changes(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = []
    digest = hashlib.file_digest

    def counted(file: Any, name: str) -> Any:
        hashed.append(name)
        return digest(file, name)

    monkeypatch.setattr(hashlib, "file_digest", counted)
    for _ in range(3):
        read(archive)
    assert len(hashed) == 1
    os.utime(archive, (1, 1))
    read(archive)
    assert len(hashed) == 2


GOOD = {NAME: {"size": 1, "md5": "0" * 32, "sha256": "0" * 64}}
MORE = {"source": "https://host", "fetched": "then"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "\xff",
        "null",
        "[]",
        "{}",
        '{"record": "x", "files": []}',
        '{"record": "x", "files": {"a.zip": null}}',
        json.dumps({"record": "x", "files": GOOD}),
        json.dumps({"files": {NAME: GOOD[NAME] | MORE}}),
        *(
            json.dumps({"record": "x", "files": {NAME: GOOD[NAME] | MORE | change}})
            for change in (
                {"size": "1"},
                {"size": True},
                {"md5": "0"},
                {"sha256": None},
                {"sha256": "0" * 63 + "\n"},
                {"further": 1},
            )
        ),
        "[" * 100_000,
    ],
)
def test_a_damaged_lock_is_told(archive: Path, text: str) -> None:
    path = archive.parent / "lock.json"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(DataError, match="edited or damaged") as caught:
        read(archive)
    (problem,) = caught.value.problems
    assert problem.where == str(path)
    assert problem.run.startswith(f"rm {path}; lri-bench download")


def test_a_lock_that_cannot_be_read(archive: Path) -> None:
    path = archive.parent / "lock.json"
    path.unlink()
    path.mkdir()
    with pytest.raises(DataError, match="Is a directory"):
        read(archive)


def test_the_command_names_the_file_and_nothing_else(archive: Path) -> None:
    other = archive.with_name("notes; rm -r x.zip")
    archive.rename(other)
    wrong = replace(locked(other), size=1)
    write_lock(archive.parent, Lock("x", {other.name: wrong}))
    with pytest.raises(DataError) as caught:
        check_locked(other)
    data = archive.parent.parent
    assert caught.value.problems[0].run == f"lri-bench download --data {data}"
