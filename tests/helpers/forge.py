# SPDX-License-Identifier: MIT
"""Write pickles of frames opcode by opcode, honest ones and others.

Names are written as text, so that a pickle can name what no pickler would, and what
is not installed.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Name:
    """A thing by its module and name."""

    module: str
    name: str


@dataclass(frozen=True)
class Call:
    """What a callable returns."""

    function: Any
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True)
class New:
    """What the class makes where it is not called: `__new__` alone."""

    kind: Any
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Built:
    """A thing that is given a state, or several."""

    thing: Any
    states: tuple[Any, ...]


@dataclass(frozen=True)
class Appended:
    """A thing to which something is appended, as to a list."""

    thing: Any
    item: Any


@dataclass(frozen=True)
class Put:
    """A thing that is remembered at a place."""

    thing: Any
    place: int


@dataclass(frozen=True)
class Get:
    """What was remembered there."""

    place: int


def forged(value: Any) -> bytes:
    """Return the pickle of a value made of the above and of plain values."""
    return b"\x80\x04" + opcodes(value) + pickle.STOP


def opcodes(value: Any) -> bytes:  # noqa: C901, PLR0911 - one for each kind of thing
    """Return the opcodes that lay a value on the stack."""
    match value:
        case Name(module, name):
            return f"c{module}\n{name}\n".encode()
        case Call(function, arguments):
            return opcodes(function) + opcodes(arguments) + pickle.REDUCE
        case New(kind, arguments):
            return opcodes(kind) + opcodes(arguments) + pickle.NEWOBJ
        case Built(thing, states):
            built = b"".join(opcodes(state) + pickle.BUILD for state in states)
            return opcodes(thing) + built
        case Appended(thing, item):
            return opcodes(thing) + opcodes(item) + pickle.APPEND
        case Put(thing, place):
            return opcodes(thing) + pickle.LONG_BINPUT + place.to_bytes(4, "little")
        case Get(place):
            return pickle.LONG_BINGET + place.to_bytes(4, "little")
        case tuple():
            return pickle.MARK + b"".join(map(opcodes, value)) + pickle.TUPLE
        case list():
            items = b"".join(map(opcodes, value))
            return pickle.EMPTY_LIST + pickle.MARK + items + pickle.APPENDS
        case dict():
            items = b"".join(opcodes(part) for item in value.items() for part in item)
            return pickle.EMPTY_DICT + pickle.MARK + items + pickle.SETITEMS
    # Protocol 3 writes bytes as they are; what it remembers nobody looks up.
    return pickle.dumps(value, 3)[2:-1]


RECONSTRUCT = Name("numpy.core.multiarray", "_reconstruct")
FRAME = Name("pandas.core.frame", "DataFrame")
MANAGER = Name("pandas.core.internals.managers", "BlockManager")
BLOCK = Name("pandas._libs.internals", "_unpickle_block")
NEW_INDEX = Name("pandas.core.indexes.base", "_new_Index")
INDEX = Name("pandas.core.indexes.base", "Index")
SLICE = Name("builtins", "slice")


def dtype(code: str) -> Built:
    """Return a dtype as numpy 1 pickled it."""
    made = Call(Name("numpy", "dtype"), (code, False, True))
    order, flags = ("|", 63) if code[0] == "O" else ("<", 0)
    return Built(made, ((3, order, None, None, None, -1, -1, flags),))


def array_of(shape: tuple[int, ...], code: str, content: Any) -> Built:
    """Return an array with any shape, dtype and content, fitting or not."""
    made = Call(RECONSTRUCT, (Name("numpy", "ndarray"), (0,), b"b"))
    return Built(made, ((1, shape, dtype(code), False, content),))


def array(values: Any) -> Built:
    """Return an array of numbers, or of objects where a list is given."""
    if isinstance(values, list):
        return array_of((len(values),), "O8", values)
    code = values.dtype.str[1:]
    return array_of(values.shape, code, values.tobytes())


def objects(*columns: list[Any]) -> Built:
    """Return a block of columns of objects, as (columns, rows)."""
    flat = [cell for column in columns for cell in column]
    return array_of((len(columns), len(columns[0])), "O8", flat)


def names_of(names: Sequence[Any]) -> Call:
    """Return the index of the names of columns."""
    return Call(NEW_INDEX, (INDEX, {"data": array(list(names)), "name": None}))


def block(values: Any, start: int, stop: int) -> Call:
    """Return the block of the columns from `start` to before `stop`."""
    return Call(BLOCK, (values, Call(SLICE, (start, stop, 1)), 2))


def frame(names: Sequence[Any], blocks: Sequence[Any], axes: Any = None) -> Built:
    """Return a DataFrame of the given blocks."""
    rows = Call(
        NEW_INDEX,
        (Name("pandas.core.indexes.range", "RangeIndex"), {"start": 0, "stop": 1}),
    )
    both = [names_of(names), rows] if axes is None else axes
    return with_manager(Call(MANAGER, (tuple(blocks), both)))


def with_manager(manager: Any) -> Built:
    """Return a DataFrame that keeps its columns in whatever is given."""
    state = {"_mgr": manager, "_typ": "dataframe", "_metadata": [], "attrs": {}}
    return Built(New(FRAME), (state,))


def frame_of(columns: Mapping[str, np.ndarray[Any, Any]]) -> Built:
    """Return a DataFrame whose every column is a block of its own."""
    blocks = [
        block(array(np.asarray(values)[np.newaxis]), place, place + 1)
        for place, values in enumerate(columns.values())
    ]
    return frame(list(columns), blocks)
