# SPDX-License-Identifier: MIT
"""Frames as pandas pickles them are read cell by cell as pandas reads them."""

from __future__ import annotations

import pickle
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from forge import array, block, forged, frame, frame_of, names_of, objects
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lri_bench.errors import DataError
from lri_bench.record.cells import Ragged, ragged
from lri_bench.record.frames import Frame, read_frames

WHERE = "raw/file.pkl"
PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)  # of Python 3; 0 and 1 are older

RAW = {
    "actstrack_raw_2T.zip": "raw_2T/",
    "tau3mu_raw.zip": "raw/tau3mu_mixed.pkl",
    "plbind_raw.zip": "raw/contacts/",
}


def pickles(archive: Path, below: str) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as opened:
        names = [n for n in opened.namelist() if n.startswith(below) and n[-1] != "/"]
        return {name: opened.read(name) for name in names}


def as_pandas_reads(data: bytes) -> Any:
    with warnings.catch_warnings():
        # Numpy moved numpy.core, which old pickles name.
        warnings.simplefilter("ignore", DeprecationWarning)
        return pickle.loads(data)


def paired(ours: Any, theirs: Any) -> list[tuple[Frame, pd.DataFrame]]:
    """Return all frames inside of containers, side by side."""
    if isinstance(theirs, pd.DataFrame):
        assert isinstance(ours, Frame)
        return [(ours, theirs)]
    if isinstance(theirs, dict):
        assert ours.keys() == theirs.keys()
        ours, theirs = list(ours.values()), list(theirs.values())
    if isinstance(theirs, list | tuple):
        assert len(ours) == len(theirs)
        return [p for pair in zip(ours, theirs, strict=True) for p in paired(*pair)]
    assert ours == theirs
    return []


def assert_same(ours: Frame, theirs: pd.DataFrame) -> None:
    assert len(ours) == len(theirs)
    assert list(ours.columns) == theirs.columns.tolist()
    for name, column in ours.columns.items():
        expected = theirs[name].to_numpy()
        assert column.dtype == expected.dtype
        if any(isinstance(cell, np.ndarray) for cell in expected):
            assert_same_cells(ragged(name, column), expected)
        elif expected.dtype == object:  # in which no NaN equals another
            assert list(map(repr, column)) == list(map(repr, expected))
        else:
            np.testing.assert_array_equal(column, expected, strict=True)


def assert_same_cells(flat: Ragged, expected: npt.NDArray[Any]) -> None:
    present = [isinstance(cell, np.ndarray) for cell in expected]
    assert flat.present.tolist() == present
    cells = [cell if isinstance(cell, np.ndarray) else [] for cell in expected]
    assert np.diff(flat.offsets).tolist() == [len(cell) for cell in cells]
    filled = [cell for cell in expected if isinstance(cell, np.ndarray)]
    np.testing.assert_array_equal(flat.values, np.concatenate(filled), strict=True)


@pytest.mark.slow
@pytest.mark.parametrize("archive", RAW)
def test_every_cell_of_the_record_is_what_pandas_reads(
    mirror: Path, archive: str
) -> None:
    frames = 0
    for name, data in pickles(mirror / archive, RAW[archive]).items():
        pairs = paired(read_frames(name, data), as_pandas_reads(data))
        frames += len(pairs)
        for pair in pairs:
            assert_same(*pair)
    assert frames > 0


def test_columns_that_nobody_needs_are_left_out(mirror: Path) -> None:
    archive = "tau3mu_raw.zip"
    (data,) = pickles(mirror / archive, RAW[archive]).values()
    whole = read_frames(WHERE, data)
    some = read_frames(WHERE, data, {"y", "mu_hit_bend", "no_such_column"})
    assert list(some.columns) == ["mu_hit_bend", "y"]
    assert len(some) == len(whole)
    np.testing.assert_array_equal(some.columns["y"], whole.columns["y"])


# As pandas pickles now. Text is of a dtype of its own, unless it is asked not to be.

TABLES = {
    "numbers": {"a": np.arange(3), "b": np.arange(3) / 7, "c": np.arange(3) > 0},
    "small numbers": {
        "a": np.arange(3, dtype=np.int8),
        "b": np.arange(3, dtype=np.float32),
        "c": np.array([1, 2**64 - 1, 0], dtype=np.uint64),
        "d": np.arange(3, dtype=np.int8),
    },
    "objects": {
        "a": np.array(["x", None, "ü"], dtype=object),
        "b": np.array([1, 2.5, np.nan], dtype=object),
        "c": np.arange(3),
    },
    "no rows": {"a": np.empty(0, dtype=np.uint16), "b": np.empty(0, dtype=object)},
}


def table(columns: dict[str, npt.NDArray[Any]]) -> pd.DataFrame:
    names = pd.Index(list(columns), dtype=object)
    parts = [pd.Series(column, dtype=column.dtype) for column in columns.values()]
    return pd.concat(parts, axis=1, keys=names)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", TABLES)
def test_frames_of_pandas_of_today_are_read(name: str, protocol: int) -> None:
    theirs = table(TABLES[name])
    # Several blocks, a block of several columns, and one that lies by columns.
    turned = pd.DataFrame(np.eye(3)).rename(columns=str).iloc[::-1, ::-1]
    turned.columns = turned.columns.astype(object)
    for value in (theirs, theirs.copy(), theirs[theirs.columns[::-1]], turned):
        assert_same(read_frames(WHERE, pickle.dumps(value, protocol)), value)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_cells_that_are_arrays_are_read_in_every_protocol(protocol: int) -> None:
    """`DataFrame.to_pickle` takes protocol 5, in which arrays look different."""
    cells = np.empty(4, dtype=object)
    cells[:] = [np.arange(3.0), np.nan, np.empty(0), np.array([5.0])]
    whole = table({"cells": cells, "y": np.arange(4)})
    read = read_frames(WHERE, pickle.dumps(whole, protocol))
    assert_same(read, whole)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_what_stands_twice_is_one_frame(protocol: int) -> None:
    theirs = table(TABLES["numbers"])
    data = pickle.dumps(
        [theirs, (theirs, {"a": theirs, "b": None, "c": "d"})], protocol
    )
    first, (second, parts) = read_frames(WHERE, data)
    assert first is second is parts.pop("a")
    assert parts == {"b": None, "c": "d"}


def test_text_of_a_dtype_of_its_own_is_told() -> None:
    data = pickle.dumps(pd.DataFrame({"a": ["x", "y"]}), 4)
    with pytest.raises(DataError, match="which is not admitted"):
        read_frames(WHERE, data)


def test_frames_without_columns_are_read() -> None:
    """Events without hits may have been pickled so."""
    read = read_frames(WHERE, pickle.dumps([pd.DataFrame()], 4))
    assert [(frame.columns, len(frame)) for frame in read] == [({}, 0)]
    old = frame((), (), [names_of(()), names_of(())])
    assert read_frames(WHERE, forged(old)).columns == {}


def test_numbers_of_a_frame_cannot_be_changed() -> None:
    """They are those of the pickle, which may stand in another frame as well."""
    read = read_frames(WHERE, pickle.dumps([table(TABLES["small numbers"])], 4))
    for column in read[0].columns.values():
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1


def test_columns_of_other_things_are_left_out_or_told() -> None:
    nested = [[1, 2], None]
    data = forged(frame(["a", "b"], [block(objects(nested, ["x", "y"]), 0, 2)]))
    assert list(read_frames(WHERE, data).columns) == ["b"]
    with pytest.raises(DataError, match="column a, whose cells are of some other kind"):
        read_frames(WHERE, data, {"a"})


# Cells laid out flat.

CELLS = st.one_of(
    hnp.arrays(
        st.sampled_from(["<i2", "<f4", ">f4", "<i8", "|u1", "?"]),
        st.integers(0, 4),
    ),
    st.sampled_from([float("nan"), None, 3]),
)
ALIKE = st.one_of(hnp.arrays("<f4", st.integers(0, 4)), st.just(float("nan")))


@given(
    st.one_of(st.lists(ALIKE, max_size=8), st.lists(CELLS, max_size=8)),
    st.sampled_from(PROTOCOLS),
)
def test_ragged_is_what_concatenate_gives(cells: list[Any], protocol: int) -> None:
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    data = pickle.dumps(table({"cells": column, "y": np.arange(len(cells))}), protocol)
    flat = ragged(WHERE, read_frames(WHERE, data).columns["cells"])
    arrays = [cell for cell in cells if isinstance(cell, np.ndarray)]
    sizes = [len(cell) if isinstance(cell, np.ndarray) else 0 for cell in cells]
    expected = np.concatenate(arrays) if arrays else np.empty(0)
    assert flat.present.tolist() == [isinstance(c, np.ndarray) for c in cells]
    assert flat.offsets.tolist() == [0, *np.cumsum(sizes, dtype=int)]
    values = flat.values  # noqa: PD011 - of no DataFrame
    np.testing.assert_array_equal(values, expected)
    assert values.dtype.newbyteorder("=") == expected.dtype.newbyteorder("=")


def test_a_column_of_numbers_has_no_cells() -> None:
    flat = ragged(WHERE, np.array([np.nan, np.nan]))
    assert flat.present.tolist() == [False, False]
    assert flat.offsets.tolist() == [0, 0, 0]
    assert len(flat.values) == 0


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("text", "a cell of type str"),
        (True, "a cell of type bool"),
        (array(np.zeros((2, 2))), "a cell of 2 dimensions and dtype float64"),
        (array(["a"]), "a cell of 1 dimensions and dtype object"),
    ],
)
def test_cells_of_another_kind_are_told(cell: Any, told: str) -> None:
    good = array(np.arange(2.0))
    data = forged(frame(["a"], [block(objects([good, cell]), 0, 1)]))
    with pytest.raises(DataError, match=told) as caught:
        ragged(f"{WHERE}: a", read_frames(WHERE, data).columns["a"])
    assert caught.value.problems[0].where == f"{WHERE}: a"


def test_frames_that_are_forged_as_pandas_1_wrote_them_are_read() -> None:
    """The tests of what is refused rest on this."""
    columns = {"a": np.arange(3), "b": np.arange(3) / 2}
    read = read_frames(WHERE, forged([frame_of(columns)]))[0]
    assert_same(read, table(columns))
