# SPDX-License-Identifier: MIT
"""A folder is replaced as a whole, or stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from lri_bench.errors import OutputError
from lri_bench.storage.folder import files_of, replace_folder

OLD = {"a.txt": b"old", "deep/b.txt": b"old"}
NEW = {"a.txt": b"new", "other/c.txt": b"new"}


def test_files_are_replaced_and_stale_ones_removed(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "board"
    for files in (OLD, NEW, {}):
        replace_folder(folder, files)
        assert files_of(folder) == files
    assert [path.name for path in folder.parent.iterdir()] == ["board"]


def test_there_is_nothing_in_no_folder(tmp_path: Path) -> None:
    assert files_of(tmp_path / "none") == {}


@pytest.mark.parametrize("failing", [1, 2])
def test_the_old_folder_stands_if_a_rename_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    folder = tmp_path / "board"
    replace_folder(folder, OLD)
    rename, calls = Path.rename, []

    def fail(self: Path, target: Path) -> Path:
        calls.append(self)
        if len(calls) == failing:
            raise OSError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OutputError, match="Permission denied"):
        replace_folder(folder, NEW)
    assert files_of(folder) == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["board"]


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError):
        replace_folder(tmp_path / "file" / "board", NEW)
