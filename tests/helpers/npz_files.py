# SPDX-License-Identifier: MIT
"""Archives of arrays as they are and as nobody should make them, and what is told."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from lri_bench.errors import DataError, Problem
from lri_bench.storage.npz import read_npz

Array = npt.NDArray[Any]

SMALL = {
    "name": np.array("mine"),
    "cloud_id": np.array(["a", "bcd"]),
    "importance": np.arange(6, dtype=np.float32).reshape(2, 3),
    "nothing": np.empty((0, 3), dtype=np.int64),
}


def same(first: Mapping[str, Array], second: Mapping[str, Array]) -> bool:
    """Return whether names, dtypes, shapes and bytes are the same."""

    def facts(arrays: Mapping[str, Array]) -> list[tuple[Any, ...]]:
        return [(k, v.dtype, v.shape, v.tobytes()) for k, v in arrays.items()]

    return facts(first) == facts(second)


def npy(array: Array) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, array)
    return file.getvalue()


def npy_with_header(header: str, content: bytes, version: bytes = b"\1\0") -> bytes:
    """Return a member whose header says what we like."""
    text = header.encode("latin1") + b"\n"
    length = struct.pack("<H" if version == b"\1\0" else "<I", len(text))
    return b"\x93NUMPY" + version + length + text + content


def header_of(descr: str, shape: str, order: str = "False") -> str:
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}"


def archive_of(path: Path, members: Mapping[str, bytes], method: int = 0) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def problems_of(path: Path, **options: Any) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        read_npz(path, **options)
    return caught.value.problems


def problem_of(path: Path, **options: Any) -> Problem:
    (problem,) = problems_of(path, **options)
    assert problem.where.startswith(str(path))
    return problem


def problem_of_member(path: Path, content: bytes) -> Problem:
    """Return what is wrong with an archive of one member."""
    problem = problem_of(archive_of(path, {"a.npy": content}))
    assert problem.where == f"{path}: a"
    return problem
