# SPDX-License-Identifier: MIT
"""Unpickling that admits a short list of names and nothing else.

A pickle is a program. The record's older files are pickles all the same; here
they may build arrays, tensors and plain containers, by functions of this
project's own, and cannot reach any other callable.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lri_bench.errors import DataError, Problem
from lri_bench.types import AnyArray

__all__ = ["NUMPY_NAMES", "Names", "restricted_load"]

Names = Mapping[tuple[str, str], Any]
"""What a pickle may name, as (module, name), and what it gets."""

# What a damaged or forged pickle makes the virtual machine raise.
_FAULTS = (
    pickle.UnpicklingError,
    AttributeError,
    EOFError,
    ImportError,
    IndexError,
    KeyError,
    MemoryError,
    OverflowError,
    TypeError,
    ValueError,
)


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

    Raises
    ------
    DataError
        If the pickle names anything else, or is damaged.
    """
    try:
        return _Restricted(data, names, persistent_load).load()
    except _FAULTS as error:
        raise DataError(
            Problem(
                where=where,
                expected="a pickle of plain arrays and containers",
                got=str(error)[:200] or type(error).__name__,
                cause="a damaged file, or one that tries to run code; nothing was run",
                run="download the file again and compare its checksum",
            )
        ) from error


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
        return self._names[module, name]

    def persistent_load(self, pid: Any) -> Any:
        if self._persistent_load is None:
            msg = "it has persistent identifiers"
            raise pickle.UnpicklingError(msg)
        return self._persistent_load(pid)


def _empty_array(*_: object) -> AnyArray:
    """Stand in for numpy's _reconstruct: the state that follows fills it."""
    return np.empty(0, dtype=np.int8)


def _scalar(dtype: np.dtype[Any], data: bytes) -> Any:
    if dtype.hasobject:
        msg = "a scalar that holds a Python object"
        raise pickle.UnpicklingError(msg)
    return np.frombuffer(data, dtype=dtype, count=1)[0]


def _encode(text: str, encoding: str) -> bytes:
    """Stand in for _codecs.encode, by which old protocols carry bytes."""
    if encoding != "latin1":
        msg = f"bytes carried as {encoding!r}"
        raise pickle.UnpicklingError(msg)
    return text.encode("latin1")


NUMPY_NAMES: dict[tuple[str, str], Any] = {
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
    ("_codecs", "encode"): _encode,
}
"""What pickles of arrays need, as numpy 1 and numpy 2 write them."""

for _module in ("numpy.core.multiarray", "numpy._core.multiarray"):
    NUMPY_NAMES[_module, "_reconstruct"] = _empty_array
    NUMPY_NAMES[_module, "scalar"] = _scalar
