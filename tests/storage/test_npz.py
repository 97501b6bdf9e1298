# SPDX-License-Identifier: MIT
"""Archives of strangers: read exactly, or refused with everything that is wrong."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import pickle
import random
import struct
import sys
import tempfile
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lri_bench.errors import DataError, Problem, SubmissionError
from lri_bench.storage.npz import read_npz, read_stamped, write_npz

Array = npt.NDArray[Any]

SMALL = {
    "name": np.array("mine"),
    "cloud_id": np.array(["a", "bcd"]),
    "importance": np.arange(6, dtype=np.float32).reshape(2, 3),
    "nothing": np.empty((0, 3), dtype=np.int64),
}

# Longer than Python prints of a whole number.
ENDLESS = "9" * 4000


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


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "submission.npz"


@contextmanager
def date_of_year(year: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let zipfile believe that it is another year."""
    moment = dt.datetime(year, 1, 2, tzinfo=dt.UTC).timetuple()
    with monkeypatch.context() as patch:
        patch.setattr("time.localtime", lambda _=None: moment)
        yield


# What is written.


def test_the_bytes_do_not_depend_on_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    for year in (1999, 2031):
        with date_of_year(year, monkeypatch):
            write_npz(tmp_path / f"{year}.npz", SMALL)
        written.append((tmp_path / f"{year}.npz").read_bytes())
    assert written[0] == written[1]


def test_the_bytes_do_not_depend_on_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_npz(tmp_path / "here.npz", SMALL)
    monkeypatch.setattr(sys, "platform", "win32")
    write_npz(tmp_path / "there.npz", SMALL)
    monkeypatch.undo()
    here, there = (tmp_path / f"{name}.npz" for name in ("here", "there"))
    assert here.read_bytes() == there.read_bytes()


def test_the_bytes_do_not_depend_on_the_layout_in_memory(tmp_path: Path) -> None:
    table = np.arange(12).reshape(3, 4)
    layouts = (table, np.asfortranarray(table), np.repeat(table, 2, axis=1)[:, ::2])
    for number, layout in enumerate(layouts):
        write_npz(tmp_path / f"{number}.npz", {"table": layout})
    first, *others = (path.read_bytes() for path in sorted(tmp_path.iterdir()))
    assert [content == first for content in others] == [True, True]


def test_the_bytes_change_with_a_value_a_name_and_the_order(tmp_path: Path) -> None:
    one, two = np.array([1]), np.array([2])
    variants: list[dict[str, Array]] = [
        {"a": one, "b": two},
        {"a": two, "b": two},
        {"a": one, "c": two},
        {"b": two, "a": one},
    ]
    for number, arrays in enumerate(variants):
        write_npz(tmp_path / f"{number}.npz", arrays)
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == len(variants)


def test_numpy_reads_what_is_written(file: Path) -> None:
    write_npz(file, SMALL)
    with np.load(file, allow_pickle=False) as stored:
        assert same(dict(stored), SMALL)


@pytest.mark.parametrize(
    "value",
    [
        np.array([1, "a", None], dtype=object),
        np.zeros(2, dtype=[("a", "<f4"), ("b", "O")]),
        np.zeros(2, dtype=[("a", "<f4")]),
        np.array(["2020-01-01"], dtype="datetime64[D]"),
    ],
)
def test_what_is_not_plain_is_not_written_and_the_old_file_stays(
    file: Path, value: Array
) -> None:
    file.write_bytes(b"old")
    with pytest.raises(TypeError, match="'bad' has dtype"):
        write_npz(file, {"good": np.zeros(2), "bad": value})
    assert file.read_bytes() == b"old"
    assert list(file.parent.iterdir()) == [file]


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


# What lies about its shape.


@pytest.mark.parametrize(
    ("shape", "expected", "got"),
    [
        ("(1000000,)", "8,000,000 bytes", "bytes declared"),
        ("(2000000000, 2)", "32,000,000,000 bytes", "bytes declared"),
        ("(4,)", "32 bytes for shape (4,) of float64", "16 bytes"),
        ("(1,)", "8 bytes for shape (1,) of float64", "more than that"),
        ("(0, 7)", "0 bytes for shape (0, 7) of float64", "more than that"),
    ],
)
def test_a_shape_that_does_not_fit_the_content(
    file: Path, shape: str, expected: str, got: str
) -> None:
    content = npy_with_header(header_of("'<f8'", shape), np.ones(2).tobytes())
    problem = problem_of_member(file, content)
    assert expected in problem.expected
    assert problem.got.endswith(got)
    assert problem.cause == "the file was cut off, or its header was forged"


@pytest.mark.parametrize(
    "shape",
    [
        "(-1,)",
        "(-1, -2)",
        "(4294967296, 4294967296)",
        "(0, 9223372036854775807)",
        "(0, 4611686018427387904, 4)",
        f"({'1, ' * 65})",
        f"({ENDLESS}, {ENDLESS})",
        f"(0, 0x{'f' * 9000})",
    ],
    ids=lambda shape: shape[:30],
)
def test_a_shape_that_no_array_can_have(file: Path, shape: str) -> None:
    content = npy_with_header(header_of("'<f8'", shape), np.ones(2).tobytes())
    problem = problem_of_member(file, content)
    assert problem.got.startswith("a shape that no array can have")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "[]",
        "{}",
        "{[]: 1}",
        "{1: 2, 'descr': 3}",
        header_of("'<f8'", "2"),
        header_of("'<f8'", "(1.5,)"),
        header_of("'<f8'", "(2,)", order="0"),
        header_of("'<f99'", "(2,)"),
        header_of("'<U99999999999'", "(2,)"),
        header_of("()", "(2,)"),
        header_of("[('a',)]", "(2,)"),
        header_of("None", "(2,"),
        header_of("'<f8'", "(2L,"),
        "(" * 5000,
        "-" * 9000,
        "{'descr': " + "9" * 5000 + "}",
        " " * 20000,
        "__import__('os').getpid()",
    ],
    ids=lambda header: header[:40],
)
def test_a_header_that_is_none(file: Path, header: str) -> None:
    problem = problem_of_member(file, npy_with_header(header, bytes(16)))
    assert problem.expected == "an array as numpy.save writes it"
    assert problem.cause == "the file is damaged, or was not written by numpy"
    assert 0 < len(problem.got) <= 120


@pytest.mark.parametrize("version", [b"\3\0", b"\0\0", b"\1\1", b"\xff\xff"])
def test_a_version_of_the_array_format_that_numpy_does_not_need(
    file: Path, version: bytes
) -> None:
    content = npy_with_header(header_of("'<f8'", "(2,)"), bytes(16), version)
    told = f"array format {version[0]}.{version[1]} (1.0 and 2.0 are read)"
    assert problem_of_member(file, content).got == told


# What was cut or changed on the way.


def test_a_file_that_was_cut_off(file: Path) -> None:
    write_npz(file, SMALL)
    file.write_bytes(file.read_bytes()[:-40])
    problem = problem_of(file)
    assert problem.expected == "a complete .npz file"
    assert problem.got == "a damaged one (File is not a zip file)"
    assert problem.cause == "it was cut off while it was written or copied"
    assert "lri-bench validate FILE" in problem.run


def test_an_array_that_would_begin_before_the_file(file: Path) -> None:
    """The system says "invalid argument" then, which is no fault of the disk."""
    write_npz(file, SMALL)
    content = bytearray(file.read_bytes())
    end = content.rindex(b"PK\5\6")
    content[end + 16 : end + 20] = struct.pack("<I", 2**31 - 1)
    file.write_bytes(bytes(content))
    problem = problem_of(file)
    assert problem.expected == "a complete .npz file"
    assert problem.cause == "it was cut off while it was written or copied"


def test_no_beginning_of_a_file_is_taken_for_a_file(file: Path) -> None:
    write_npz(file, SMALL)
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        assert len(problems_of(file)) == 1


def test_a_flipped_bit_is_told_or_changes_no_value(file: Path) -> None:
    """Every single bit of a file: its sums and lengths hide no change."""
    write_npz(file, {"a": np.array(["x", "yz"])})
    expected, whole = read_npz(file), file.read_bytes()
    refused = 0
    for place in range(len(whole) * 8):
        changed = bytearray(whole)
        changed[place // 8] ^= 1 << place % 8
        file.write_bytes(bytes(changed))
        try:
            read = read_npz(file)
        except DataError:
            refused += 1
        else:
            # A name stands where no sum is made of it.
            names = dict(zip(read, expected, strict=True))
            assert same({names[k]: v for k, v in read.items()}, expected)
    assert refused > len(whole) * 3


@pytest.mark.parametrize("seed", range(3))
def test_damage_of_any_kind_raises_the_error_of_the_caller_alone(
    file: Path, seed: int
) -> None:
    generator = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    stored = archive_of(file, {f"{k}.npy": npy(v) for k, v in SMALL.items()})
    wholes = [stored.read_bytes()]
    write_npz(file, SMALL)
    wholes.append(file.read_bytes())
    refused = 0
    for _ in range(400):
        file.write_bytes(damaged(generator, generator.choice(wholes)))
        try:
            read = read_npz(file, error=SubmissionError)
        except SubmissionError:
            refused += 1
        else:
            assert all(str(value.tolist()) for value in read.values())
    assert refused > 200


@pytest.mark.parametrize("seed", range(3))
def test_damage_within_an_array_raises_the_error_of_the_caller_alone(
    file: Path, seed: int
) -> None:
    """As above, with sums that are right, so that the damage is looked at."""
    generator = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    refused = 0
    for _ in range(200):
        value = generator.choice(list(SMALL.values()))
        archive_of(file, {"a.npy": damaged(generator, npy(value))})
        try:
            read = read_npz(file, error=SubmissionError)
        except SubmissionError:
            refused += 1
        else:
            assert str(read["a"].tolist())
    assert refused > 100


def damaged(generator: random.Random, content: bytes) -> bytes:
    """Flip, overwrite, cut out, insert and cut off bytes."""
    changed = bytearray(content)
    for _ in range(generator.choice([1, 1, 2, 5])):
        place = generator.randrange(len(changed))
        kind = generator.randrange(6)
        if kind == 0:
            changed[place] ^= 1 << generator.randrange(8)
        elif kind == 1:
            changed[place] = generator.randrange(256)
        elif kind == 2:
            changed[place : place + 4] = generator.choice([b"\xff" * 4, bytes(4)])
        elif kind == 3:
            del changed[place : place + generator.randrange(1, 9)]
        elif kind == 4:
            changed[place:place] = generator.randbytes(generator.randrange(1, 9))
        else:
            del changed[max(place, 1) :]
        changed = changed or bytearray(b"P")
    return bytes(changed)


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
