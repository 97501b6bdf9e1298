# SPDX-License-Identifier: MIT
"""Forged tensors and files of another kind are refused; nothing runs."""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from torch_files import (
    BUILD,
    NEW,
    PERSISTENT,
    REDUCE,
    WHERE,
    data_object,
    file_with,
    graph,
    named,
    plain,
    refusal,
    storage,
    tensor,
    torch_file_of,
    tuple_of,
    zipped,
)

from lri_bench.record import torch_file
from lri_bench.record.torch_file import read_processed

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
