# SPDX-License-Identifier: MIT
"""Read and write ``.npz`` files that strangers may have made.

Nothing is decompressed before the sizes that the archive declares have been
checked, and no array of Python objects is ever read or written.
"""

from __future__ import annotations

import errno
import json
import math
import struct
import sys
import tokenize
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from lri_bench.errors import DataError, LriBenchError, Problem, raise_if
from lri_bench.storage.atomic import atomic_writer

__all__ = [
    "ARCHIVE_FAULTS",
    "DEFAULT_LIMIT_BYTES",
    "is_text",
    "read_array",
    "read_header",
    "read_member",
    "read_npz",
    "read_stamped",
    "reason",
    "write_npz",
]

Array = npt.NDArray[Any]

DEFAULT_LIMIT_BYTES = 2 * 1024**3
"""Most bytes that all arrays of one file may take once decompressed."""

_MAX_MEMBERS = 4096
_PLAIN_KINDS = "biufcUS"
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_GIB = 1024**3
_MAX_DIMENSIONS = 64  # numpy's own limit
_MAX_SHOWN = 120
_MADE_ON_UNIX = 3
_SURROGATES = (0xD800, 0xDFFF)

ARCHIVE_FAULTS = (
    EOFError,
    LookupError,
    MemoryError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What a damaged or forged archive makes `zipfile` raise, but for OSError."""

_HEADER_FAULTS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    Warning,
    tokenize.TokenError,
)


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
        if value.dtype.kind not in _PLAIN_KINDS:
            msg = f"{key!r} has dtype {value.dtype}, which would be pickled"
            raise TypeError(msg)
    with atomic_writer(path) as file, zipfile.ZipFile(file, "w") as archive:
        for key, value in plain.items():
            # A ZipInfo made by hand has the fixed date 1980-01-01.
            info = zipfile.ZipInfo(f"{key}.npy")
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
        raise error(
            Problem(
                where=str(path),
                expected="a readable .npz file",
                got=cause.strerror or str(cause),
                cause="you may not read it, or the disk has a fault",
                run=f"ls -l {path}",
            )
        ) from cause
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
    found = str(arrays.pop("format", np.array("none")))[:_MAX_SHOWN]
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


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return what a member holds, decompressing no more than it declares.

    `zipfile.ZipFile.read` decompresses first and cuts to the declared size
    then. Whether the declared size is acceptable is the caller's to check.

    Raises
    ------
    Exception
        One of `ARCHIVE_FAULTS`.
    """
    if member.flag_bits & _ENCRYPTED or member.compress_type not in _METHODS:
        msg = f"{member.filename} is neither stored nor deflated, or is encrypted"
        raise zipfile.BadZipFile(msg)
    with archive.open(member) as file:
        # One byte more, so that the checksum of no bytes is looked at as well.
        data = file.read(member.file_size + 1)
    if len(data) != member.file_size:
        msg = f"{member.filename} was cut off"
        raise EOFError(msg)
    return data


def reason(error: BaseException) -> str:
    """Return the first line of what an exception says, or its name."""
    lines = str(error).splitlines() or [""]
    return lines[0][:_MAX_SHOWN] or type(error).__name__


def _parsed(meta: Array | None) -> dict[str, Any] | None:
    """Return the JSON object of `meta`, or None if it is none."""
    try:
        value = json.loads(str(meta))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


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
    if not path.is_file():
        problem = Problem(
            where=str(path),
            expected="an .npz file",
            got="a device or a pipe",
            cause="an archive is read from its end, which these do not have",
            run=f"ls -l {path}",
        )
        raise error(problem)
    return path


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
    elif member.flag_bits & _ENCRYPTED or member.compress_type not in _METHODS:
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


def read_array(where: str, file: IO[bytes], declared_bytes: int) -> Array | Problem:
    """Read one array of plain numbers or text, or say what is wrong with it.

    Parameters
    ----------
    where : str
        File and array, for messages.
    file : binary file
        A member of the archive, or its bytes.
    declared_bytes : int
        How long the member is said to be; no more than that is allocated.

    Returns
    -------
    array : ndarray or Problem
    """
    try:
        shape, fortran, dtype = read_header(file)
    except ValueError as cause:
        return Problem(
            where=where,
            expected="an array as numpy.save writes it",
            got=reason(cause),
            cause="the file is damaged, or was not written by numpy",
        )
    if dtype.kind not in _PLAIN_KINDS or not dtype.itemsize:
        return _not_plain(where, dtype)
    size = math.prod(shape) * dtype.itemsize
    # One byte more, so that the end is seen and the checksum looked at.
    data = file.read(size + 1) if size <= declared_bytes else b""
    if len(data) != size:
        return Problem(
            where=where,
            expected=f"{size:,} bytes for shape {shape} of {dtype}",
            got=_got_bytes(size, len(data), declared_bytes),
            cause="the file was cut off, or its header was forged",
        )
    flat: Array = np.frombuffer(data, dtype=dtype)
    if dtype.kind == "b":
        flat = flat.view(np.uint8) != 0  # other bytes than 0 and 1 are true as well
    if not is_text(flat):
        return Problem(
            where=where,
            expected="text",
            got="numbers that are no characters",
            cause="the file is damaged, or was not written by numpy",
        )
    return flat.reshape(shape, order="F" if fortran else "C")


def _got_bytes(size: int, read: int, declared: int) -> str:
    if size > declared:
        return f"{declared:,} bytes declared"
    return f"{read:,} bytes" if read < size else "more than that"


def _not_plain(where: str, dtype: np.dtype[Any]) -> Problem:
    if dtype.hasobject:
        return Problem(
            where=where,
            expected="plain numbers or text",
            got=f"dtype {str(dtype)[:_MAX_SHOWN]}: Python objects, which need pickle",
            cause="lists of different lengths in one array; pickles are never "
            "read, they can run code",
            run="join the clouds into one flat array and give offsets",
        )
    return Problem(
        where=where,
        expected="plain numbers or text",
        got=f"dtype {str(dtype)[:_MAX_SHOWN]}",
        cause="records, dates and text of no length are not read",
        run="save one array of numbers for each field",
    )


def is_text(values: Array) -> bool:
    """Return whether all text in an array is of characters that can be printed.

    Numpy keeps whatever numbers a file has; Python fails on what is no
    character. Arrays of numbers have nothing that could be wrong.
    """
    if values.dtype.kind != "U":
        return True
    codes = values.view(np.dtype(np.uint32).newbyteorder(values.dtype.byteorder))
    low, high = _SURROGATES
    fine = (codes <= sys.maxunicode) & ((codes < low) | (codes > high))
    return bool(np.all(fine))


def read_header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Return shape, Fortran order and dtype of an array in numpy's format.

    Raises
    ------
    ValueError
        Whatever is wrong with it; a shape that is returned can exist.
    """
    try:
        shape, fortran, dtype = _numpy_header(file)
    except _HEADER_FAULTS as error:
        raise ValueError(reason(error)) from error
    # Zeros must not hide what the other numbers would make of the product.
    size = math.prod(max(length, 1) for length in (*shape, dtype.itemsize))
    if min(shape, default=0) < 0 or len(shape) > _MAX_DIMENSIONS or size > sys.maxsize:
        msg = f"a shape that no array can have, of {len(shape)} dimensions"
        raise ValueError(msg)
    return shape, fortran, dtype


def _numpy_header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    version = np.lib.format.read_magic(file)
    if version == (1, 0):
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(file)
    elif version == (2, 0):
        shape, fortran, dtype = np.lib.format.read_array_header_2_0(file)
    else:
        msg = f"array format {version[0]}.{version[1]} (1.0 and 2.0 are read)"
        raise ValueError(msg)
    return tuple(map(int, shape)), fortran, dtype


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
