# SPDX-License-Identifier: MIT
"""One array in numpy's own format, read without trusting its header."""

from __future__ import annotations

import math
import sys
import tokenize
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from lri_bench.errors import Problem
from lri_bench.storage.archive import reason

__all__ = ["PLAIN_KINDS", "Array", "is_text", "read_array", "read_header"]

Array = npt.NDArray[Any]

PLAIN_KINDS = "biufcUS"
"""Kinds of dtype that hold plain numbers and text."""

_MAX_DIMENSIONS = 64  # numpy's own limit
_MAX_SHOWN = 120
_SURROGATES = (0xD800, 0xDFFF)

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
    if dtype.kind not in PLAIN_KINDS or not dtype.itemsize:
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
