# SPDX-License-Identifier: MIT
"""Processed files of the record: equal to what torch reads, and without torch."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from torch_files import (
    REDUCE,
    TWELVE,
    WHERE,
    dict_of,
    file_with,
    graph,
    named,
    plain,
    storage,
    tensor,
    torch_file_of,
    tuple_of,
)

from lri_bench.record.folder import RecordFolder
from lri_bench.record.torch_file import ProcessedFile, read_processed

Array = npt.NDArray[Any]

RECORD = {
    "synmol": ("synmol_processed.zip", "processed", "data.pt"),
    "tau3mu": ("tau3mu_processed.zip", "processed", "data.pt"),
    "plbind": ("plbind_processed.zip", "processed", "data.pt"),
    "actstrack": ("actstrack_processed_2T.zip", "processed_2T", "data_2T.pt"),
    "actstrack_4T": ("actstrack_processed_4T.zip", "processed_4T", "data_4T.pt"),
}

NAMES = {
    "?": "BoolStorage",
    "|u1": "ByteStorage",
    "|i1": "CharStorage",
    "<f8": "DoubleStorage",
    "<f4": "FloatStorage",
    "<f2": "HalfStorage",
    "<i4": "IntStorage",
    "<i8": "LongStorage",
    "<i2": "ShortStorage",
}


def column_of(column: bytes, content: bytes = TWELVE.tobytes()) -> Array:
    return read_processed(WHERE, file_with(column, content)).columns["x"]


# The record's own files.


def stored(mirror: Path, name: str) -> ProcessedFile:
    archive, inner, file = RECORD[name]
    found = RecordFolder(mirror, archive, inner).read(file)
    return read_processed(found.where, found.data)


@pytest.mark.parametrize("name", RECORD)
def test_columns_slices_and_splits_are_those_that_torch_reads(
    mirror: Path, golden: Path, name: str
) -> None:
    file = stored(mirror, name)
    with np.load(golden / f"{name}.npz") as reference:
        expected = dict(reference)
    splits = {k.removeprefix("split_") for k in expected if k.startswith("split_")}
    offsets = {k for k in expected if k.startswith("offsets")}
    assert set(file.columns) == set(expected) - offsets - {f"split_{k}" for k in splits}
    for column, value in file.columns.items():
        assert type(value) is np.ndarray
        assert value.dtype == expected[column].dtype
        assert np.array_equal(value, expected[column])
    assert set(file.splits) == splits
    for split, indices in file.splits.items():
        assert indices.dtype == np.int64
        assert np.array_equal(indices, expected[f"split_{split}"])
    assert np.array_equal(file.slices["pos"], expected["offsets"])


def test_slices_of_context_clouds_are_read_as_well(mirror: Path, golden: Path) -> None:
    file = stored(mirror, "plbind")
    with np.load(golden / "plbind.npz") as expected:
        assert np.array_equal(file.slices["pos_lig"], expected["offsets_lig"])


def test_neither_torch_nor_pyg_is_imported(mirror: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from lri_bench.record.folder import RecordFolder\n"
        "from lri_bench.record.torch_file import read_processed\n"
        "file = RecordFolder(Path(sys.argv[1]), 'tau3mu_processed.zip', 'processed')\n"
        "print(*read_processed('w', file.read('data.pt').data).columns)\n"
        "tops = {name.partition('.')[0] for name in sys.modules}\n"
        "sys.exit(bool(tops & {'torch', 'torch_geometric'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(mirror)], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"x y pos node_label\n")


# Files made by hand.


def test_a_tensor_is_cut_from_its_storage_by_start_size_and_stride() -> None:
    assert np.array_equal(column_of(tensor((3, 4), (4, 1))), TWELVE.reshape(3, 4))
    assert np.array_equal(column_of(tensor((4, 3), (1, 4))), TWELVE.reshape(3, 4).T)
    assert column_of(tensor((2,), (5,), start=1)).tolist() == [1, 6]
    assert column_of(tensor((), (), start=11)).tolist() == 11
    assert column_of(tensor((0, 4), (4, 1), start=12)).shape == (0, 4)


@pytest.mark.parametrize("code", NAMES)
def test_every_kind_of_storage(code: str) -> None:
    values = np.array([0, 1, 1], dtype=code)
    of = storage(count=3, kind=NAMES[code])
    column = column_of(tensor((3,), (1,), of=of), values.tobytes())
    assert column.dtype == values.dtype
    assert column.tolist() == values.tolist()


def test_an_empty_storage() -> None:
    assert column_of(tensor((0,), (1,), of=storage(count=0)), b"").shape == (0,)


@settings(deadline=None)
@given(
    hnp.arrays(np.float32, hnp.array_shapes(max_dims=3, max_side=5)),
    st.permutations(range(3)),
)
def test_any_tensor_in_any_layout_comes_back(value: Array, axes: list[int]) -> None:
    turned = value.transpose([axis for axis in axes if axis < value.ndim])
    stride = tuple(step // 4 for step in turned.strides)
    column = tensor(turned.shape, stride, of=storage(count=value.size))
    read = column_of(column, value.tobytes())
    assert read.shape == turned.shape
    assert read.tobytes() == turned.tobytes()


def test_what_is_no_tensor_is_left_out() -> None:
    columns = {"x": tensor((3,), (1,)), "name": plain("a"), "edges": plain(None)}
    value = tuple_of(graph(columns), plain({}), plain({}))
    data = torch_file_of(value, s0=TWELVE.tobytes())
    assert list(read_processed(WHERE, data).columns) == ["x"]


def test_splits_may_be_lists_arrays_or_tensors_and_are_flat_whole_numbers() -> None:
    splits = {
        "train": plain([3, 1]),
        "valid": plain(np.array([[2], [0]], dtype=np.int32)),
        "test": plain([]),
        "unused": tensor((2,), (1,), of=storage("1", 2, "LongStorage")),
    }
    value = tuple_of(graph({}), plain({}), dict_of(splits))
    data = torch_file_of(value, s1=np.array([7, 8]).tobytes())
    read = read_processed(WHERE, data).splits
    assert {name: indices.dtype for name, indices in read.items()} == dict.fromkeys(
        splits, np.dtype(np.int64)
    )
    assert {name: indices.tolist() for name, indices in read.items()} == {
        "train": [3, 1],
        "valid": [2, 0],
        "test": [],
        "unused": [7, 8],
    }


def test_a_dictionary_with_a_default_keeps_its_items_alone() -> None:
    made = named("collections", "defaultdict") + tuple_of(named("builtins", "dict"))
    slices = made + REDUCE + b"(" + plain("x") + plain([0, 3]) + b"u"
    value = tuple_of(graph({}), slices, plain({}))
    assert read_processed(WHERE, torch_file_of(value)).slices["x"].tolist() == [0, 3]
