# SPDX-License-Identifier: MIT
"""A mirror that is a folder: files brought by hand to where no network is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lri_bench.errors import DataError, LriBenchError, Problem
from lri_bench.record.download.attempts import Policy
from lri_bench.record.download.choice import parse_name
from lri_bench.record.download.listing import (
    Listed,
    Listing,
    listing_of,
    read_listing,
)
from lri_bench.record.download.source import At
from lri_bench.record.download.web import LIST_LIMIT, RECORD_JSON
from lri_bench.record.download.with_pooch import retrieve
from lri_bench.record.lock import read_lock

__all__ = ["FolderMirror"]

_BLOCK = 1 << 20
_ONCE = Policy(retries=0)  # a folder does not change its mind


@dataclass(frozen=True)
class FolderMirror:
    """A folder with the record's files.

    Attributes
    ----------
    folder : Path
    """

    folder: Path
    policy: Policy = _ONCE
    error: type[LriBenchError] = DataError

    @property
    def name(self) -> str:
        """Its path."""
        return str(self.folder)

    def listing(self) -> Listing:
        """Return the list in it, or where there is none, what is there.

        The list is ``record.json``, or the lock of another data folder.
        """
        path = self.folder / RECORD_JSON
        try:
            if path.is_file():
                with path.open("rb") as file:
                    data = file.read(LIST_LIMIT)
                return read_listing(str(path), data, DataError)
            lock = read_lock(self.folder)
            if lock.files:
                return listing_of(self.name, lock)
            there = {child.name: child for child in self.folder.iterdir()}
            found = {
                name: Listed(name, there[name].stat().st_size, None)
                for name in sorted(filter(parse_name, there))
            }
        except OSError as error:
            raise DataError(self._unreadable(self.folder, error)) from error
        return Listing(self.name, found)

    def fetch(self, file: Listed, staging: Path, at: At) -> Path:
        """Copy one file."""

        def fetch(_url: str, output: Path) -> None:
            # pooch made this file for its owner alone; the copy is for all whom
            # the umask lets in.
            output.unlink()
            self._copy(file, output, at)

        return retrieve(self, file, staging, fetch)

    def _copy(self, file: Listed, output: Path, at: At) -> None:
        source, size = self.folder / file.name, 0
        try:
            opened = source.open("rb")
        except OSError as error:
            raise DataError(self._unreadable(source, error)) from error
        with opened, output.open("xb") as copy:
            while block := opened.read(_BLOCK):
                copy.write(block)
                size += len(block)
                at(size)

    def _unreadable(self, path: Path, error: OSError) -> Problem:
        return Problem(
            where=str(path),
            expected="a readable file or folder of a mirror",
            got=error.strerror or str(error),
            cause="another folder was meant, or it lacks what its record.json lists",
            run=f"ls -l {self.folder}",
        )
