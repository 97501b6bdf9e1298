# SPDX-License-Identifier: MIT
"""A folder of generated files that is replaced as a whole."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from lri_bench.storage.atomic import make_folder, output_error

__all__ = ["files_of", "replace_folder"]


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Let a folder hold these files and no others.

    They are written beside it first. Then two renames put them in its place: whoever
    looks sees the old folder or the new one, and if the second rename fails the old one
    is put back.

    Parameters
    ----------
    folder : Path
        What stands there is removed at the end.
    files : mapping of str to bytes
        By path in the folder, with ``/``.

    Raises
    ------
    OutputError
        If the files cannot be written; then the old ones stand.
    """
    make_folder(folder.parent)
    try:
        room = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    except OSError as error:
        raise output_error(folder, error) from error
    try:
        new, old = room / "new", room / "old"
        new.mkdir()
        for name, content in files.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        _exchange(folder, new, old)
    except OSError as error:
        raise output_error(folder, error) from error
    finally:
        shutil.rmtree(room, ignore_errors=True)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the content of all files below a folder; nothing if there is none.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    files : dict of str to bytes
        By path in the folder, with ``/``.

    Raises
    ------
    OutputError
        If one cannot be read.
    """
    try:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
    except OSError as error:
        raise output_error(folder, error) from error


def _exchange(folder: Path, new: Path, old: Path) -> None:
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except BaseException:
        if old.exists():
            old.rename(folder)
        raise
