# SPDX-License-Identifier: MIT
"""A folder that holds the record's files: the zips, or what was in them."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.record.lock import check_locked
from lri_bench.storage.archive import (
    ARCHIVE_FAULTS,
    hostile_members,
    read_member,
    reason,
)
from lri_bench.storage.reading import unreadable

__all__ = ["OpenFolder", "RecordFile", "RecordFolder"]

LIMIT_BYTES = 8 * 1024**3
"""Most bytes of one file in an archive of the record."""

_TOLD = 5


@dataclass(frozen=True)
class RecordFile:
    """One file of the record, whole.

    Attributes
    ----------
    where : str
        Where it was found, for messages.
    data : bytes
        Its content.
    """

    where: str
    data: bytes

    @property
    def sha256(self) -> str:
        """SHA-256 of the content, 64 hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class RecordFolder:
    """Where the files of one archive of the record are looked for.

    Nothing is ever unpacked: members are read by the names that are expected,
    so a name inside an archive cannot lead anywhere.

    Attributes
    ----------
    path : Path
        A folder with the archive or its unpacked files, or the archive itself.
    archive : str
        Name of the archive, such as ``synmol_raw.zip``.
    inner : str
        Folder inside it, such as ``raw``.
    """

    path: Path
    archive: str
    inner: str

    def read(self, name: str) -> RecordFile:
        """Return one file.

        Parameters
        ----------
        name : str
            Below `inner`, such as ``logic8_smiles.csv``.

        Raises
        ------
        DataError
            If it is not there, cannot be read, or was changed since its download.
        """
        with self.opened(name) as folder:
            return folder.read(name)

    @contextmanager
    def opened(self, wanted: str) -> Iterator[OpenFolder]:
        """Keep the archive open, where there is one, to read many of its files.

        Parameters
        ----------
        wanted : str
            What will be read, for messages.

        Yields
        ------
        folder : OpenFolder
            Not to be used afterwards.

        Raises
        ------
        DataError
            If the archive cannot be read, or was changed since its download.
        """
        path = self._archive(wanted)
        if path is None:
            yield OpenFolder(self, None)
            return
        with _faults_told(path, wanted):
            check_locked(path)  # what lri-bench download put there, or nothing known
            archive = zipfile.ZipFile(path)
        with archive:
            raise_if(_hostile(path, archive), DataError)
            yield OpenFolder(self, archive)

    def unpacked(self, name: str) -> list[Path]:
        """Return where a file or folder may lie if the archive was unpacked."""
        stem = self.archive.removesuffix(".zip")
        dataset = stem.partition("_")[0]
        tops = (self.path, self.path / stem, self.path / dataset)
        return [*(top / self.inner / name for top in tops), self.path / name]

    def missing(self, name: str, got: str) -> Problem:
        """Return the problem of a file that is not there."""
        return Problem(
            where=str(self.path),
            expected=f"{self.archive}, or {self.inner}/{name} unpacked from it",
            got=got,
            cause="another folder was meant, or the record has not been downloaded",
            run="lri-bench download, or get the archive from "
            "https://doi.org/10.5281/zenodo.7265547 and give its folder with --from",
        )

    def _archive(self, wanted: str) -> Path | None:
        for path in (self.path, self.path / self.archive):
            with _faults_told(path, wanted):
                if path.is_file():
                    return path
        return None


@dataclass(frozen=True)
class OpenFolder:
    """The files of one archive, which stays open; see `RecordFolder.opened`.

    Attributes
    ----------
    folder : RecordFolder
    archive : ZipFile or None
        None where the files lie unpacked.
    """

    folder: RecordFolder
    archive: zipfile.ZipFile | None

    def names(self, below: str) -> list[str]:
        """Return the names of all files in one folder, as `read` takes them.

        Parameters
        ----------
        below : str
            The folder, such as ``pdb``.

        Returns
        -------
        names : list of str
            In the archive's order; of unpacked files, sorted. None if there is
            no such folder.
        """
        if self.archive is not None:
            inner = f"{self.folder.inner}/"
            listed = self.archive.namelist()
            start = f"{inner}{below}/"
            files = [name for name in listed if name.startswith(start)]
            return [name.removeprefix(inner) for name in files if name[-1] != "/"]
        for top in self.folder.unpacked(below):
            with _faults_told(top, below):
                paths = sorted(path for path in top.rglob("*") if path.is_file())
            if paths:
                return [f"{below}/{path.relative_to(top).as_posix()}" for path in paths]
        return []

    def read(self, name: str) -> RecordFile:
        """Return one file; see `RecordFolder.read`."""
        if self.archive is not None:
            return self._from_archive(self.archive, name)
        for path in self.folder.unpacked(name):
            with _faults_told(path, name):
                if path.is_file():
                    return RecordFile(str(path), path.read_bytes())
        got = "neither" if self.folder.path.exists() else "no such folder"
        raise DataError(self.folder.missing(name, got))

    def _from_archive(self, archive: zipfile.ZipFile, name: str) -> RecordFile:
        path = Path(archive.filename or self.folder.archive)
        member = f"{self.folder.inner}/{name}"
        with _faults_told(path, name):
            try:
                info = archive.getinfo(member)
            except KeyError:
                got = f"{path.name} without {member}"
                raise DataError(self.folder.missing(name, got)) from None
            if info.file_size > LIMIT_BYTES:
                raise DataError(
                    Problem(
                        where=f"{path}: {member}",
                        expected=f"at most {LIMIT_BYTES:,} bytes",
                        got=f"{info.file_size:,} bytes declared",
                        cause="not the record's file; nothing was decompressed",
                    )
                )
            return RecordFile(f"{path}: {member}", read_member(archive, info))


def _hostile(path: Path, archive: zipfile.ZipFile) -> Iterator[Problem]:
    members = list(hostile_members(archive))
    for name, why in members[:_TOLD]:
        yield Problem(
            where=f"{path}: {name}",
            expected="files below the archive's own folder",
            got=why,
            cause="not the record's archive; nothing of it was read",
            run="download it again and compare its checksum",
        )
    if len(members) > _TOLD:
        yield Problem(str(path), "an honest archive", f"{len(members)} such members")


@contextmanager
def _faults_told(path: Path, name: str) -> Iterator[None]:
    """Turn what reading a file of the record raises into a `DataError`."""
    try:
        yield
    except OSError as error:
        expected = "a readable file of the record"
        problem = unreadable(path, expected, error, f"{path}: {name}")
        raise DataError(problem) from error
    except ARCHIVE_FAULTS as error:
        raise DataError(
            Problem(
                where=f"{path}: {name}",
                expected="a complete archive of the record",
                got=reason(error),
                cause="a download that was cut off, or another kind of file",
                run=f"python -m zipfile -t {path}",
            )
        ) from error
