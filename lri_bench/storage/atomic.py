# SPDX-License-Identifier: MIT
"""Write beside, then rename: a file is either the old one or the new one."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lri_bench.errors import OutputError, Problem

__all__ = ["atomic_writer", "make_folder", "output_error", "write_text"]

_CAUSES = {
    errno.ENOSPC: ("the disk is full", "df -h {folder}"),
    errno.EDQUOT: ("your disk quota is used up", "quota"),
    errno.EFBIG: ("a limit on file sizes is in force", "ulimit -f"),
    errno.EACCES: ("you may not write there", "ls -ld {folder}"),
    errno.EPERM: ("you may not write there", "ls -ld {folder}"),
    errno.EROFS: ("the file system is read-only", "df -h {folder}"),
    errno.ENOENT: ("the folder does not exist", "mkdir -p {folder}"),
    errno.ENOTDIR: ("a part of the path is a file", "ls -ld {folder}"),
    errno.EISDIR: ("a folder of that name exists", "ls -ld {path}"),
}

_MAX_PREFIX = 40  # a name that is long already must not grow beyond what is allowed


@contextmanager
def atomic_writer(path: Path | str) -> Iterator[IO[bytes]]:
    """Open a temporary file beside `path` and rename it to `path` at the end.

    Parameters
    ----------
    path : Path or str
        The file to write; what stood there stays until the new one is complete.

    Yields
    ------
    file : binary file
        Open for writing; if the block raises, nothing is left of it.

    Raises
    ------
    OutputError
        If the file cannot be written (full disk, no permission, no folder).
    """
    target = Path(path)
    try:
        # Behind a link stands the file that is meant; it is not the link that
        # is replaced.
        final = target.resolve()
        if final.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if final.exists() and not final.is_file():
            raise OutputError(_not_a_file(target))
        descriptor, name = tempfile.mkstemp(
            dir=final.parent, prefix=f".{final.name[:_MAX_PREFIX]}.", suffix=".part"
        )
    except OSError as error:
        raise output_error(target, error) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_permissions(final))  # mkstemp makes private files
        Path(name).replace(final)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise output_error(target, error) from error
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_text(path: Path | str, text: str) -> None:
    """Write `text` as UTF-8 with line feeds, whole or not at all.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    with atomic_writer(path) as file:
        file.write(text.encode("utf-8"))


def make_folder(folder: Path) -> None:
    """Make a folder and those above it.

    Raises
    ------
    OutputError
        If that is not possible.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            Problem(
                where=str(folder),
                expected="a folder to write to",
                got=error.strerror or str(error),
                cause="no permission, or a file of that name",
                run="choose another folder: --data FOLDER or LRI_BENCH_DATA",
            )
        ) from error


def _permissions(target: Path) -> int:
    """Return the mode of the file that is replaced, or what the umask allows."""
    if target.exists():
        return target.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def _not_a_file(target: Path) -> Problem:
    return Problem(
        where=str(target),
        expected="a file, or nothing yet",
        got="a device or a pipe",
        cause="it would be replaced, not written to",
        run=f"ls -l {target}",
    )


def output_error(target: Path, error: OSError) -> OutputError:
    """Return the error to raise where writing `target` ended in an `OSError`."""
    cause, run = _CAUSES.get(error.errno or 0, ("", ""))
    return OutputError(
        Problem(
            where=str(target),
            expected="to be able to write this file",
            got=error.strerror or str(error),
            cause=cause,
            run=run.format(folder=target.parent, path=target),
        )
    )
