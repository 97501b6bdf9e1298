# SPDX-License-Identifier: MIT
"""Archives of strangers that are refused, with everything that is wrong."""

from __future__ import annotations

import os
import pickle
import struct
import tempfile
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from npz_files import (
    SMALL,
    archive_of,
    header_of,
    npy,
    npy_with_header,
    problem_of,
    problem_of_member,
    problems_of,
)

from lri_bench.errors import SubmissionError
from lri_bench.storage.npz import read_npz, write_npz

# What is no archive at all.


def test_a_text_file_of_that_name(file: Path) -> None:
    file.write_text("cloud_id,importance\n")
    problem = problem_of(file)
    assert problem.expected == "an .npz file, which is a zip archive"
    assert problem.got == "a file that starts with b'clou'"
    assert problem.cause == "another kind of file was renamed to .npz"
    assert "numpy.savez_compressed" in problem.run


def test_an_empty_file(file: Path) -> None:
    file.touch()
    assert problem_of(file).got == "an empty file"


def test_a_single_array_that_was_renamed(file: Path) -> None:
    file.write_bytes(npy(np.zeros(3)))
    assert problem_of(file).got == r"a file that starts with b'\x93NUM'"


def test_a_folder(tmp_path: Path) -> None:
    problem = problem_of(tmp_path)
    assert (problem.got, problem.run) == ("a folder", f"ls {tmp_path}")


def test_a_file_that_is_missing(file: Path) -> None:
    problem = problem_of(file)
    assert (problem.got, problem.run) == ("no such file", f"ls {file.parent}")


def test_a_path_below_a_file(file: Path) -> None:
    file.touch()
    assert problem_of(file / "inner.npz").got in ("no such file", "Not a directory")


def test_a_pipe_is_not_waited_for(file: Path) -> None:
    os.mkfifo(file)
    assert problem_of(file).got == "a device or a pipe"


def test_a_file_that_only_somebody_else_may_read() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "private.npz"
        write_npz(path, SMALL)
        path.chmod(0o600)
        os.seteuid(65534)
        try:
            problem = problem_of(path)
        finally:
            os.seteuid(0)
    assert problem.got == "Permission denied"
    assert problem.cause == "you may not read it, or the disk has a fault"
    assert problem.run == f"ls -l {path}"


def test_the_error_is_of_the_type_that_the_caller_wants(file: Path) -> None:
    file.touch()
    with pytest.raises(SubmissionError, match="an empty file"):
        read_npz(file, error=SubmissionError)


# What is too large.


def test_zeros_beyond_the_limit_are_never_decompressed(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = 64 * 1024**2
    archive_of(file, {"zeros.npy": npy(np.zeros(size // 8))}, zipfile.ZIP_DEFLATED)
    assert file.stat().st_size < size / 500

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a member was opened")

    monkeypatch.setattr(zipfile.ZipFile, "open", refuse)
    tracemalloc.start()
    try:
        problem = problem_of(file, limit_bytes=size)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < size / 64
    assert problem.expected == "at most 0.0625 GiB once decompressed"
    assert problem.got.startswith("0.0625 GiB declared (")
    assert "nothing was decompressed" in problem.cause


def test_the_limit_is_for_all_arrays_together_and_may_be_reached(file: Path) -> None:
    members = {f"{name}.npy": npy(np.zeros(100)) for name in "abc"}
    archive_of(file, members)
    size = sum(map(len, members.values()))
    assert len(read_npz(file, limit_bytes=size)) == 3
    assert "once decompressed" in problem_of(file, limit_bytes=size - 1).expected


def test_a_member_that_lies_about_its_size_gives_no_more_than_it_says(
    file: Path,
) -> None:
    member = npy(np.zeros(8 * 1024**2, dtype=np.uint8))
    archive_of(file, {"a.npy": member}, zipfile.ZIP_DEFLATED)
    lied = file.read_bytes().replace(
        struct.pack("<I", len(member)), struct.pack("<I", 10_000)
    )
    file.write_bytes(lied)
    tracemalloc.start()
    try:
        problem = problem_of(file, limit_bytes=20_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < len(member) / 8
    assert problem.got == "10,000 bytes declared"


def test_more_arrays_than_any_file_of_ours_has(file: Path) -> None:
    one = npy(np.zeros(1))
    archive_of(file, {f"{number}.npy": one for number in range(4097)})
    problem = problem_of(file)
    assert (problem.expected, problem.got) == ("at most 4,096 arrays", "4,097")


# What an archive holds beside arrays.


def test_a_member_that_is_no_array(file: Path) -> None:
    problem = problem_of(archive_of(file, {"word/document.xml": b"<a/>"}))
    assert problem.where == f"{file}: word/document.xml"
    assert problem.expected == "arrays (.npy) alone"
    assert problem.cause == "a zip of something else was renamed to .npz"


def test_a_name_that_comes_twice(file: Path) -> None:
    archive_of(file, {"a.npy": npy(np.zeros(1))})
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(file, "a") as archive,
    ):
        archive.writestr("a.npy", npy(np.ones(1)))
    problem = problem_of(file)
    assert (problem.where, problem.got) == (
        f"{file}: a.npy",
        "2 arrays of that name",
    )


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_way_of_packing_that_numpy_does_not_use(file: Path, method: int) -> None:
    problem = problem_of(archive_of(file, {"a.npy": npy(np.zeros(9))}, method))
    assert problem.expected == "stored or deflated, not encrypted"
    assert problem.got == "another way of packing"


def test_a_comment_which_may_hide_arrays(file: Path) -> None:
    info = zipfile.ZipInfo("a.npy")
    info.comment = b"PK\1\2"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(info, npy(np.zeros(9)))
    assert problem_of(file).got == "one of 4 bytes"


def test_an_archive_that_says_it_is_encrypted(file: Path) -> None:
    archive_of(file, {"a.npy": npy(np.zeros(9))})
    content = bytearray(file.read_bytes())
    for start, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(start) + place] |= 1
    file.write_bytes(bytes(content))
    assert problem_of(file).expected == "stored or deflated, not encrypted"


# What is no array of plain numbers.


class Malicious:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_a_pickle_is_refused_and_does_not_run(file: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    array = np.array([Malicious(trap)], dtype=object)
    problem = problem_of_member(file, npy(array))
    assert not trap.exists()
    assert problem.got == "dtype object: Python objects, which need pickle"
    assert "pickles are never read, they can run code" in problem.cause
    assert "one flat array and give offsets" in problem.run
    pickle.loads(pickle.dumps(array))
    assert trap.exists()  # so the trap was a real one


def test_a_pickle_in_place_of_an_array_does_not_run(file: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    problem = problem_of_member(file, pickle.dumps(Malicious(trap)))
    assert not trap.exists()
    assert problem.expected == "an array as numpy.save writes it"


@pytest.mark.parametrize(
    ("descr", "told"),
    [
        ("[('a', '<f4'), ('b', '<i8')]", "dtype [('a', '<f4'), ('b', '<i8')]"),
        ("'<M8[s]'", "dtype datetime64[s]"),
        ("'|V4'", "dtype |V4"),
        ("'<U0'", "dtype <U0"),
        ("'|S0'", "dtype |S0"),
        ("('<f4', (2,))", "dtype ('<f4', (2,))"),
    ],
)
def test_records_dates_and_text_of_no_length(file: Path, descr: str, told: str) -> None:
    problem = problem_of_member(
        file, npy_with_header(header_of(descr, "(1,)"), bytes(16))
    )
    assert (problem.expected, problem.got) == ("plain numbers or text", told)
    assert "Python objects" not in problem.got


def test_a_record_that_holds_objects(file: Path) -> None:
    header = header_of("[('a', '<f4'), ('b', '|O')]", "(1,)")
    problem = problem_of_member(file, npy_with_header(header, bytes(16)))
    assert problem.got.endswith("Python objects, which need pickle")


@pytest.mark.parametrize("code", [0x110000, 0xFFFFFFFF, 0xD800])
def test_text_whose_numbers_are_no_characters(file: Path, code: int) -> None:
    header = header_of("'<U1'", "(1,)")
    content = npy_with_header(header, struct.pack("<I", code))
    assert problem_of_member(file, content).got == "numbers that are no characters"


# Everything at once.


def test_all_faults_are_told_in_one_pass(file: Path) -> None:
    members = {
        "good.npy": npy(np.zeros(2)),
        "readme.txt": b"hello",
        "objects.npy": npy(np.array([{}], dtype=object)),
        "forged.npy": npy_with_header(header_of("'<f8'", "(9,)"), bytes(8)),
        "shape.npy": npy_with_header(header_of("'<f8'", "(-9,)"), bytes(8)),
        "broken.npy": npy(np.arange(99)),
    }
    archive_of(file, members)
    content = file.read_bytes()
    inside = content.index(np.arange(50, 60).tobytes())
    file.write_bytes(content[:inside] + b"\xff" + content[inside + 1 :])
    told = {problem.where: problem.got for problem in problems_of(file)}
    assert told == {
        f"{file}: readme.txt": "another kind of file",
        f"{file}: objects": "dtype object: Python objects, which need pickle",
        f"{file}: forged": "8 bytes",
        f"{file}: shape": "a shape that no array can have, of 1 dimensions",
        f"{file}: broken": "a damaged one (Bad CRC-32 for file 'broken.npy')",
    }


def test_names_are_told_with_the_size_though_nothing_is_read(file: Path) -> None:
    archive_of(file, {"a.npy": npy(np.zeros(200)), "readme.txt": b"hello"})
    size, name = problems_of(file, limit_bytes=1000)
    assert "once decompressed" in size.expected
    assert name.where == f"{file}: readme.txt"
