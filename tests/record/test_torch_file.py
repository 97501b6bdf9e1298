# SPDX-License-Identifier: MIT
"""Processed files of the record: equal to what torch reads, forgeries refused."""

from __future__ import annotations

import io
import pickle
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lri_bench.errors import DataError
from lri_bench.record import torch_file
from lri_bench.record.folder import RecordFolder
from lri_bench.record.torch_file import ProcessedFile, read_processed

Array = npt.NDArray[Any]
WHERE = "processed/data.pt"

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

# Opcodes of protocol 2, which torch.save writes.

REDUCE, BUILD, PERSISTENT, NEW = b"R", b"b", b"Q", b")\x81"


def named(module: str, name: str) -> bytes:
    return f"c{module}\n{name}\n".encode()


def plain(value: object) -> bytes:
    return pickle.dumps(value, 2)[2:-1]


def tuple_of(*items: bytes) -> bytes:
    return b"(" + b"".join(items) + b"t"


def dict_of(items: Mapping[str, bytes]) -> bytes:
    return b"}(" + b"".join(plain(k) + v for k, v in items.items()) + b"u"


def storage(key: Any = "0", count: Any = 12, kind: str = "FloatStorage") -> bytes:
    parts = (plain("storage"), named("torch", kind), plain(key), plain("cpu"))
    return tuple_of(*parts, plain(count)) + PERSISTENT


def tensor(size: Any, stride: Any, start: Any = 0, of: bytes = storage()) -> bytes:
    hooks = named("collections", "OrderedDict") + b")" + REDUCE
    given = (plain(value) for value in (start, size, stride, 0))
    arguments = tuple_of(of, *given, hooks)
    return named("torch._utils", "_rebuild_tensor_v2") + arguments + REDUCE


def graph(columns: Mapping[str, bytes]) -> bytes:
    """Return the opcodes of PyG's Data with its store."""
    store = named("torch_geometric.data.storage", "GlobalStorage") + NEW
    store += dict_of({"_mapping": dict_of(columns)}) + BUILD
    return data_object(dict_of({"_store": store}))


def data_object(state: bytes) -> bytes:
    return named("torch_geometric.data.data", "Data") + NEW + state + BUILD


def torch_file_of(content: bytes, /, **storages: bytes) -> bytes:
    """Return a zip as torch writes it, around the opcodes of one value."""
    members = {f"archive/data/{key[1:]}": value for key, value in storages.items()}
    members["archive/data.pkl"] = b"\x80\x02" + content + b"."
    return zipped(members)


def zipped(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


TWELVE = np.arange(12, dtype=np.float32)


def file_with(column: bytes, content: bytes = TWELVE.tobytes()) -> bytes:
    """Return a file of one column, with slices and splits that are right."""
    value = tuple_of(graph({"x": column}), plain({}), plain({"train": [0, 1]}))
    return torch_file_of(value, s0=content)


def column_of(column: bytes, content: bytes = TWELVE.tobytes()) -> Array:
    return read_processed(WHERE, file_with(column, content)).columns["x"]


def refusal(data: bytes) -> str:
    """Return what is told of a file that must be refused."""
    with pytest.raises(DataError) as caught:
        read_processed(WHERE, data)
    (problem,) = caught.value.problems
    assert problem.where == WHERE
    assert problem.expected
    assert problem.cause
    assert problem.run == problem.run.strip() != ""
    return problem.got


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


# Forged tensors.


@pytest.mark.parametrize(
    ("size", "stride", "start"),
    [
        ((13,), (1,), 0),
        ((12,), (1,), 1),
        ((3, 4), (5, 1), 0),
        ((2,), (12,), 0),
        ((1,), (1,), 12),
        ((1,), (1,), -1),
        ((2,), (-1,), 5),
        ((-1,), (1,), 0),
        ((-1, -12), (1, 1), 0),
        ((3,), (4, 1), 0),
        ((3, 4), (1,), 0),
        ((10**9,), (0,), 0),
        ((6, 6), (1, 1), 0),
        ((2**40, 2**40), (2**40, 2**40), 0),
        ((1, 2**62), (2**62, 0), 0),
    ],
)
def test_a_tensor_that_reaches_beyond_its_storage_is_refused(
    size: tuple[int, ...], stride: tuple[int, ...], start: int
) -> None:
    told = refusal(file_with(tensor(size, stride, start)))
    assert told == f"a tensor of size {size} does not fit its storage"


def test_numbers_that_wrap_around_do_not_lead_out_of_the_storage() -> None:
    """As numpy's integers, 2 ** 32 times 2 ** 32 is nought."""
    column = tensor((np.int64(2**32 + 1),), (np.int64(2**32),))
    assert "does not fit its storage" in refusal(file_with(column))


@pytest.mark.parametrize("bad", [1.0, "1", None, (1,)])
def test_sizes_that_are_no_whole_numbers_are_refused(bad: object) -> None:
    assert refusal(file_with(tensor((bad,), (1,))))
    assert refusal(file_with(tensor((1,), (bad,))))
    assert refusal(file_with(tensor((1,), (1,), start=bad)))
    assert refusal(file_with(tensor([bad], (1,))))
    assert refusal(file_with(tensor(3, (1,))))


@pytest.mark.parametrize("of", [plain("a" * 99), plain([1.0] * 99), plain(None)])
def test_a_tensor_of_something_else_than_a_storage_is_refused(of: bytes) -> None:
    assert refusal(file_with(tensor((3,), (1,), of=of)))


def test_a_tensor_of_a_table_is_refused() -> None:
    of = plain(np.zeros((12, 2), dtype=np.float32))
    assert "does not fit" in refusal(file_with(tensor((3,), (1,), of=of)))


@pytest.mark.parametrize(
    "of",
    [
        storage(count=13),
        storage(count=2**62),
        storage(count="12"),
        storage(kind="LongStorage"),
        storage(key="1"),
        storage(key="../data.pkl"),
        storage(key=0),
        storage(key=["0"]),
        storage(kind="ComplexStorage"),
        plain(("storage",)) + PERSISTENT,
        plain(("storage", "<U9", "0", "cpu", 1)) + PERSISTENT,
        plain(("storage", "O", "0", "cpu", 1)) + PERSISTENT,
        plain(("module", "<f4", "0", "cpu", 12)) + PERSISTENT,
        plain(None) + PERSISTENT,
    ],
)
def test_a_forged_storage_is_refused(of: bytes) -> None:
    assert refusal(file_with(tensor((3,), (1,), of=of)))


def test_a_file_cannot_change_how_the_next_one_is_read() -> None:
    good = file_with(tensor((3,), (1,)))
    forged = [
        named("torch", "FloatStorage") + plain({"dtype": "<i4"}) + BUILD,
        named("torch", "FloatStorage") + plain((None, {"dtype": "<i4"})) + BUILD,
        named("torch._utils", "_rebuild_tensor_v2")
        + plain((None, {"__defaults__": (1,), "__kwdefaults__": {}}))
        + BUILD,
    ]
    for opcodes in forged:
        assert refusal(torch_file_of(opcodes))
        assert read_processed(WHERE, good).columns["x"].tolist() == [0, 1, 2]


# Files of another kind.


@pytest.mark.parametrize(
    ("content", "got"),
    [
        (plain([1, 2, 3]), "list"),
        (plain((1, 2)), "tuple"),
        (plain((1, 2, 3)), "other contents"),
        (tuple_of(graph({}), plain({}), plain([])), "other contents"),
        (tuple_of(graph({}), plain([]), plain({})), "other contents"),
        (tuple_of(graph({}), plain({"x": None}), plain({})), "other contents"),
        (tuple_of(graph({}), plain({"x": [0.5]}), plain({})), "other contents"),
        (tuple_of(graph({}), plain({"x": ["a"]}), plain({})), "other contents"),
        (tuple_of(graph({}), plain({"x": [[1], [1, 2]]}), plain({})), "other contents"),
        (tuple_of(graph({}), plain({1: [0]}), plain({})), "other contents"),
        (tuple_of(graph({}), plain({}), plain({"train": {}})), "other contents"),
        (
            tuple_of(data_object(plain(None)), plain({}), plain({})),
            "other contents",
        ),
        (
            tuple_of(data_object(plain([1])), plain({}), plain({})),
            "other contents",
        ),
        (
            tuple_of(data_object(plain({"_store": 1})), plain({}), plain({})),
            "other contents",
        ),
        (
            tuple_of(
                named("torch_geometric.data.data", "Data") + NEW,
                plain({}),
                plain({}),
            ),
            "other contents",
        ),
        (
            tuple_of(
                graph({"x": plain(np.array([{}], dtype=object))}), plain({}), plain({})
            ),
            "other contents",
        ),
    ],
)
def test_a_file_that_holds_something_else(content: bytes, got: str) -> None:
    assert refusal(torch_file_of(content)) == got


def test_a_file_that_names_another_class() -> None:
    told = refusal(torch_file_of(named("os", "system") + plain(("true",)) + REDUCE))
    assert told == "it names os.system, which is not admitted"


def test_numbers_of_another_byte_order_are_refused() -> None:
    value = tuple_of(graph({}), plain({}), plain({}))
    members = {"a/data.pkl": b"\x80\x02" + value + b".", "a/byteorder": b"big"}
    assert refusal(zipped(members)) == "numbers of another byte order"
    members["a/byteorder"] = b"little"
    assert read_processed(WHERE, zipped(members)).columns == {}


@pytest.mark.parametrize(
    ("data", "got"),
    [
        (b"", "File is not a zip file"),
        (b"no zip", "File is not a zip file"),
        (zipped({}), "0 members named data.pkl"),
        (zipped({"data.pkl": b""}), "0 members named data.pkl"),
        (zipped({"a/data.pkl.bak": b""}), "0 members named data.pkl"),
        (zipped({"a/data.pkl": b"", "b/data.pkl": b""}), "2 members named data.pkl"),
    ],
)
def test_a_file_that_is_no_archive_of_torch(data: bytes, got: str) -> None:
    assert refusal(data) == got


def test_a_pickle_that_was_not_zipped_is_not_run(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (tmp_path / "trap",)

    assert refusal(pickle.dumps(Trap())) == "File is not a zip file"
    assert "is not admitted" in refusal(torch_file_of(plain(Trap())))
    assert not (tmp_path / "trap").exists()


def test_more_bytes_than_any_file_of_the_record_are_never_decompressed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = file_with(tensor((3,), (1,)))

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a member was opened")

    with monkeypatch.context() as patch:
        patch.setattr(torch_file, "LIMIT_BYTES", 100)
        patch.setattr(zipfile.ZipFile, "open", refuse)
        assert refusal(data).endswith("bytes declared")
    assert read_processed(WHERE, data).columns["x"].size == 3


# Damage.


@pytest.mark.parametrize("seed", range(6))
def test_damage_of_any_kind_raises_this_error_alone(seed: int) -> None:
    generator = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    whole = file_with(tensor((3, 4), (4, 1)))
    refused = 0
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(generator.choice([1, 2, 8])):
            data[generator.randrange(len(data))] = generator.randrange(256)
        del data[generator.randrange(len(data), 2 * len(data)) :]
        try:
            read = read_processed(WHERE, bytes(data))
        except DataError:
            refused += 1
        else:
            assert all(
                np.array_equal(v, TWELVE.reshape(3, 4)) for v in read.columns.values()
            )
    assert refused > 150


@pytest.mark.parametrize("seed", range(6))
def test_damage_of_the_pickle_raises_this_error_alone(seed: int) -> None:
    """As above, with sums that are right, so that the damage is looked at."""
    generator = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    content = tuple_of(
        graph({"x": tensor((3, 4), (4, 1))}), plain({"x": [0]}), plain({"train": [1]})
    )
    refused = 0
    for _ in range(300):
        damaged = bytearray(content)
        for _ in range(generator.choice([1, 1, 2, 8])):
            damaged[generator.randrange(len(damaged))] = generator.randrange(256)
        try:
            data = torch_file_of(bytes(damaged), s0=struct.pack("<12f", *range(12)))
            read = read_processed(WHERE, data)
        except DataError:
            refused += 1
        else:
            assert all(isinstance(v, np.ndarray) for v in read.columns.values())
    assert refused > 100


def test_every_beginning_of_a_file_is_refused() -> None:
    whole = file_with(tensor((3, 4), (4, 1)))
    for length in range(len(whole)):
        assert refusal(whole[:length])
