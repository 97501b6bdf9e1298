# SPDX-License-Identifier: MIT
"""Pickled DataFrames of pandas, read without pandas and without running code.

The record's raw tables were pickled with pandas 1.4. Here each becomes a `Frame`
of plain columns. Cells that are arrays stay as the pickle has them until a column
is laid out flat: Tau3Mu has four million of them, most in columns nobody needs.
"""

from __future__ import annotations

import gc
import operator
import pickle
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from lri_bench.errors import DataError, Problem
from lri_bench.ragged import offsets_from_counts
from lri_bench.record.unpickle import (
    NUMPY_NAMES,
    Unchangeable,
    array_of_state,
    restricted_load,
)
from lri_bench.types import AnyArray, Bools, Offsets

__all__ = ["Frame", "Ragged", "ragged", "read_frames"]


_NOWHERE = np.empty(0, dtype=np.int64)
_NUMBERS = "biuf"
_ABSENT = {float, int, type(None)}
_AXES = 2
_STATE_PARTS = 5  # version, shape, dtype, order, content: numpy's since 2005


@dataclass(frozen=True, eq=False)
class Frame:
    """A table of plain columns.

    Attributes
    ----------
    columns : dict of str to (R,) array
        Of numbers, or of objects: text, numbers, None and, for `ragged`, cells that
        are arrays.
    rows : int
        R.
    """

    columns: dict[str, AnyArray]
    rows: int

    def __len__(self) -> int:
        return self.rows


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


def read_frames(where: str, data: bytes, keep: Container[str] | None = None) -> Any:
    """Read a pickle of DataFrames and plain containers.

    Parameters
    ----------
    where : str
        The file, for messages.
    data : bytes
        The pickle.
    keep : container of str, optional
        Names of columns; others are dropped as early as possible.

    Returns
    -------
    value : object
        Lists, tuples, dicts, numbers and text as pickled; each DataFrame a `Frame`.

    Raises
    ------
    DataError
        If the pickle names anything else than numpy's arrays and pandas' frames, or
        is damaged.
    """
    with _without_collector():
        value = restricted_load(where, data, _names())
        try:
            return _plain(value, keep)
        except pickle.UnpicklingError as error:
            raise DataError(_damaged(where, str(error))) from error


def ragged(where: str, column: AnyArray) -> Ragged:
    """Lay out a column of arrays flat.

    Parameters
    ----------
    where : str
        File and column, for messages.
    column : (R,) object array
        As `read_frames` returns it.

    Returns
    -------
    flat : Ragged

    Raises
    ------
    DataError
        If a cell is neither a one-dimensional array of numbers nor a number.
    """
    cells = [cell for cell in column.tolist() if type(cell) is _Cell]
    present = np.fromiter((type(cell) is _Cell for cell in column), bool, len(column))
    others = {type(cell) for cell in column[~present].tolist()} - _ABSENT
    if others:
        name = min(kind.__name__ for kind in others)
        raise DataError(_damaged(where, f"a cell of type {name}"))
    try:
        values, lengths = _concatenated(cells)
    except pickle.UnpicklingError as error:
        raise DataError(_damaged(where, str(error))) from error
    counts = np.zeros(len(column), dtype=np.int64)
    counts[present] = lengths
    return Ragged(values, offsets_from_counts(counts), present)


class _Cell(list[Any]):
    """An array of a pickle, unread: a list of the one state it was given.

    Both its making and its filling are calls of C code, which is what lets the
    restricted unpickler keep pace with the plain one. Nothing in it is believed
    before `_array` has looked at it.
    """

    __slots__ = ()
    __setstate__ = list.append


def _array(cell: _Cell) -> AnyArray:
    """Return the array that a cell describes, if it describes one."""
    if len(cell) != 1 or type(cell[0]) is not tuple or len(cell[0]) != _STATE_PARTS:
        msg = "an array without a state"
        raise pickle.UnpicklingError(msg)
    return array_of_state(cell[0])


def _concatenated(cells: Sequence[_Cell]) -> tuple[AnyArray, AnyArray]:
    """Return the values of all cells and how many each has."""
    if not cells:
        return np.empty(0, dtype=np.float64), np.empty(0, dtype=np.int64)
    states = [cell[0] for cell in cells if len(cell) == 1]
    if len(states) == len(cells) and _alike(states):
        dtype = _array(cells[0]).dtype
        content = [state[4] for state in states]
        lengths = np.fromiter(map(len, content), np.int64, len(content))
        return np.frombuffer(b"".join(content), dtype), lengths // dtype.itemsize
    arrays = [_array(cell) for cell in cells]
    for array in arrays:
        if array.ndim != 1 or array.dtype.kind not in _NUMBERS:
            msg = f"a cell of {array.ndim} dimensions and dtype {array.dtype}"
            raise pickle.UnpicklingError(msg)
    return np.concatenate(arrays), np.array([len(array) for array in arrays])


def _alike(states: Sequence[Any]) -> bool:
    """Return whether states of arrays differ in nothing but length and content."""
    if {type(state) for state in states} != {tuple}:
        return False
    if {len(state) for state in states} != {_STATE_PARTS}:
        return False
    _, lengths, kinds, _, contents = zip(*states, strict=True)
    if len(set(map(id, kinds))) != 1 or set(map(type, contents)) != {bytes}:
        return False
    dtype = getattr(kinds[0], "dtype", None)
    if not isinstance(dtype, np.dtype) or dtype.kind not in _NUMBERS:
        return False
    expected = ((len(content) / dtype.itemsize,) for content in contents)
    return all(map(operator.eq, lengths, expected))


class _Slice(Unchangeable):
    """A slice of positions, as a pickle describes it."""

    __slots__ = ("parts",)

    def __init__(self, *parts: object) -> None:
        if len(parts) != 3 or not all(type(part) is int for part in parts):
            msg = "a slice that is not made of three integers"
            raise pickle.UnpicklingError(msg)
        self.parts: slice[Any, Any, Any] = slice(*parts)

    def positions(self, size: int) -> range:
        return range(size)[self.parts]


class _Block(Unchangeable):
    """Columns of one dtype: a (columns, rows) array and the columns' positions."""

    __slots__ = ("placement", "values")

    def __init__(self, values: object, placement: object, _: object = None) -> None:
        self.values, self.placement = values, placement


class _Index(Unchangeable):
    """Names of columns or of rows."""

    __slots__ = ("labels",)

    def __init__(self, _: object, parts: Mapping[str, Any]) -> None:
        self.labels = parts.get("data")


class _Manager(Unchangeable):
    """What pandas keeps a frame in."""

    __slots__ = ("axes", "blocks")

    def __init__(self, blocks: object, axes: object) -> None:
        self.blocks, self.axes = blocks, axes


class _DataFrame:
    """A frame of a pickle, until all of it has been read."""

    __slots__ = ("manager",)

    def __init__(self) -> None:
        self.manager: object = None

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.manager = state.get("_mgr", state.get("_data"))


def _names() -> dict[tuple[str, str], Any]:
    """Return what frames need; anew each time, so no pickle can change another's."""
    make_cell = partial(list.__new__, _Cell)
    names = dict(NUMPY_NAMES)
    for package in ("numpy.core", "numpy._core"):
        names[f"{package}.multiarray", "_reconstruct"] = make_cell
    for module in ("pandas", "pandas.core.frame"):
        names[module, "DataFrame"] = _DataFrame
    for module in ("", ".core.indexes.base", ".core.indexes.range"):
        names[f"pandas{module}", "Index"] = "Index"
        names[f"pandas{module}", "RangeIndex"] = "Index"
    return names | {
        ("builtins", "slice"): _Slice,
        ("pandas._libs.internals", "_unpickle_block"): _Block,
        ("pandas.core.indexes.base", "_new_Index"): _Index,
        ("pandas.core.indexes.numeric", "Int64Index"): "Index",
        ("pandas.core.internals.managers", "BlockManager"): _Manager,
    }


def _plain(value: Any, keep: Container[str] | None) -> Any:
    """Turn the frames inside of containers into `Frame`."""
    if isinstance(value, _DataFrame):
        return _frame(value, keep)
    if type(value) is dict:
        return {key: _plain(item, keep) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_plain(item, keep) for item in value)
    return _array(value) if type(value) is _Cell else value


def _frame(pickled: _DataFrame, keep: Container[str] | None) -> Frame:
    manager = pickled.manager
    if not isinstance(manager, _Manager):
        msg = "a DataFrame without its blocks"
        raise pickle.UnpicklingError(msg)
    names = _axes(manager.axes)
    columns: dict[str, AnyArray] = {}
    for values, placement in _blocks(manager.blocks, len(names)):
        if values.ndim != _AXES or len(values) != len(placement):
            msg = f"a block of shape {values.shape} for {len(placement)} columns"
            raise pickle.UnpicklingError(msg)
        columns |= {names[place]: values[i] for i, place in enumerate(placement)}
    rows = {len(column) for column in columns.values()}
    if columns.keys() != set(names) or len(rows) != 1:
        msg = "columns without values, or of different lengths"
        raise pickle.UnpicklingError(msg)
    wanted = [name for name in names if keep is None or name in keep]
    return Frame({name: columns[name].copy() for name in wanted}, rows.pop())


def _axes(axes: object) -> list[str]:
    """Return the names of the columns."""
    first = axes[0] if isinstance(axes, list) and len(axes) == _AXES else None
    labels = first.labels if isinstance(first, _Index) else None
    names: list[str] = _array(labels).tolist() if type(labels) is _Cell else []
    if not names or not all(type(name) is str for name in names):
        msg = "a DataFrame without names of columns"
        raise pickle.UnpicklingError(msg)
    if len(set(names)) < len(names):
        msg = "a DataFrame with two columns of one name"
        raise pickle.UnpicklingError(msg)
    return names


def _blocks(blocks: object, size: int) -> Iterator[tuple[AnyArray, Sequence[int]]]:
    """Yield the values of each block and the positions of its columns."""
    for block in blocks if isinstance(blocks, tuple | list) else ():
        if not isinstance(block, _Block) or type(block.values) is not _Cell:
            msg = "a block of another kind than plain values"
            raise pickle.UnpicklingError(msg)
        values, places = _array(block.values), block.placement
        if isinstance(places, _Slice):
            yield values, places.positions(size)
            continue
        placement: AnyArray = _array(places) if type(places) is _Cell else _NOWHERE
        listed = placement.tolist()
        if not all(type(place) is int and 0 <= place < size for place in listed):
            msg = "a block without positions"
            raise pickle.UnpicklingError(msg)
        yield values, listed


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause the search for cycles, which would look at every cell again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _damaged(where: str, got: str) -> Problem:
    return Problem(
        where=where,
        expected="DataFrames of plain columns, as pandas 1.4 pickled them",
        got=got,
        cause="a damaged file, or one written by a much newer pandas",
        run="download the file again and compare its checksum",
    )
