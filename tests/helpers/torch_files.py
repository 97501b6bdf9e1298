# SPDX-License-Identifier: MIT
"""Files as torch writes them, made opcode by opcode, and what is told of forgeries."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from lri_bench.errors import DataError
from lri_bench.record.torch_file import read_processed

WHERE = "processed/data.pt"

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
