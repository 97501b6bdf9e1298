# SPDX-License-Identifier: MIT
"""The folder that downloads end in: one process at a time, whole files alone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

import filelock

from lri_bench.errors import DataError, OutputError, Problem
from lri_bench.record.download.choice import Choice
from lri_bench.record.download.listing import RECORD_DOI, Listed, listing_of
from lri_bench.record.download.source import Source, part_of
from lri_bench.record.download.verify import Found, found_in, mismatch
from lri_bench.record.lock import (
    Lock,
    LockedFile,
    check_locked,
    read_lock,
    write_lock,
)
from lri_bench.storage.atomic import make_folder, output_error

__all__ = ["State", "Store"]


class State(Enum):
    """What is there of a file that is wanted."""

    HERE = "already here"
    ADOPTED = "already here, now locked"
    OTHER = "changed, or never the record's; it is replaced"
    ABSENT = "absent"


@dataclass(frozen=True)
class Store:
    """A folder with files of the record and the lock of them.

    Attributes
    ----------
    folder : Path
    """

    folder: Path

    @property
    def staging(self) -> Path:
        """Folder below, where nobody looks for whole files."""
        return self.folder / ".staging"

    @contextmanager
    def held(self, say: Callable[[str], None]) -> Iterator[None]:
        """Keep other processes out; the system lets go when a process dies.

        Parameters
        ----------
        say : callable
            Is told if another process is in.

        Raises
        ------
        OutputError
            If the folder cannot be written to.
        """
        make_folder(self.staging)
        lock = filelock.FileLock(self.folder / ".download.lock")
        try:
            try:
                lock.acquire(blocking=False)
            except filelock.Timeout:
                say(f"another download into {self.folder} is running; waiting for it")
                lock.acquire()
            self._tidy()
        except OSError as error:
            lock.release()
            raise output_error(self.folder, error) from error
        try:
            yield
        finally:
            with suppress(OSError):
                self.staging.rmdir()  # what a next run can go on with stays
            lock.release()

    def has(self, choice: Choice) -> list[Listed]:
        """Return the files that are meant, if all are here as they were locked.

        Raises
        ------
        DataError
            If the lock is damaged.
        """
        lock = read_lock(self.folder)
        if choice.depends_on_record:
            return []
        try:
            files = choice.among(listing_of(str(self.folder), lock))
        except DataError:
            return []
        return files if all(self._is_as_locked(file) for file in files) else []

    def state(self, file: Listed) -> State:
        """Return what is there of a file, locking it if it is the record's.

        Raises
        ------
        OutputError
            If the folder is not as it must be.
        """
        path = self.folder / file.name
        if not path.exists():
            return State.ABSENT
        locked = read_lock(self.folder).files.get(file.name)
        if locked and self._is_as_locked(file) and file.md5 in {None, locked.md5}:
            return State.HERE
        try:
            found = found_in(path)
        except OSError as error:
            raise output_error(path, error) from error
        if not found.is_what(file):
            return State.OTHER
        self._lock(file.name, found, f"found in {self.folder}")
        return State.ADOPTED

    def part_size(self, file: Listed) -> int:
        """Return how much of a file an earlier attempt left."""
        part = part_of(self.staging, file)
        return part.stat().st_size if part.exists() else 0

    def require_space(self, size: int) -> None:
        """Check that the disk has room.

        Raises
        ------
        OutputError
            If it has not.
        """
        free = shutil.disk_usage(self.folder).free
        if free < size:
            raise OutputError(
                Problem(
                    where=str(self.folder),
                    expected=f"{size:,} bytes of free disk space",
                    got=f"{free:,} bytes",
                    cause="the disk is full, or nearly; nothing was fetched",
                    run="choose another folder: --data FOLDER or LRI_BENCH_DATA",
                )
            )

    def place(self, file: Listed, arrived: Path, source: Source) -> None:
        """Check a file that arrived, put it to its place and lock it.

        Raises
        ------
        TryAgainError
            If it is not what the record lists; it is gone then.
        OutputError
            If the disk does not take it.
        """
        try:
            with arrived.open("rb") as opened:
                os.fsync(opened.fileno())
            found = found_in(arrived)
            if file.md5 and not found.is_what(file):
                arrived.unlink()
                got = f"{found.size:,} bytes, md5 {found.md5}"
                raise mismatch(source, file, got)
            arrived.replace(self.folder / file.name)
            _fsync_folder(self.folder)
        except OSError as error:
            raise output_error(self.folder / file.name, error) from error
        self._lock(file.name, found, source.name)

    def _is_as_locked(self, file: Listed) -> bool:
        try:
            return check_locked(self.folder / file.name) is not None
        except (DataError, OSError):
            return False

    def _lock(self, name: str, found: Found, source: str) -> None:
        files = dict(read_lock(self.folder).files)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        files[name] = LockedFile(found.size, found.md5, found.sha256, source, now)
        write_lock(self.folder, Lock(RECORD_DOI, files))

    def _tidy(self) -> None:
        """Remove what processes left that died, but for parts to go on with."""
        make_folder(self.staging)  # the process before may have taken it away
        for path in self.staging.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.suffix != ".part":
                path.unlink()


def _fsync_folder(folder: Path) -> None:
    """Make renames in a folder last."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
