# SPDX-License-Identifier: MIT
"""Arrays of a pickle that stay unread until somebody needs them.

Tau3Mu has four million in one column or another, most in columns nobody needs.
"""

from __future__ import annotations

import gc
import operator
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MethodType
from typing import Any

import numpy as np

from lri_bench.errors import DataError, Problem
from lri_bench.ragged import offsets_from_counts
from lri_bench.record.unpickle import ArrayState, checked_state, plain_array
from lri_bench.storage.archive import reason
from lri_bench.types import AnyArray, Bools, Ints, Offsets

__all__ = [
    "Cell",
    "Ragged",
    "array_of_cell",
    "buffered",
    "damaged",
    "list_of_cell",
    "make_cell",
    "ragged",
    "rows_of_cell",
    "without_collector",
]

_NUMBERS = "biuf"
_ABSENT = {float, int, type(None)}
_AXES = 2
_STATE_PARTS = 5  # version, shape, dtype, order, content: numpy's since 2005
_ORDERS = ("C", "F")


@dataclass(frozen=True, eq=False)
class Ragged:
    """A column whose cells are one-dimensional arrays, laid out flat.

    Attributes
    ----------
    values : (N,) array
        All cells, one after another.
    offsets : (R + 1,) int64
        Cell `r` is ``values[offsets[r]:offsets[r + 1]]``.
    present : (R,) bool
        False where the cell is a number (NaN), not an array; it counts as empty.
    """

    values: AnyArray
    offsets: Offsets
    present: Bools


class Cell(list[Any]):
    """An array of a pickle, unread: a list of the one state it was given.

    Both its making and its filling are calls of C code, which is what lets the
    restricted unpickler keep pace with the plain one. Nothing in it is believed
    before one of the functions below has looked at it.
    """

    __slots__ = ()
    __setstate__ = list.append


make_cell = MethodType(list.__new__, Cell)
"""Stands in for numpy's _reconstruct: a bound method, of which nothing can be set."""


def buffered(
    content: object, kind: object, lengths: object, order: str, axes: object = None
) -> Cell:
    """Stand in for numpy's _frombuffer, by which protocol 5 carries arrays."""
    if order not in _ORDERS or axes is not None:
        msg = "an array whose numbers lie in another order than rows or columns"
        raise pickle.UnpicklingError(msg)
    held = bytes(content) if type(content) is bytearray else content
    return Cell([(1, lengths, kind, order == "F", held)])


def array_of_cell(cell: object) -> AnyArray:
    """Return the array that a cell describes.

    Raises
    ------
    Exception
        If it describes none.
    """
    return plain_array(_state(cell))


def list_of_cell(cell: object) -> list[Any]:
    """Return the items of the array of one dimension that a cell describes.

    Raises
    ------
    Exception
        If it describes none.
    """
    state = _state(cell)
    if len(state.shape) != 1:  # else (10**12, 0) makes a long list of empty lists
        msg = f"names or positions of {len(state.shape)} dimensions"
        raise pickle.UnpicklingError(msg)
    if state.dtype.hasobject:
        return list(state.content)
    items: list[Any] = plain_array(state).tolist()
    return items


def rows_of_cell(cell: object) -> tuple[tuple[int, ...], Callable[[int], AnyArray]]:
    """Return the rows of the array of two dimensions that a cell describes.

    Returns
    -------
    shape : (int, int)
        Rows, and items of each.
    row : callable
        Gives one row. A row of objects is made when it is asked for.

    Raises
    ------
    Exception
        If it describes none.
    """
    state = _state(cell)
    shape, dtype, _, content = state
    if len(shape) != _AXES:
        msg = f"a block of shape {shape}"
        raise pickle.UnpicklingError(msg)
    if not dtype.hasobject:
        return shape, plain_array(state).__getitem__
    width = shape[1]

    def row(place: int) -> AnyArray:
        part = content[place * width : (place + 1) * width]
        return np.fromiter(part, dtype, width)

    return shape, row


def _state(cell: object) -> ArrayState:
    if type(cell) is not Cell or len(cell) != 1 or type(cell[0]) is not tuple:
        msg = "an array without a state"
        raise pickle.UnpicklingError(msg)
    return checked_state(cell[0])


def ragged(where: str, column: AnyArray) -> Ragged:
    """Lay out a column of arrays flat.

    Parameters
    ----------
    where : str
        File and column, for messages.
    column : (R,) array
        Of objects, as `read_frames` returns it; of numbers where no cell is an array.

    Returns
    -------
    flat : Ragged

    Raises
    ------
    DataError
        If a cell is neither a one-dimensional array of numbers nor a number.
    """
    listed = column.tolist()
    kinds = list(map(type, listed))
    odd = set(kinds) - _ABSENT - {Cell}
    names = [kind.__name__ for kind in odd if not issubclass(kind, np.number)]
    if names:
        raise DataError(damaged(where, f"a cell of type {min(names)}"))
    present = np.fromiter((kind is Cell for kind in kinds), np.bool_, len(kinds))
    try:
        with without_collector():
            cells = [cell for cell in listed if type(cell) is Cell]
            values, lengths = _concatenated(cells)
    except Exception as error:  # whatever was pickled in place of an array
        raise DataError(damaged(where, reason(error))) from error
    counts = np.zeros(len(column), dtype=np.int64)
    counts[present] = lengths
    return Ragged(values, offsets_from_counts(counts), present)


def _concatenated(cells: Sequence[Cell]) -> tuple[AnyArray, Ints]:
    """Return the values of all cells and how many each has."""
    if not cells:
        return np.empty(0, dtype=np.float64), np.empty(0, dtype=np.int64)
    alike = _alike(cells)
    if alike is not None:
        return alike
    arrays = list(map(array_of_cell, cells))
    for array in arrays:
        if array.ndim != 1 or array.dtype.kind not in _NUMBERS:
            msg = f"a cell of {array.ndim} dimensions and dtype {array.dtype}"
            raise pickle.UnpicklingError(msg)
    return np.concatenate(arrays), np.array([len(array) for array in arrays])


def _alike(cells: Sequence[Cell]) -> tuple[AnyArray, Ints] | None:
    """Return the same, for arrays of numbers that differ in length and content alone.

    None where their states differ in more, or are not those of such arrays.
    """
    if set(map(len, cells)) != {1}:
        return None
    states = list(map(operator.itemgetter(0), cells))
    if set(map(type, states)) != {tuple} or set(map(len, states)) != {_STATE_PARTS}:
        return None
    _, shapes, kinds, _, contents = zip(*states, strict=True)
    if len(set(map(id, kinds))) != 1 or set(map(type, contents)) != {bytes}:
        return None
    # Of the pickle: numpy turns an array of another byte order, and its dtype.
    dtype = getattr(kinds[0], "dtype", None)
    if not isinstance(dtype, np.dtype) or dtype.kind not in _NUMBERS:
        return None
    sizes = np.fromiter(map(len, contents), np.int64, len(contents))
    lengths = sizes // dtype.itemsize
    if shapes != tuple(zip(lengths.tolist())) or (sizes % dtype.itemsize).any():
        return None
    return np.frombuffer(b"".join(contents), dtype), lengths


@contextmanager
def without_collector() -> Iterator[None]:
    """Pause the search for cycles, which would look at every cell again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def damaged(where: str, got: str) -> Problem:
    """Return the problem of a file that is no pickle of plain tables."""
    return Problem(
        where=where,
        expected="DataFrames of plain columns, as pandas 1.4 pickled them",
        got=got,
        cause="a damaged file, or one written by a much newer pandas",
        run="download the file again and compare its checksum",
    )
