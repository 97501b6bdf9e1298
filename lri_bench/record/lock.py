# SPDX-License-Identifier: MIT
"""What the record's files were when they arrived: ``lock.json`` beside them."""

from __future__ import annotations

import hashlib
import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from lri_bench.errors import DataError, Problem
from lri_bench.storage.atomic import write_text
from lri_bench.storage.reading import unreadable

__all__ = [
    "LOCK_NAME",
    "RECORD_FOLDER",
    "Lock",
    "LockedFile",
    "check_locked",
    "read_lock",
    "write_lock",
]

RECORD_FOLDER = "record"
"""Where downloads are put, below the data folder."""

LOCK_NAME = "lock.json"

_DIGESTS = {"md5": re.compile(r"[0-9a-f]{32}"), "sha256": re.compile(r"[0-9a-f]{64}")}


@dataclass(frozen=True, slots=True)
class LockedFile:
    """One file as it arrived.

    Attributes
    ----------
    size : int
        Bytes.
    md5, sha256 : str
        Hexadecimal digits.
    source : str
        Where it came from.
    fetched : str
        When, in UTC.
    """

    size: int
    md5: str
    sha256: str
    source: str
    fetched: str


@dataclass(frozen=True, slots=True)
class Lock:
    """All files of one folder.

    Attributes
    ----------
    record : str
        DOI of the record they belong to.
    files : mapping of str to LockedFile
        By name.
    """

    record: str = ""
    files: Mapping[str, LockedFile] = field(default_factory=dict)


def read_lock(folder: Path) -> Lock:
    """Return the lock of a folder; an empty one if there is none.

    Parameters
    ----------
    folder : Path
        Holds the files, and ``lock.json`` beside them.

    Raises
    ------
    DataError
        If the lock is damaged.
    """
    path = folder / LOCK_NAME
    try:
        content = json.loads(path.read_bytes())
        files = {name: _locked(facts) for name, facts in content["files"].items()}
        return Lock(str(content["record"]), files)
    except (FileNotFoundError, NotADirectoryError):
        return Lock()
    except OSError as error:
        raise DataError(unreadable(path, "a readable file", error)) from error
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        reason = f"{type(error).__name__}: {error}"[:120]
        raise DataError(_damaged(path, reason)) from error


def write_lock(folder: Path, lock: Lock) -> None:
    """Write the lock of a folder.

    Raises
    ------
    OutputError
        If it cannot be written; the one before still stands then.
    """
    files = {name: asdict(lock.files[name]) for name in sorted(lock.files)}
    content = {"record": lock.record, "files": files}
    write_text(folder / LOCK_NAME, json.dumps(content, indent=1) + "\n")


def check_locked(path: Path) -> str | None:
    """Check a file against the lock beside it, reading it once per process.

    Parameters
    ----------
    path : Path
        A file of the record.

    Returns
    -------
    sha256 : str or None
        Of the file; None if no lock beside it names it.

    Raises
    ------
    DataError
        If its size or SHA-256 is not what the lock says, or the lock is damaged.
    OSError
        If the file cannot be read.
    """
    locked = read_lock(path.parent).files.get(path.name)
    if locked is None:
        return None
    status = path.stat()
    if status.st_size != locked.size:
        expected, got = f"{locked.size:,} bytes", f"{status.st_size:,} bytes"
        raise DataError(_changed(path, locked, expected, got))
    found = _sha256(path, status.st_size, status.st_mtime_ns)
    if found != locked.sha256:
        expected, got = f"sha256 {locked.sha256}", f"sha256 {found}"
        raise DataError(_changed(path, locked, expected, got))
    return found


@lru_cache(maxsize=64)
def _sha256(path: Path, _size: int, _changed_at: int) -> str:
    """Hash a file; what may have changed since is part of the cache's key."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _locked(facts: Mapping[str, Any]) -> LockedFile:
    locked = LockedFile(**facts)
    if type(locked.size) is not int:
        msg = "size is not a whole number"
        raise TypeError(msg)
    for name, digits in _DIGESTS.items():
        if not digits.fullmatch(getattr(locked, name)):
            msg = f"{name} is not one"
            raise ValueError(msg)
    return locked


def _damaged(path: Path, reason: str) -> Problem:
    return Problem(
        where=str(path),
        expected="the lock that lri-bench download writes",
        got=reason,
        cause="the file was edited or damaged",
        run=f"rm {shlex.quote(str(path))}; lri-bench download then checks the files "
        "against the record and locks them again",
    )


def _changed(path: Path, locked: LockedFile, expected: str, got: str) -> Problem:
    return Problem(
        where=str(path),
        expected=expected,
        got=got,
        cause=f"the file was changed after it came from {locked.source}",
        run=_download(path),
    )


def _download(path: Path) -> str:
    """Return the command that fetches one file again."""
    words = ["lri-bench", "download"]
    named = re.fullmatch(r"([a-z0-9]+)_(raw|processed)(?:_(\w+))?\.zip", path.name)
    if named:
        dataset, kind, tesla = named.groups()
        words += [dataset, f"--{kind}", *(["--field", tesla] if tesla else [])]
    if path.parent.name == RECORD_FOLDER:
        words += ["--data", str(path.parent.parent)]
    return shlex.join(words)
