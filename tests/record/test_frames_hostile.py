# SPDX-License-Identifier: MIT
"""Pickles that are no frames end in one error; nothing runs, and nothing changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import forge
import numpy as np
import pytest
from forge import Appended, Built, Call, Get, Name, New, Put, forged
from frame_refusals import (
    CELL,
    COLUMNS,
    WHERE,
    assert_honest_pickles_are_read,
    refusal,
)

from lri_bench.errors import DataError
from lri_bench.record.cells import ragged
from lri_bench.record.frames import read_frames

# What would run something.


@pytest.mark.parametrize(
    "name",
    [
        ("os", "system"),
        ("posix", "system"),
        ("subprocess", "call"),
        ("builtins", "eval"),
        ("builtins", "exec"),
        ("builtins", "open"),
        ("__builtin__", "eval"),
        ("pathlib", "Path.touch"),
        ("numpy", "load"),
        ("numpy", "save"),
        ("numpy", "memmap"),
        ("numpy.core.multiarray", "fromfile"),
        ("numpy.core.multiarray", "_reconstruct.__self__"),
        ("numpy.f2py", "compile"),
        ("numpy.testing._private.utils", "runstring"),
        ("pandas", "eval"),
        ("pandas", "read_pickle"),
        ("pandas.core.frame", "DataFrame.to_pickle"),
        ("pandas.core.computation.eval", "eval"),
        ("pandas.core.internals.managers", "BlockManager.__reduce__"),
        ("lri_bench.record.frames", "_DataFrame"),
    ],
    ids=".".join,
)
def test_names_that_frames_do_not_need_are_refused_and_not_run(
    tmp_path: Path, name: tuple[str, str]
) -> None:
    mark = tmp_path / "mark"
    # One of these arguments makes the mark, whichever the callable is.
    code = f"open({str(mark)!r}, 'w')"
    call = Call(Name(*name), (str(mark), f"touch {mark}", code))
    with_cell = forge.frame(["a"], [forge.block(forge.objects([call]), 0, 1)])
    told = f"it names {'.'.join(name)}, which is not admitted"
    for value in (call, [forge.frame_of(COLUMNS), call], with_cell):
        assert refusal(value) == told
    assert not mark.exists()


NAMES = {
    "frame": forge.FRAME,
    "manager": forge.MANAGER,
    "block": forge.BLOCK,
    "new index": forge.NEW_INDEX,
    "slice": forge.SLICE,
    "reconstruct": forge.RECONSTRUCT,
    "from buffer": Name("numpy.core.numeric", "_frombuffer"),
    "scalar": Name("numpy.core.multiarray", "scalar"),
    "dtype": Name("numpy", "dtype"),
    "encode": Name("_codecs", "encode"),
    "range index": Name("pandas.core.indexes.range", "RangeIndex"),
    "array": Name("numpy", "ndarray"),
}
STATES = [
    {"__init__": None},
    {"_mgr": None},
    (None, {"__setstate__": None, "__slots__": ("a",)}),
    (forge.FRAME, (), {}, {}),
    ({"__dict__": {}}, {"__class__": forge.MANAGER}),
    {"__code__": None, "__defaults__": (1,), "__self__": None},
]


@pytest.mark.parametrize("state", STATES, ids=map(str, range(len(STATES))))
@pytest.mark.parametrize("name", NAMES)
def test_what_is_named_cannot_be_given_a_state(name: str, state: Any) -> None:
    assert refusal([Built(NAMES[name], (state,)), forge.frame_of(COLUMNS)])


@pytest.mark.parametrize("state", STATES, ids=map(str, range(len(STATES))))
def test_parts_of_frames_cannot_be_given_another_state(state: Any) -> None:
    part = forge.block(forge.array(np.zeros((1, 2))), 0, 1)
    index = forge.names_of(["a"])
    manager = Call(forge.MANAGER, ((part,), [index, index]))
    for changed in (
        forge.frame(["a"], [Built(part, (state,))]),
        forge.frame(["a"], [part], [Built(index, (state,)), index]),
        forge.with_manager(Built(manager, (state,))),
    ):
        assert refusal(changed)


@pytest.mark.parametrize("name", ["frame", "manager", "block", "new index", "slice"])
def test_parts_that_were_made_and_not_filled_are_refused(name: str) -> None:
    empty = New(NAMES[name])
    zeros = forge.array(np.zeros((1, 2)))
    index = forge.names_of(["a"])
    for value in (
        [New(forge.FRAME)],
        forge.with_manager(empty),
        forge.frame(["a"], [empty]),
        forge.frame(["a"], [Call(forge.BLOCK, (zeros, empty, 2))]),
        forge.frame(["a"], [forge.block(empty, 0, 1)]),
        forge.frame(["a"], [forge.block(zeros, 0, 1)], [empty, index]),
    ):
        assert refusal(value)


# Frames that do not fit together.


def arrays_that_are_none() -> dict[str, Any]:
    """Return things that stand where an array of (1, 2) float64 should."""
    made = Call(forge.RECONSTRUCT, (Name("numpy", "ndarray"), (0,), b"b"))
    f8, content = forge.dtype("f8"), bytes(16)
    state = (1, (1, 2), f8, False, content)
    return {
        "no state": made,
        "two states": Built(made, (state, state)),
        "appended twice": Appended(Appended(made, state), state),
        "a state and an item": Appended(Built(made, (state,)), 1),
        "an empty state": Built(made, ((),)),
        "a short state": Built(made, (state[:4],)),
        "a long state": Built(made, ((*state, None),)),
        "a state that is no tuple": Built(made, ({"shape": (1, 2)},)),
        "no shape": Built(made, ((1, None, f8, False, content),)),
        "a shape of text": Built(made, ((1, "12", f8, False, content),)),
        "a shape below zero": Built(made, ((1, (-1, -2), f8, False, content),)),
        "a shape too large": Built(made, ((1, (1, 2**62), f8, False, content),)),
        "a shape too small": Built(made, ((1, (1, 1), f8, False, content),)),
        "no dtype": Built(made, ((1, (1, 2), "f8", False, content),)),
        "a dtype without code": Built(
            made, ((1, (1, 2), New(Name("numpy", "dtype")), False, content),)
        ),
        "an array as dtype": Built(made, ((1, (1, 2), CELL, False, content),)),
        "addresses": Built(made, ((1, (1, 2), forge.dtype("O8"), False, content),)),
        "objects as numbers": Built(made, ((1, (1, 2), f8, False, [1.0, 2.0]),)),
        "text as bytes": Built(made, ((1, (1, 2), f8, False, "a" * 16),)),
        "items of no width": forge.array_of((1, 10**12), "S0", b""),
        "one dimension": forge.array(np.zeros(2)),
        "three dimensions": forge.array(np.zeros((1, 2, 1))),
        "a list": [0.0, 0.0],
        "None": None,
    }


@pytest.mark.parametrize("name", arrays_that_are_none())
def test_a_block_of_no_array_is_refused(name: str) -> None:
    thing = arrays_that_are_none()[name]
    assert refusal(forge.frame(["a"], [forge.block(thing, 0, 1)]))


@pytest.mark.parametrize(
    "name", [n for n in arrays_that_are_none() if n not in ("None", "one dimension")]
)
def test_a_cell_of_no_array_is_refused(name: str) -> None:
    thing = arrays_that_are_none()[name]
    with pytest.raises(DataError):  # when the frame is read, or when the cell is
        ragged(WHERE, read_one_column(forge.objects([CELL, thing])))
    assert_honest_pickles_are_read()


def read_one_column(values: Any) -> Any:
    data = forged(forge.frame(["a"], [forge.block(values, 0, 1)]))
    return read_frames(WHERE, data, {"a"}).columns["a"]


@pytest.mark.parametrize(
    ("shape", "content"),
    [
        ((1,), bytes(16)),
        ((3,), bytes(16)),
        ((2.0,), bytes(15)),
        ((2,), bytes(17)),
        ((1, 2), bytes(16)),
        ((-1,), bytes(16)),
        ((), bytes(8)),
    ],
)
def test_a_cell_that_differs_from_its_neighbours_in_shape_alone_is_refused(
    shape: tuple[int, ...], content: bytes
) -> None:
    """Cells of one dtype are laid out together, and are looked at all the same."""
    made = Call(forge.RECONSTRUCT, (Name("numpy", "ndarray"), (0,), b"b"))
    kind = Put(forge.dtype("f8"), 99)
    good = Built(made, ((1, (2,), kind, False, bytes(16)),))
    again = Built(made, ((1, (2,), Get(99), False, bytes(16)),))
    column = read_one_column(forge.objects([good, again]))
    assert ragged(WHERE, column).offsets.tolist() == [0, 2, 4]
    bad = Built(made, ((1, shape, Get(99), False, content),))
    with pytest.raises(DataError):
        ragged(WHERE, read_one_column(forge.objects([good, bad])))


def test_cells_that_take_bytes_from_each_other_are_refused() -> None:
    """Both have parts of a number, and together whole ones."""
    made = Call(forge.RECONSTRUCT, (Name("numpy", "ndarray"), (0,), b"b"))
    kind = Put(forge.dtype("f8"), 99)
    long = Built(made, ((1, (2,), kind, False, bytes(17)),))
    short = Built(made, ((1, (1,), Get(99), False, bytes(15)),))
    with pytest.raises(DataError):
        ragged(WHERE, read_one_column(forge.objects([long, short])))


def placed(*placements: Any) -> Built:
    """Return a frame with the columns a and b, in blocks at the given positions."""
    blocks = []
    for placement in placements:
        size = 2 if len(placements) == 1 else 1
        blocks.append(Call(forge.BLOCK, (forge.array(np.ones((size, 3))), placement)))
    return forge.frame(["a", "b"], blocks)


def positions(*places: float) -> Built:
    return forge.array(np.array(places))


def wrong_positions() -> dict[str, Any]:
    return {
        "one of two": placed(Call(forge.SLICE, (0, 1, 1))),
        "beyond the last": placed(Call(forge.SLICE, (1, 3, 1))),
        "steps of none": placed(Call(forge.SLICE, (0, 2, 0))),
        "a slice of a float": placed(Call(forge.SLICE, (0, 2.0, 1))),
        "a slice of text": placed(Call(forge.SLICE, ("0", "2", "1"))),
        "a slice of nothing": placed(Call(forge.SLICE, (None, None, None))),
        "a slice of two": placed(Call(forge.SLICE, (0, 2))),
        "a slice of four": placed(Call(forge.SLICE, (0, 2, 1, 1))),
        "a slice of truths": placed(Call(forge.SLICE, (0, True, True))),
        "an array beyond": placed(positions(0, 2)),
        "an array below zero": placed(positions(0, -1)),
        "an array of floats": placed(positions(0.0, 1.0)),
        "one twice": placed(positions(0, 0)),
        "too few": placed(positions(0)),
        "two blocks, one place": placed(positions(0), positions(0)),
        "three blocks, two places": placed(positions(0), positions(1), positions(1)),
        "two dimensions": placed(forge.array(np.array([[0], [1]]))),
        "no items, a long list": placed(forge.array_of((10**12, 0), "i8", b"")),
        "a list": placed([0, 1]),
        "None": placed(None),
        "a frame as block": forge.frame(["a", "b"], [placed(positions(0, 1))]),
        "no block": forge.frame(["a", "b"], []),
    }


@pytest.mark.parametrize("name", wrong_positions())
def test_blocks_at_wrong_positions_are_refused(name: str) -> None:
    assert refusal(wrong_positions()[name])


def test_blocks_at_right_positions_are_read() -> None:
    """What the refused ones differ from."""
    for value in (
        placed(Call(forge.SLICE, (0, 2, 1))),
        placed(Call(forge.SLICE, (1, -3, -1))),
        placed(positions(1, 0)),
        placed(positions(0), positions(1)),
    ):
        read = read_frames(WHERE, forged(value))
        assert {name: len(c) for name, c in read.columns.items()} == {"a": 3, "b": 3}


@pytest.mark.parametrize(
    "names", [["a", "a"], ["a"], ["a", "b", "c"], ["a", 1], ["a", None], [1, 2], []]
)
def test_columns_without_a_name_of_their_own_are_refused(names: list[Any]) -> None:
    two = forge.block(forge.array(np.zeros((2, 3))), 0, 2)
    assert refusal(forge.frame(names, [two]))


def test_names_that_are_no_list_are_refused() -> None:
    two = forge.block(forge.array(np.zeros((2, 3))), 0, 2)
    names = forge.names_of(["a", "b"])
    long = Call(forge.NEW_INDEX, (forge.INDEX, {"data": endless(), "name": None}))
    for axes in (None, (names, names), [names], [["a", "b"], names], [long, names]):
        manager = Call(forge.MANAGER, ((two,), axes))
        assert refusal(forge.with_manager(manager))


def endless() -> Built:
    """Return an array of no items that makes a list of 10**12."""
    return forge.array_of((10**12, 0), "O8", [])


def test_columns_of_different_lengths_are_refused() -> None:
    long, short = forge.array(np.zeros((1, 3))), forge.array(np.zeros((1, 2)))
    blocks = [forge.block(long, 0, 1), forge.block(short, 1, 2)]
    told = "columns without values, or of different lengths"
    assert refusal(forge.frame(["a", "b"], blocks)) == told
