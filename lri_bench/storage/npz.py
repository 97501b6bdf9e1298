# SPDX-License-Identifier: MIT
"""Read and write ``.npz`` files that strangers may have made.

Nothing is decompressed before the sizes that the archive declares have been
checked, and no array of Python objects is ever read or written.
"""

from __future__ import annotations

import json
import math
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from lri_bench.errors import DataError, LriBenchError, Problem, raise_if
from lri_bench.storage.atomic import atomic_writer

__all__ = ["DEFAULT_LIMIT_BYTES", "read_npz", "read_stamped", "write_npz"]

Array = npt.NDArray[Any]

DEFAULT_LIMIT_BYTES = 2 * 1024**3
"""Most bytes that all arrays of one file may take once decompressed."""

_MAX_MEMBERS = 4096
_PLAIN_KINDS = "biufcUS"
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_GIB = 1024**3


def write_npz(path: Path | str, arrays: Mapping[str, npt.ArrayLike]) -> None:
    """Write a compressed ``.npz`` whose bytes depend on the arrays alone.

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
    plain = {key: np.asarray(value) for key, value in arrays.items()}
    for key, value in plain.items():
        if value.dtype.kind not in _PLAIN_KINDS:
            msg = f"{key!r} has dtype {value.dtype}, which would be pickled"
            raise TypeError(msg)
    with atomic_writer(path) as file, zipfile.ZipFile(file, "w") as archive:
        for key, value in plain.items():
            # A ZipInfo made by hand has the fixed date 1980-01-01.
            info = zipfile.ZipInfo(f"{key}.npy")
            info.compress_type = zipfile.ZIP_DEFLATED
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
            raise_if(_archive_problems(path, archive, limit_bytes), error)
            return _read_members(path, archive, error)
    except (zipfile.BadZipFile, EOFError, zlib.error) as cause:
        raise error(_not_a_zip(path, cause)) from cause
    except OSError as cause:
        raise error(
            Problem(
                where=str(path),
                expected="a readable .npz file",
                got=cause.strerror or str(cause),
                cause="you may not read it, or the disk has a fault",
                run=f"ls -l {path}",
            )
        ) from cause


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
    found = str(arrays.pop("format", np.array("none")))
    if found != expected_format or "meta" not in arrays:
        raise DataError(
            Problem(
                where=str(path),
                expected=f"format {expected_format}",
                got=f"format {found}",
                cause="another kind of file, or one of another version",
                run="lri-bench build DATASET@EDITION",
            )
        )
    return arrays, json.loads(str(arrays.pop("meta")))


def _checked_path(path: Path, error: type[LriBenchError]) -> Path:
    if path.is_dir():
        problem = Problem(
            where=str(path),
            expected="an .npz file",
            got="a folder",
            cause="the file inside it was meant",
            run=f"ls {path}",
        )
        raise error(problem)
    if not path.exists():
        problem = Problem(
            where=str(path),
            expected="an .npz file",
            got="no such file",
            cause="a wrong name, or it has not been written yet",
            run=f"ls {path.parent}",
        )
        raise error(problem)
    return path


def _archive_problems(
    path: Path, archive: zipfile.ZipFile, limit_bytes: int
) -> list[Problem]:
    """Check what the archive declares of itself; nothing is decompressed."""
    members = archive.infolist()
    problems = [problem for part in members for problem in _member_problems(path, part)]
    if len(members) > _MAX_MEMBERS:
        problems.append(
            Problem(
                where=str(path),
                expected=f"at most {_MAX_MEMBERS:,} arrays",
                got=f"{len(members):,}",
                cause="not a file that lri-bench or numpy.savez wrote",
            )
        )
    total = sum(member.file_size for member in members)
    if total > limit_bytes:
        problems.append(
            Problem(
                where=str(path),
                expected=f"at most {limit_bytes / _GIB:.3g} GiB once decompressed",
                got=f"{total / _GIB:,.3g} GiB declared "
                f"({path.stat().st_size:,} bytes on disk)",
                cause="far more arrays or points than any edition has; "
                "nothing was decompressed",
            )
        )
    times = Counter(member.filename for member in members)
    problems += [
        Problem(
            where=f"{path}: {name}",
            expected="each array once",
            got=f"{number} arrays of that name",
            cause="arrays were appended to an existing file",
        )
        for name, number in times.items()
        if number > 1
    ]
    return problems


def _member_problems(path: Path, member: zipfile.ZipInfo) -> list[Problem]:
    where = f"{path}: {member.filename}"
    if not member.filename.endswith(".npy"):
        return [
            Problem(
                where=where,
                expected="arrays (.npy) alone",
                got="another kind of file",
                cause="a zip of something else was renamed to .npz",
                run="numpy.savez_compressed(path, **arrays) writes the right kind",
            )
        ]
    if member.flag_bits & _ENCRYPTED or member.compress_type not in _METHODS:
        return [
            Problem(
                where=where,
                expected="stored or deflated, not encrypted",
                got="another way of packing",
                run="numpy.savez_compressed(path, **arrays) writes the right kind",
            )
        ]
    return []


def _read_members(
    path: Path, archive: zipfile.ZipFile, error: type[LriBenchError]
) -> dict[str, Array]:
    arrays: dict[str, Array] = {}
    problems = []
    for member in archive.infolist():
        key = member.filename.removesuffix(".npy")
        with archive.open(member) as file:
            value = _read_array(f"{path}: {key}", file, member.file_size)
        if isinstance(value, Problem):
            problems.append(value)
        else:
            arrays[key] = value
    raise_if(problems, error)
    return arrays


def _read_array(where: str, file: IO[bytes], declared_bytes: int) -> Array | Problem:
    """Read one array, or say what is wrong with it."""
    try:
        shape, fortran, dtype = _read_header(file)
    except ValueError as cause:
        return Problem(
            where=where,
            expected="an array as numpy.save writes it",
            got=str(cause).split("\n", maxsplit=1)[0][:120],
            cause="the file is damaged, or was not written by numpy",
        )
    if dtype.kind not in _PLAIN_KINDS:
        return Problem(
            where=where,
            expected="plain numbers or text",
            got=f"dtype {dtype}: Python objects, which need pickle",
            cause="lists of different lengths in one array; pickles are never "
            "read, they can run code",
            run="join the clouds into one flat array and give offsets",
        )
    size = math.prod(shape) * dtype.itemsize
    if min(shape, default=0) < 0 or not dtype.itemsize or size > declared_bytes:
        return Problem(
            where=where,
            expected=f"{size:,} bytes for shape {shape} of {dtype}",
            got=f"{declared_bytes:,} bytes declared",
            cause="the header does not fit the data: a damaged or forged file",
        )
    data = file.read(size)
    if len(data) != size:
        return Problem(
            where=where,
            expected=f"{size:,} bytes for shape {shape} of {dtype}",
            got=f"{len(data):,} bytes",
            cause="the file was cut off",
        )
    flat: Array = np.frombuffer(data, dtype=dtype)
    return flat.reshape(shape, order="F" if fortran else "C")


def _read_header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    version = np.lib.format.read_magic(file)
    if version == (1, 0):
        return np.lib.format.read_array_header_1_0(file)
    if version == (2, 0):
        return np.lib.format.read_array_header_2_0(file)
    msg = f"array format {version[0]}.{version[1]} (1.0 and 2.0 are read)"
    raise ValueError(msg)


def _not_a_zip(path: Path, cause: Exception) -> Problem:
    start = path.read_bytes()[:4]
    if start[:2] == b"PK":
        return Problem(
            where=str(path),
            expected="a complete .npz file",
            got=f"a damaged one ({cause})",
            cause="it was cut off while it was written or copied",
            run="write or copy it again, then: lri-bench validate FILE",
        )
    return Problem(
        where=str(path),
        expected="an .npz file, which is a zip archive",
        got=f"a file that starts with {start!r}",
        cause="another kind of file was renamed to .npz",
        run="numpy.savez_compressed(path, **arrays) writes the right kind",
    )
