# SPDX-License-Identifier: MIT
"""Arrays of objects as the record has them, and nothing that runs."""

from __future__ import annotations

import io
import pickle
import random
import struct
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from lri_bench.errors import DataError, Problem
from lri_bench.record import object_npz
from lri_bench.record.object_npz import read_object_npz

Array = npt.NDArray[Any]
WHERE = "raw/truth.npz"

PLAIN = {
    "number": np.float32(0.5) * np.ones(()),
    "table": np.asfortranarray(np.arange(6).reshape(2, 3)),
    "text": np.array(["a", "bcd"]),
    "nothing": np.empty((0, 3), dtype=np.int16),
}


def objects(*values: object) -> Array:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


RECORDS = objects(
    {"nodes": np.arange(4, dtype=np.uint8).reshape(2, 2), "n_node": 2},
    {"nodes": np.ones((1, 1)), "n_node": np.int64(1)},
)


def saved(arrays: Mapping[str, Array], method: int = zipfile.ZIP_STORED) -> bytes:
    """Return an archive as numpy saves it, objects and all."""
    return zipped({f"{k}.npy": npy(v) for k, v in arrays.items()}, method)


def npy(array: Array) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, array)
    return file.getvalue()


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def npy_of_objects(shape: str, content: bytes) -> bytes:
    """Return a member of objects whose header and pickle say what we like."""
    header = f"{{'descr': '|O', 'fortran_order': False, 'shape': {shape}, }}\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) + header.encode() + content


def problems_of(data: bytes) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        read_object_npz(WHERE, data)
    return caught.value.problems


def problem_of(data: bytes) -> Problem:
    (problem,) = problems_of(data)
    assert problem.where.startswith(WHERE)
    assert problem.cause
    return problem


@pytest.mark.slow
def test_the_record_s_files_are_read_as_numpy_reads_them(mirror: Path) -> None:
    with zipfile.ZipFile(mirror / "synmol_raw.zip") as archive:
        names = [name for name in archive.namelist() if name.endswith(".npz")]
        files = {name: archive.read(name) for name in names}
    assert len(files) == 4
    for name, data in files.items():
        read = read_object_npz(name, data)
        with np.load(io.BytesIO(data), allow_pickle=True) as expected:
            assert list(read) == list(expected)
            for key, value in expected.items():
                assert (read[key].dtype, read[key].shape) == (value.dtype, value.shape)
                if not value.dtype.hasobject:
                    assert np.array_equal(read[key], value)
                    continue
                for mine, theirs in zip(read[key].ravel(), value.ravel(), strict=True):
                    assert mine.keys() == theirs.keys()
                    for field, content in theirs.items():
                        assert np.array_equal(mine[field], content)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_plain_arrays_are_read_exactly(method: int) -> None:
    read = read_object_npz(WHERE, saved(PLAIN, method))
    assert list(read) == list(PLAIN)
    for key, value in PLAIN.items():
        assert (read[key].dtype, read[key].shape) == (value.dtype, value.shape)
        assert np.array_equal(read[key], value)


def test_objects_are_arrays_numbers_and_containers() -> None:
    read = read_object_npz(WHERE, saved({"records": RECORDS}))["records"]
    assert type(read) is np.ndarray
    assert (read.dtype, read.shape) == (RECORDS.dtype, RECORDS.shape)
    assert [record["n_node"] for record in read] == [2, 1]
    assert np.array_equal(read[0]["nodes"], [[0, 1], [2, 3]])
    assert read[0]["nodes"].dtype == np.uint8


@pytest.mark.parametrize("shape", [(6, 1), (1, 6), (2, 3), (0,), ()])
def test_the_shape_of_an_array_of_objects_is_kept(shape: tuple[int, ...]) -> None:
    array = np.empty(shape, dtype=object)
    for place in np.ndindex(shape):
        array[place] = [str(place)]
    for layout in (array, np.asfortranarray(array)):
        read = read_object_npz(WHERE, saved({"a": layout}))["a"]
        assert read.shape == layout.shape
        assert read.tolist() == layout.tolist()


# What is refused.


class Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_code_in_an_array_of_objects_does_not_run(tmp_path: Path) -> None:
    data = saved({"a": objects({"nodes": Trap(tmp_path / "trap")})})
    problem = problem_of(data)
    assert not (tmp_path / "trap").exists()
    assert problem.where == f"{WHERE}: a.npy"
    assert "which is not admitted" in problem.got
    assert "nothing was run" in problem.cause
    with np.load(io.BytesIO(data), allow_pickle=True) as file:
        assert file["a"].shape == (1,)
    assert (tmp_path / "trap").exists()  # so the trap was a real one


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        ("(3,)", objects(1, 2)),
        ("(2, 1)", objects(1, 2)),
        ("()", objects(1, 2)),
        ("(2,)", [1, 2]),
        ("(2,)", "ab"),
        ("()", None),
    ],
)
def test_a_pickle_of_something_else_than_the_header_says(
    shape: str, value: object
) -> None:
    member = npy_of_objects(shape, pickle.dumps(value, 4))
    problem = problem_of(zipped({"a.npy": member}))
    assert problem.where == f"{WHERE}: a.npy"
    assert problem.got == "a pickle of something else than its header says"


@pytest.mark.parametrize(
    "shape", ["(-1,)", "(10000000000, 10000000000)", "(0, 18446744073709551616)"]
)
def test_a_shape_that_no_array_can_have(shape: str) -> None:
    problem = problem_of(zipped({"a.npy": npy_of_objects(shape, b"")}))
    assert problem.got.startswith("a shape that no array can have")


def test_a_plain_array_that_claims_more_than_it_has_takes_no_memory() -> None:
    whole = npy(np.zeros(2))
    forged = whole.replace(b"(2,), }          ", b"(99999999999,), }")
    assert len(forged) == len(whole)
    problem = problem_of(zipped({"a.npy": forged}))
    assert problem.expected.startswith("799,999,999,992 bytes for shape")
    assert problem.got == f"{len(whole)} bytes declared"


def test_records_of_fields_are_refused() -> None:
    array = np.zeros(2, dtype=[("a", "<f4"), ("b", "O")])
    assert problem_of(saved({"a": array})).expected == "plain numbers or text"


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\3\4 cut off"])
def test_what_is_no_archive(data: bytes) -> None:
    problem = problem_of(data)
    assert problem.where == WHERE
    assert problem.expected == "an .npz file as numpy wrote it"
    assert problem.got == "File is not a zip file"
    assert problem.run == "download it again and compare its checksum"


def test_a_member_that_is_no_array() -> None:
    problem = problem_of(zipped({"readme.txt": b"hello"}))
    assert problem.where == f"{WHERE}: readme.txt"
    assert problem.cause == "the file is damaged"


def test_more_than_any_file_of_the_record_has_is_never_decompressed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = saved({"a": np.zeros(60), "b": np.zeros(60)}, zipfile.ZIP_DEFLATED)

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a member was opened")

    with monkeypatch.context() as patch:
        patch.setattr(object_npz, "LIMIT_BYTES", 1000)  # each has fewer
        patch.setattr(zipfile.ZipFile, "open", refuse)
        problem = problem_of(data)
    assert (problem.expected, problem.got) == (
        "at most 1,000 bytes",
        "1,216 bytes declared",
    )
    assert "nothing was decompressed" in problem.cause
    assert len(read_object_npz(WHERE, data)) == 2


def test_all_faults_are_told_in_one_pass(tmp_path: Path) -> None:
    members = {
        "good.npy": npy(np.zeros(2)),
        "code.npy": npy(objects(Trap(tmp_path / "trap"))),
        "shape.npy": npy_of_objects("(-1,)", b""),
        "readme.txt": b"hello",
    }
    told = [problem.where for problem in problems_of(zipped(members))]
    assert told == [f"{WHERE}: {name}" for name in list(members)[1:]]


# Damage.

ROUNDS = 60


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_damage_of_any_kind_raises_this_error_alone(seed: int, method: int) -> None:
    generator = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    whole = saved({"records": RECORDS, **PLAIN}, method)
    refused = 0
    for _ in range(ROUNDS):
        data = bytearray(whole)
        for _ in range(generator.choice([1, 2, 8])):
            data[generator.randrange(len(data))] = generator.randrange(256)
        del data[generator.randrange(len(data), 2 * len(data)) :]
        refused += is_refused(bytes(data))
    assert refused > ROUNDS / 2


@pytest.mark.parametrize("seed", range(3))
def test_damage_within_an_array_raises_this_error_alone(seed: int) -> None:
    """As above, with sums that are right, so that the damage is looked at."""
    generator = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    member = npy(RECORDS)
    refused = 0
    for _ in range(ROUNDS):
        damaged = bytearray(member)
        for _ in range(generator.choice([1, 1, 2, 8])):
            damaged[generator.randrange(len(damaged))] = generator.randrange(256)
        refused += is_refused(zipped({"a.npy": bytes(damaged)}))
    assert refused > ROUNDS / 4


def is_refused(data: bytes) -> bool:
    """Return whether a file is refused; what is read can be looked at."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # numpy's, of Python 2
        try:
            read = read_object_npz(WHERE, data)
        except DataError:
            return True
    return not all(repr(value) for value in read.values())
