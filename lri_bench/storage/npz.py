# SPDX-License-Identifier: MIT
"""Read and write ``.npz`` files that strangers may have made.

Nothing is decompressed before the sizes that the archive declares have been
checked, and no array of Python objects is ever read or written.
"""

from __future__ import annotations

import errno
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lri_bench.errors import DataError, LriBenchError, Problem, raise_if
from lri_bench.storage.archive import ARCHIVE_FAULTS, is_packed_plainly, reason
from lri_bench.storage.atomic import atomic_writer
from lri_bench.storage.npy import PLAIN_KINDS, Array, read_array
from lri_bench.storage.reading import unreadable

__all__ = ["DEFAULT_LIMIT_BYTES", "read_npz", "read_stamped", "write_npz"]

DEFAULT_LIMIT_BYTES = 2 * 1024**3
"""Most bytes that all arrays of one file may take once decompressed."""

_MAX_MEMBERS = 4096
_GIB = 1024**3
_MADE_ON_UNIX = 3
_MAX_FORMAT = 120


def write_npz(path: Path | str, arrays: Mapping[str, npt.ArrayLike]) -> None:
    """Write a compressed ``.npz`` whose bytes depend on the arrays alone.

    Time, system and the arrays' layout in memory do not count; another version
    of zlib may compress otherwise.

    Parameters
    ----------
    path : Path or str
        Written whole or not at all.
    arrays : mapping of str to array
        Plain numbers or text; the order of the keys is kept.

    Raises
    ------
    OutputError
        If the file cannot be written.
    TypeError
        If an array holds Python objects (a mistake of the caller).
    """
    plain = {key: np.asarray(value, order="C") for key, value in arrays.items()}
    for key, value in plain.items():
        if value.dtype.kind not in PLAIN_KINDS:
            msg = f"{key!r} has dtype {value.dtype}, which would be pickled"
            raise TypeError(msg)
    with atomic_writer(path) as file:
        archive = zipfile.ZipFile(file, "w")
        try:
            for key, value in plain.items():
                _write_member(archive, f"{key}.npy", value)
            archive.close()
        except BaseException:
            # Nothing of it is kept, and closing it would complain of an open member
            # and hide what happened.
            archive.fp = None
            raise


def _write_member(archive: zipfile.ZipFile, name: str, value: Array) -> None:
    info = zipfile.ZipInfo(name)  # made by hand it has the fixed date 1980-01-01
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = _MADE_ON_UNIX  # also where it is not
    with archive.open(info, "w", force_zip64=True) as member:
        np.lib.format.write_array(member, value, allow_pickle=False)


def read_npz(
    path: Path | str,
    *,
    limit_bytes: int = DEFAULT_LIMIT_BYTES,
    error: type[LriBenchError] = DataError,
) -> dict[str, Array]:
    """Read every array of an ``.npz`` without trusting a byte of it.

    Parameters
    ----------
    path : Path or str
        The file.
    limit_bytes : int
        Refuse files whose arrays would take more than this, before reading them.
    error : type of LriBenchError
        What to raise.

    Returns
    -------
    arrays : dict of str to ndarray
        Plain arrays by key.

    Raises
    ------
    LriBenchError
        Of type `error`, with every problem of the file.
    """
    path = Path(path)
    try:
        with zipfile.ZipFile(_checked_path(path, error)) as archive:
            refused = {
                member: list(_member_problems(path, member))
                for member in archive.infolist()
            }
            problems = [item for found in refused.values() for item in found]
            problems += _repeated(path, archive)
            size_problems = list(_size_problems(path, archive, limit_bytes))
            if size_problems:
                raise error([*size_problems, *problems])
            read = {
                member.filename.removesuffix(".npy"): _read_one(path, archive, member)
                for member, found in refused.items()
                if not found
            }
    except ARCHIVE_FAULTS as cause:
        raise error(_not_a_zip(path, cause)) from cause
    except OSError as cause:
        if cause.errno == errno.EINVAL:  # a place before the start of the file
            raise error(_not_a_zip(path, cause)) from cause
        raise error(unreadable(path, "a readable .npz file", cause)) from cause
    problems += [value for value in read.values() if isinstance(value, Problem)]
    raise_if(problems, error)
    return {k: value for k, value in read.items() if not isinstance(value, Problem)}


def read_stamped(
    path: Path | str, expected_format: str
) -> tuple[dict[str, Array], dict[str, Any]]:
    """Read one of the project's own files, which name their format.

    Parameters
    ----------
    path : Path or str
        The file.
    expected_format : str
        What its key ``format`` must say.

    Returns
    -------
    arrays : dict of str to ndarray
        All but ``format`` and ``meta``.
    meta : dict
        The JSON values of ``meta``.

    Raises
    ------
    DataError
        If the file is damaged or of another format.
    """
    arrays = read_npz(path)
    found = str(arrays.pop("format", np.array("none")))[:_MAX_FORMAT]
    meta = _parsed(arrays.pop("meta", None))
    if found != expected_format or meta is None:
        without = " without readable meta" if meta is None else ""
        raise DataError(
            Problem(
                where=str(path),
                expected=f"format {expected_format}",
                got=f"format {found}{without}",
                cause="another kind of file, or one of another version",
                run="lri-bench build DATASET@EDITION",
            )
        )
    return arrays, meta


def _parsed(meta: Array | None) -> dict[str, Any] | None:
    """Return the JSON object of `meta`, or None if it is none."""
    try:
        value = json.loads(str(meta))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _checked_path(path: Path, error: type[LriBenchError]) -> Path:
    if path.is_file():
        return path
    if path.is_dir():
        got, cause, run = "a folder", "the file inside it was meant", f"ls {path}"
    elif path.exists():
        got, run = "a device or a pipe", f"ls -l {path}"
        cause = "an archive is read from its end, which these do not have"
    else:
        got, run = "no such file", f"ls {path.parent}"
        cause = "a wrong name, or it has not been written yet"
    raise error(Problem(str(path), "an .npz file", got, cause, run))


def _size_problems(
    path: Path, archive: zipfile.ZipFile, limit_bytes: int
) -> Iterator[Problem]:
    """Check what the archive declares of itself; nothing is decompressed."""
    members = archive.infolist()
    if len(members) > _MAX_MEMBERS:
        yield Problem(
            where=str(path),
            expected=f"at most {_MAX_MEMBERS:,} arrays",
            got=f"{len(members):,}",
            cause="not a file that lri-bench or numpy.savez wrote",
        )
    total = sum(member.file_size for member in members)
    if total > limit_bytes:
        yield Problem(
            where=str(path),
            expected=f"at most {limit_bytes / _GIB:.3g} GiB once decompressed",
            got=f"{total / _GIB:,.3g} GiB declared "
            f"({path.stat().st_size:,} bytes on disk)",
            cause="far more arrays or points than any edition has; "
            "nothing was decompressed",
        )


def _repeated(path: Path, archive: zipfile.ZipFile) -> Iterator[Problem]:
    times = Counter(member.filename for member in archive.infolist())
    for name, number in times.items():
        if number > 1:
            yield Problem(
                where=f"{path}: {name}",
                expected="each array once",
                got=f"{number} arrays of that name",
                cause="arrays were appended to an existing file",
            )


def _member_problems(path: Path, member: zipfile.ZipInfo) -> Iterator[Problem]:
    where = f"{path}: {member.filename}"
    if not member.filename.endswith(".npy"):
        yield Problem(
            where=where,
            expected="arrays (.npy) alone",
            got="another kind of file",
            cause="a zip of something else was renamed to .npz",
            run="numpy.savez_compressed(path, **arrays) writes the right kind",
        )
    elif not is_packed_plainly(member):
        yield Problem(
            where=where,
            expected="stored or deflated, not encrypted",
            got="another way of packing",
            run="numpy.savez_compressed(path, **arrays) writes the right kind",
        )
    if member.comment:
        yield Problem(
            where=where,
            expected="no comment, as numpy writes none",
            got=f"one of {len(member.comment):,} bytes",
            cause="the list of arrays is damaged; others may be hidden in it",
            run="write or copy it again, then: lri-bench validate FILE",
        )


def _read_one(
    path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo
) -> Array | Problem:
    where = f"{path}: {member.filename.removesuffix('.npy')}"
    try:
        with archive.open(member) as file:
            return read_array(where, file, member.file_size)
    except ARCHIVE_FAULTS as cause:
        return Problem(
            where=where,
            expected="a complete array",
            got=f"a damaged one ({reason(cause)})",
            cause="the file was cut off or changed while it was written or copied",
            run="write or copy it again, then: lri-bench validate FILE",
        )


def _not_a_zip(path: Path, cause: Exception) -> Problem:
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError:
        start = b""
    if start[:2] == b"PK":
        return Problem(
            where=str(path),
            expected="a complete .npz file",
            got=f"a damaged one ({reason(cause)})",
            cause="it was cut off while it was written or copied",
            run="write or copy it again, then: lri-bench validate FILE",
        )
    return Problem(
        where=str(path),
        expected="an .npz file, which is a zip archive",
        got=f"a file that starts with {start!r}" if start else "an empty file",
        cause="another kind of file was renamed to .npz",
        run="numpy.savez_compressed(path, **arrays) writes the right kind",
    )
