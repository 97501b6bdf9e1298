# SPDX-License-Identifier: MIT
"""Unpickling that admits a short list of names and nothing else.

A pickle is a program. The record's older files are pickles all the same; here
they may build arrays, tensors and plain containers, by functions of this
project's own, and cannot reach any other callable. Numpy's own classes are not
among what they reach: numpy believes the state that a pickle gives a dtype or
an array, and a forged one makes it follow addresses that the pickle chose.
"""

from __future__ import annotations

import io
import math
import operator
import pickle
import pickletools
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sized
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType
from typing import Any, Literal, NamedTuple

import numpy as np

from lri_bench.errors import DataError, Problem
from lri_bench.storage.npy import is_text
from lri_bench.types import AnyArray

__all__ = [
    "NUMPY_NAMES",
    "ArrayState",
    "Names",
    "Unchangeable",
    "checked_state",
    "plain_array",
    "restricted_load",
]

Names = Mapping[tuple[str, str], Any]
"""What a pickle may name, as (module, name), and what it gets."""

# Of no width there could be 10**12 items in no bytes; numpy itself writes none.
_CODE = re.compile("[biufcSUO]0*[1-9][0-9]{0,8}")
_PUTS = ("PUT", "BINPUT", "LONG_BINPUT")
_LOOKED_THROUGH_BYTES = 16 * 1024**2

# Arrays of a hundred bytes take five times that in memory, each an object.
_MEMORY_PER_BYTE = 8
_MEMORY_BYTES = 1024**3

_BYTE_ORDERS = ("<", ">", "=", "|")


def restricted_load(
    where: str,
    data: bytes,
    names: Names,
    persistent_load: Callable[[Any], Any] | None = None,
) -> Any:
    """Load a pickle that may use the given names alone.

    Parameters
    ----------
    where : str
        The file, for the message.
    data : bytes
        The pickle.
    names : mapping of (str, str) to object
        What it may name, and what it gets for it.
    persistent_load : callable, optional
        What persistent identifiers are turned into.

    Returns
    -------
    value : object
        Arrays inside of containers are of a subclass of ndarray.

    Raises
    ------
    DataError
        If the pickle names anything else, or is damaged.
    """
    try:
        with _bounded_memory(data):
            value = _Restricted(data, names, persistent_load).load()
    except Exception as error:  # a forged pickle makes the machine raise anything
        raise DataError(
            Problem(
                where=where,
                expected="a pickle of plain arrays and containers",
                got=str(error)[:200] or type(error).__name__,
                cause="a damaged file, or one that tries to run code; nothing was run",
                run="download the file again and compare its checksum",
            )
        ) from error
    return value.view(np.ndarray) if isinstance(value, _Array) else value


@contextmanager
def _bounded_memory(data: bytes) -> Iterator[None]:
    """Keep a pickle from asking for all memory.

    It may put something in place 4,294,967,295 of the memo, and the machine would
    make room for all places before. Small files are looked through first. That
    takes minutes where there are millions of operations; so for large ones the
    process gets a limit while it reads, where the system knows such limits.
    """
    if len(data) <= _LOOKED_THROUGH_BYTES or sys.platform != "linux":
        _check_memo(data)
        yield
        return
    import resource  # noqa: PLC0415 - not on every system

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    used = pages * resource.getpagesize()
    limit = used + _MEMORY_PER_BYTE * len(data) + _MEMORY_BYTES
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    known = [value for value in (soft, hard) if value != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([limit, *known]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _check_memo(data: bytes) -> None:
    """Refuse places in the memo beyond what the file can fill."""
    for opcode, argument, _ in pickletools.genops(data):
        if opcode.name in _PUTS and (argument or 0) > len(data):
            msg = f"it puts something in place {argument:,}"
            raise pickle.UnpicklingError(msg)


class _Restricted(pickle.Unpickler):
    def __init__(
        self,
        data: bytes,
        names: Names,
        persistent_load: Callable[[Any], Any] | None,
    ) -> None:
        super().__init__(io.BytesIO(data))
        self._names = names
        self._persistent_load = persistent_load

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self._names:
            msg = f"it names {module}.{name}, which is not admitted"
            raise pickle.UnpicklingError(msg)
        value = self._names[module, name]
        return _Sealed(value) if isinstance(value, FunctionType) else value

    def persistent_load(self, pid: Any) -> Any:
        if self._persistent_load is None:
            msg = "it has persistent identifiers"
            raise pickle.UnpicklingError(msg)
        return self._persistent_load(pid)


class Unchangeable:
    """Something whose attributes, and those of its class, a pickle cannot set.

    A pickle gives a state to whatever it names; where there is no `__setstate__`
    it may set any attribute, of classes too.
    """

    __slots__ = ()

    def __setstate__(self, state: object) -> None:
        """Refuse."""
        msg = "it changes what it names"
        raise pickle.UnpicklingError(msg)


class _Sealed(Unchangeable):
    """A function whose defaults and attributes a pickle cannot set."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def __call__(self, *args: Any) -> Any:
        return self._function(*args)


class _DType:
    """A dtype of a pickle, which may choose code and byte order and no more."""

    __slots__ = ("dtype",)

    def __init__(self, code: str, *_: object) -> None:
        if not _CODE.fullmatch(code):
            msg = f"a dtype {code[:40]!r}"
            raise pickle.UnpicklingError(msg)
        self.dtype = np.dtype(code)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        # Version, byte order, subarray, names, fields; itemsize, alignment and
        # flags, which follow from the code.
        _, order, *parts = state[:5]
        if order not in _BYTE_ORDERS or parts != [None, None, None]:
            msg = f"a dtype {self.dtype.str} with parts"
            raise pickle.UnpicklingError(msg)
        self.dtype = self.dtype.newbyteorder(order)


class _Array(np.ndarray[Any, Any]):
    """An array that checks the state of its pickle before it takes it."""

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        shape, dtype, order, content = checked_state(state)
        state = (1, shape, dtype, order == "F", content)
        super().__setstate__(state)  # type: ignore[arg-type]  # wants numpy's bool
        _check_text(self.ravel())


class ArrayState(NamedTuple):
    """What a pickle says of an array, where its parts fit each other.

    Attributes
    ----------
    shape : tuple of int
    dtype : dtype
        Of numbers, text or objects.
    order : str
        ``C`` or ``F``; how the numbers lie.
    content : bytes or list
        Numbers as they lie; objects listed by rows, however they lay.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    order: Literal["C", "F"]
    content: Any


def checked_state(state: tuple[Any, ...]) -> ArrayState:
    """Look at the state that a pickle gives an array.

    Parameters
    ----------
    state : tuple
        Version, shape, dtype, whether in Fortran's order, and content.

    Returns
    -------
    state : ArrayState

    Raises
    ------
    Exception
        If it is not that of an array of plain values.
    """
    _, lengths, kind, fortran, content = state
    shape, dtype = _shape(lengths), _dtype(kind)
    wanted, width = (list, 1) if dtype.hasobject else (bytes, dtype.itemsize)
    if type(content) is not wanted:
        msg = f"an array of {dtype} made of {type(content).__name__}"
        raise pickle.UnpicklingError(msg)
    _check_length(content, shape, width)
    return ArrayState(shape, dtype, "F" if fortran else "C", content)


def plain_array(state: ArrayState) -> AnyArray:
    """Return the array that a state describes.

    Returns
    -------
    array : ndarray
        Numbers can be read, not written: they are those of the pickle itself.

    Raises
    ------
    UnpicklingError
        If it is of text that cannot be printed.
    """
    shape, dtype, order, content = state
    size = math.prod(shape)
    if dtype.hasobject:
        return np.fromiter(content, dtype, size).reshape(shape)
    flat = np.frombuffer(content, dtype, size)
    _check_text(flat)
    return flat.reshape(shape, order=order)


def _check_length(content: Sized, shape: tuple[int, ...], width: int) -> None:
    if len(content) != math.prod(shape) * width:
        msg = f"an array of shape {shape} whose content is of another length"
        raise pickle.UnpicklingError(msg)


def _check_text(values: AnyArray) -> None:
    if not is_text(values):
        msg = "text with numbers that are no characters"
        raise pickle.UnpicklingError(msg)


def _shape(lengths: tuple[Any, ...]) -> tuple[int, ...]:
    shape = tuple(map(operator.index, lengths))
    if shape and min(shape) < 0:
        msg = "an array of negative length"
        raise pickle.UnpicklingError(msg)
    return shape


def _dtype(kind: _DType) -> np.dtype[Any]:
    if type(kind) is not _DType:
        msg = "an array without a dtype"
        raise pickle.UnpicklingError(msg)
    return kind.dtype


def _empty_array(*_: object) -> AnyArray:
    """Stand in for numpy's _reconstruct: the state that follows fills it."""
    return _Array((0,), np.int8)


def _from_buffer(
    content: bytes | bytearray,
    kind: _DType,
    lengths: tuple[int, ...],
    order: str,
    axes: tuple[int, ...] | None = None,
) -> AnyArray:
    """Stand in for numpy's _frombuffer, by which protocol 5 carries arrays."""
    shape, dtype = _shape(lengths), _dtype(kind)
    if dtype.hasobject or not isinstance(content, bytes | bytearray):
        msg = "an array that does not hold its own bytes"
        raise pickle.UnpicklingError(msg)
    _check_length(content, shape, dtype.itemsize)
    flat = np.frombuffer(bytes(content), dtype, math.prod(shape))
    _check_text(flat)
    if axes is None:
        return flat.reshape(shape, order=_ORDERS[order])
    return flat.reshape(shape).transpose(axes)


def _scalar(kind: _DType, content: bytes) -> Any:
    dtype = _dtype(kind)
    if dtype.hasobject or not isinstance(content, bytes):
        msg = "a scalar that holds a Python object"
        raise pickle.UnpicklingError(msg)
    values = np.frombuffer(content, dtype=dtype, count=1)
    _check_text(values)
    return values[0]


def _encode(text: str, encoding: str) -> bytes:
    """Stand in for _codecs.encode, by which old protocols carry bytes."""
    if encoding != "latin1":
        msg = f"bytes carried as {encoding!r}"
        raise pickle.UnpicklingError(msg)
    return text.encode("latin1")


def _empty_bytes() -> bytes:
    """Stand in for bytes, which old protocols call where there are none."""
    return b""


_ORDERS: Mapping[str, Any] = {"C": "C", "F": "F"}

NUMPY_NAMES: dict[tuple[str, str], Any] = {
    ("numpy", "ndarray"): "ndarray",  # named as what to make; never called
    ("numpy", "dtype"): _DType,
    ("_codecs", "encode"): _encode,
    ("__builtin__", "bytes"): _empty_bytes,
}
"""What pickles of arrays need, as numpy 1 and numpy 2 write them."""

for _package in ("numpy.core", "numpy._core"):
    NUMPY_NAMES[f"{_package}.multiarray", "_reconstruct"] = _empty_array
    NUMPY_NAMES[f"{_package}.multiarray", "scalar"] = _scalar
    NUMPY_NAMES[f"{_package}.numeric", "_frombuffer"] = _from_buffer
