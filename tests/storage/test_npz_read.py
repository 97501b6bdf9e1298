# SPDX-License-Identifier: MIT
"""Archives that are read: every array as it was, and the format that a file names."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from npz_files import SMALL, Array, archive_of, header_of, npy_with_header, same

from lri_bench.errors import DataError
from lri_bench.storage.npz import read_npz, read_stamped, write_npz

# What is read.


@settings(deadline=None)
@given(
    st.dictionaries(
        st.text("abc/_0", min_size=1, max_size=6),
        hnp.arrays(
            st.one_of(
                hnp.boolean_dtypes(),
                hnp.integer_dtypes(endianness="?"),
                hnp.floating_dtypes(endianness="?"),
                hnp.complex_number_dtypes(endianness="?"),
            ),
            hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
        ),
        max_size=4,
    )
)
def test_any_arrays_come_back_as_they_were(arrays: dict[str, Array]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.npz"
        write_npz(path, arrays)
        assert same(read_npz(path), arrays)


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_text_comes_back_as_it_was(words: list[str]) -> None:
    text = np.array(words, dtype=np.str_)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.npz"
        write_npz(path, {"text": text})
        assert same(read_npz(path), {"text": text})


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_what_numpy_saves_is_read_in_either_order(
    file: Path, save: Callable[..., None]
) -> None:
    table = np.arange(24, dtype=np.int16).reshape(2, 3, 4)
    save(file, rows=table, columns=np.asfortranarray(table), **{"a/b": table[0]})
    read = read_npz(file)
    assert same(read, {"rows": table, "columns": table, "a/b": table[0]})


def test_the_later_version_of_the_array_format_is_read(file: Path) -> None:
    member = io.BytesIO()
    np.lib.format.write_array(member, SMALL["importance"], version=(2, 0))
    archive_of(file, {"importance.npy": member.getvalue()})
    assert np.array_equal(read_npz(file)["importance"], SMALL["importance"])


def test_a_byte_that_is_neither_0_nor_1_is_true(file: Path) -> None:
    member = npy_with_header(header_of("'|b1'", "(3,)"), b"\x00\x01\x02")
    value = read_npz(archive_of(file, {"a.npy": member}))["a"]
    assert value.tobytes() == b"\x00\x01\x01"


def test_a_file_without_arrays_is_empty(file: Path) -> None:
    assert read_npz(archive_of(file, {})) == {}


# Files that name their format.


def stamped(path: Path, **arrays: Array) -> Path:
    write_npz(path, arrays)
    return path


def test_a_stamped_file_gives_arrays_and_meta(file: Path) -> None:
    meta = {"edition": "synmol@raw", "n": [1, 2], "none": None}
    value = np.arange(3)
    stamped(file, format=np.array("x/1"), meta=np.array(json.dumps(meta)), value=value)
    arrays, found = read_stamped(file, "x/1")
    assert found == meta
    assert same(arrays, {"value": value})


@pytest.mark.parametrize(
    ("arrays", "got"),
    [
        ({}, "format none without readable meta"),
        ({"format": np.array("x/2"), "meta": np.array("{}")}, "format x/2"),
        ({"format": np.array("x/1")}, "format x/1 without readable meta"),
        (
            {"format": np.array("x/1"), "meta": np.array("{")},
            "format x/1 without readable meta",
        ),
        (
            {"format": np.array("x/1"), "meta": np.array("[]")},
            "format x/1 without readable meta",
        ),
        (
            {"format": np.array("x/1"), "meta": np.array("[" * 100_000)},
            "format x/1 without readable meta",
        ),
        (
            {"format": np.array("x/1"), "meta": np.arange(3)},
            "format x/1 without readable meta",
        ),
    ],
)
def test_a_file_of_another_format(
    file: Path, arrays: dict[str, Array], got: str
) -> None:
    stamped(file, **arrays)
    with pytest.raises(DataError) as caught:
        read_stamped(file, "x/1")
    (problem,) = caught.value.problems
    assert (problem.where, problem.expected, problem.got) == (
        str(file),
        "format x/1",
        got,
    )
