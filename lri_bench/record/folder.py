# SPDX-License-Identifier: MIT
"""A folder that holds the record's files: the zips, or what was in them."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

from lri_bench.errors import DataError, Problem
from lri_bench.storage.archive import ARCHIVE_FAULTS, read_member, reason

__all__ = ["RecordFile", "RecordFolder"]

LIMIT_BYTES = 8 * 1024**3
"""Most bytes of one file in an archive of the record."""


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
            If it is not there or cannot be read.
        """
        path = self.path
        try:
            for path in self._archives():
                if path.is_file():
                    return self._from_archive(path, name)
            for path in self._unpacked(name):
                if path.is_file():
                    return RecordFile(str(path), path.read_bytes())
        except OSError as error:
            raise DataError(
                Problem(
                    where=f"{path}: {name}",
                    expected="a readable file of the record",
                    got=error.strerror or str(error),
                    cause="you may not read it, or the disk has a fault",
                    run=f"ls -l {path}",
                )
            ) from error
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
        got = "neither" if self.path.exists() else "no such folder"
        raise DataError(self._missing(name, got))

    def _archives(self) -> list[Path]:
        return [self.path, self.path / self.archive]

    def _unpacked(self, name: str) -> list[Path]:
        stem = self.archive.removesuffix(".zip")
        dataset = stem.partition("_")[0]
        tops = (self.path, self.path / stem, self.path / dataset)
        return [*(top / self.inner / name for top in tops), self.path / name]

    def _from_archive(self, path: Path, name: str) -> RecordFile:
        member = f"{self.inner}/{name}"
        with zipfile.ZipFile(path) as archive:
            try:
                info = archive.getinfo(member)
            except KeyError:
                got = f"{path.name} without {member}"
                raise DataError(self._missing(name, got)) from None
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

    def _missing(self, name: str, got: str) -> Problem:
        return Problem(
            where=str(self.path),
            expected=f"{self.archive}, or {self.inner}/{name} unpacked from it",
            got=got,
            cause="another folder was meant, or the record has not been downloaded",
            run="get the archive from https://doi.org/10.5281/zenodo.7265547 and give "
            "its folder: lri-bench build DATASET@EDITION --from FOLDER",
        )
