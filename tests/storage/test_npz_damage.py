# SPDX-License-Identifier: MIT
"""Archives that were forged, cut off or changed: told, or their values are the same."""

from __future__ import annotations

import random
import struct
from pathlib import Path

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
    same,
)

from lri_bench.errors import DataError, SubmissionError
from lri_bench.storage.npz import read_npz, write_npz

# Longer than Python prints of a whole number.
ENDLESS = "9" * 4000


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
