# SPDX-License-Identifier: MIT
"""Pickled DataFrames of pandas, read without pandas and without running code.

The record's raw tables were pickled with pandas 1.4. Here each becomes a `Frame`
of plain columns. Cells that are arrays stay as the pickle has them until a column
is laid out flat, by `lri_bench.record.cells.ragged`.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lri_bench.errors import DataError
from lri_bench.record.cells import (
    Cell,
    array_of_cell,
    buffered,
    damaged,
    list_of_cell,
    make_cell,
    rows_of_cell,
    without_collector,
)
from lri_bench.record.unpickle import NUMPY_NAMES, Unchangeable, restricted_load
from lri_bench.storage.archive import reason
from lri_bench.types import AnyArray

__all__ = ["Frame", "read_frames"]

_AXES = 2

# A reference takes eight bytes in memory and one in a pickle. Whatever takes more
# stands in several frames and once in the file.
_BYTES_PER_BYTE = 8

_CELL_TYPES = {str, bytes, int, float, bool, type(None), Cell}
"""What a column of objects may hold, beside numpy's scalars."""


@dataclass(frozen=True, eq=False)
class Frame:
    """A table of plain columns.

    Attributes
    ----------
    columns : dict of str to (R,) array
        Of numbers, which can be read and not written, or of objects: text, numbers,
        None and, for `ragged`, cells that are arrays. Columns with cells of any other
        kind are left out.
    rows : int
        R.
    """

    columns: dict[str, AnyArray]
    rows: int

    def __len__(self) -> int:
        return self.rows


def read_frames(where: str, data: bytes, keep: Container[str] | None = None) -> Any:
    """Read a pickle of DataFrames and plain containers.

    Parameters
    ----------
    where : str
        The file, for messages.
    data : bytes
        The pickle.
    keep : container of str, optional
        Names of columns; others are dropped as early as possible. A column that is
        named and cannot be kept is an error.

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
    with without_collector():
        return _read(where, data, keep)


def _read(where: str, data: bytes, keep: Container[str] | None) -> Any:
    """Read; what is dropped is gone when this ends, and the collector sees no cell."""
    value = restricted_load(where, data, _names())
    try:
        return _Plain(keep, _BYTES_PER_BYTE * len(data)).of(value)
    except Exception as error:  # whatever was pickled in place of a frame
        raise DataError(damaged(where, reason(error))) from error


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
    manager: object

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.manager = state.get("_mgr", state.get("_data"))


def _names() -> dict[tuple[str, str], Any]:
    """Return what frames need; anew each time, so no pickle can change another's."""
    names = dict(NUMPY_NAMES)
    for package in ("numpy.core", "numpy._core"):
        names[f"{package}.multiarray", "_reconstruct"] = make_cell
        names[f"{package}.numeric", "_frombuffer"] = buffered
    for module in ("pandas", "pandas.core.frame"):
        names[module, "DataFrame"] = _DataFrame
    for module in ("", ".core.indexes.base", ".core.indexes.range"):
        names[f"pandas{module}", "Index"] = "Index"
        names[f"pandas{module}", "RangeIndex"] = "Index"
    for name in ("Int64Index", "UInt64Index", "Float64Index"):
        names["pandas.core.indexes.numeric", name] = "Index"
    return names | {
        ("builtins", "slice"): _Slice,
        ("__builtin__", "slice"): _Slice,
        ("pandas._libs.internals", "_unpickle_block"): _Block,
        ("pandas.core.indexes.base", "_new_Index"): _Index,
        ("pandas.core.internals.managers", "BlockManager"): _Manager,
    }


class _Plain:
    """Turns what was unpickled into plain values and frames, each object once.

    A small file can name one thing many times, inside of things that it names many
    times; looked at anew each time, there would be no end to it.
    """

    def __init__(self, keep: Container[str] | None, most_bytes: int) -> None:
        self._keep = keep
        self._bytes_left = most_bytes
        self._done: dict[int, Any] = {}

    def of(self, value: Any) -> Any:
        """Return the plain form of an object of the pickle."""
        if type(value) not in (_DataFrame, Cell, dict, list, tuple):
            return value
        if id(value) not in self._done:
            self._done[id(value)] = self._made(value)
        return self._done[id(value)]

    def _made(self, value: Any) -> Any:
        if type(value) is _DataFrame:
            return self._frame(value)
        if type(value) is Cell:
            return array_of_cell(value)
        if type(value) is dict:
            return {key: self.of(item) for key, item in value.items()}
        return type(value)(self.of(item) for item in value)

    def _frame(self, pickled: _DataFrame) -> Frame:
        blocks, axes = _parts(pickled)
        names = _column_names(axes, empty=not blocks)
        wanted = [self._keep is None or name in self._keep for name in names]
        columns: dict[str, AnyArray] = {}
        placed: list[int] = []
        rows = set()
        for block in blocks:
            (size, length), row, places = _content(block, len(names))
            if size != len(places):
                msg = f"a block of {size} columns for {len(places)}"
                raise pickle.UnpicklingError(msg)
            placed += places
            rows.add(length)
            for i, place in enumerate(places):
                if wanted[place]:
                    self._add(columns, names[place], row(i))
        if sorted(placed) != list(range(len(names))) or len(rows) > 1:
            msg = "columns without values, or of different lengths"
            raise pickle.UnpicklingError(msg)
        kept = {name: columns[name] for name in names if name in columns}
        return Frame(kept, rows.pop() if rows else 0)

    def _add(self, columns: dict[str, AnyArray], name: str, column: AnyArray) -> None:
        """Add a column if it holds what `Frame` says."""
        if column.dtype.hasobject:
            self._bytes_left -= column.nbytes
            if self._bytes_left < 0:
                msg = "columns larger than the file, which stand in many frames"
                raise pickle.UnpicklingError(msg)
            others = set(map(type, column.tolist())) - _CELL_TYPES
            if not all(issubclass(kind, np.generic) for kind in others):
                if self._keep is None:
                    return
                msg = f"the column {name}, whose cells are of some other kind"
                raise pickle.UnpicklingError(msg)
        columns[name] = column


def _parts(frame: _DataFrame) -> tuple[Sequence[object], Sequence[object]]:
    """Return blocks and axes of a frame."""
    manager = getattr(frame, "manager", None)  # not set where no state came
    blocks = getattr(manager, "blocks", None)
    axes = getattr(manager, "axes", None)
    if not isinstance(blocks, tuple | list) or type(axes) is not list:
        msg = "a DataFrame without its blocks"
        raise pickle.UnpicklingError(msg)
    if len(axes) != _AXES:
        msg = f"a DataFrame of {len(axes)} axes"
        raise pickle.UnpicklingError(msg)
    return blocks, axes


def _column_names(axes: Sequence[object], *, empty: bool) -> list[str]:
    """Return the names of the columns; without blocks there may be none."""
    labels = getattr(axes[0], "labels", None)
    names = list_of_cell(labels) if type(labels) is Cell else []
    if not names and empty:
        return names
    if not names or set(map(type, names)) != {str}:
        msg = "a DataFrame without names of columns"
        raise pickle.UnpicklingError(msg)
    if len(set(names)) < len(names):
        msg = "a DataFrame with two columns of one name"
        raise pickle.UnpicklingError(msg)
    return names


def _content(
    block: object, size: int
) -> tuple[tuple[int, ...], Callable[[int], AnyArray], Sequence[int]]:
    """Return shape and columns of a block, and the positions of its columns."""
    if not isinstance(block, _Block) or type(block.values) is not Cell:
        msg = "a block of another kind than plain values"
        raise pickle.UnpicklingError(msg)
    shape, row = rows_of_cell(block.values)
    if isinstance(block.placement, _Slice):
        return shape, row, block.placement.positions(size)
    places = list_of_cell(block.placement)
    if not all(type(place) is int and 0 <= place < size for place in places):
        msg = "a block without positions"
        raise pickle.UnpicklingError(msg)
    return shape, row, places
