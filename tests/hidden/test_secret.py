# SPDX-License-Identifier: MIT
"""Commitments and seeds by closed forms; files that are refused."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.catalog.editions import Edition
from lri_bench.errors import DataError
from lri_bench.hidden.plan import FEWEST_CLOUDS, MOST_CLOUDS, plan_problems
from lri_bench.hidden.secret import (
    LEAST_BYTES,
    MOST_BYTES,
    Purpose,
    Secret,
    commitment_problems,
    read_secret,
)

CONTENT = bytes(range(LEAST_BYTES))


def test_the_commitment_is_what_sha256sum_prints(tmp_path: Path) -> None:
    path = tmp_path / "seed.txt"
    path.write_bytes(CONTENT)
    secret = read_secret(path)
    assert secret.commitment == hashlib.sha256(CONTENT).hexdigest()
    program = shutil.which("sha256sum") or pytest.skip("there is no sha256sum")
    done = subprocess.run(
        [program, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[0] == secret.commitment


def test_a_seed_is_what_the_docs_say() -> None:
    text = b"lri-bench/hidden/1/synmol@hidden/generator/" + CONTENT
    expected = int(hashlib.sha256(text).hexdigest()[:32], 16)
    seed = Secret(CONTENT).seed("synmol@hidden", Purpose.GENERATOR)
    assert seed == expected == 0xD2D1C264159402088B5527F00E31ACA7


@given(st.binary(min_size=LEAST_BYTES, max_size=80))
def test_no_two_seeds_are_equal_and_all_fit_numpy(content: bytes) -> None:
    secret = Secret(content)
    editions = ("synmol@hidden", "plbind@hidden", "actstrack@hidden-4T")
    seeds = {secret.seed(edition, use) for edition in editions for use in Purpose}
    assert len(seeds) == len(editions) * len(Purpose)
    assert secret.seed("synmol@hidden", Purpose.ORDER) != Secret(content + b"\n").seed(
        "synmol@hidden", Purpose.ORDER
    )
    for seed in seeds:
        assert 0 <= seed < 2**128
        np.random.default_rng([seed, 1])


def test_a_secret_is_not_printed() -> None:
    assert "0123" not in repr(Secret(b"0123456789abcdef" * 4))


@pytest.mark.parametrize(
    ("content", "got"),
    [
        (b"", "got       0"),
        (CONTENT[:-1], "got       31"),
        (CONTENT * (MOST_BYTES // LEAST_BYTES) + b"x", "more of them"),
        (bytes(64), "different bytes"),
        (b"abcdefg" * 9, "different bytes"),
    ],
)
def test_contents_that_are_refused(tmp_path: Path, content: bytes, got: str) -> None:
    path = tmp_path / "seed"
    path.write_bytes(content)
    with pytest.raises(DataError, match=got):
        read_secret(path)


def test_the_largest_file_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "seed"
    path.write_bytes(CONTENT * (MOST_BYTES // LEAST_BYTES))
    assert len(read_secret(path).content) == MOST_BYTES


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        read_secret(tmp_path / "seed.txt")
    with pytest.raises(DataError, match="a folder"):
        read_secret(tmp_path)
    with pytest.raises(DataError, match="File name too long"):
        read_secret(tmp_path / ("x" * 300))
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(DataError):
        read_secret(loop)
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path(os.devnull)):
        with pytest.raises(DataError, match="a device or a pipe"):
            read_secret(path)


def test_a_file_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(DataError, match="Permission denied"):
        read_secret(tmp_path)


def test_commitments_are_compared_whatever_their_case() -> None:
    secret = Secret(CONTENT)
    assert not list(commitment_problems(secret, f" {secret.commitment.upper()}\n"))
    (other,) = commitment_problems(secret, "0" * 64)
    assert other.got == secret.commitment
    assert "0" * 64 in other.expected
    for text in ("", "abc", "g" * 64, secret.commitment[1:]):
        (odd,) = commitment_problems(secret, text)
        assert "64 hexadecimal digits" in odd.expected


@pytest.mark.parametrize("clouds", [FEWEST_CLOUDS - 1, MOST_CLOUDS + 1, 0, -5])
def test_all_that_is_wrong_with_a_plan_is_told_at_once(clouds: int) -> None:
    edition = Edition("synmol", "hidden")
    told = [problem.where for problem in plan_problems(edition, clouds, None, None)]
    assert told == ["--clouds", "--seed-from"]


def test_a_plan_that_is_fine_has_no_problems(seed_file: Path) -> None:
    edition = Edition("synmol", "hidden")
    commitment = hashlib.sha256(seed_file.read_bytes()).hexdigest()
    for clouds in (None, FEWEST_CLOUDS, MOST_CLOUDS):
        assert not list(plan_problems(edition, clouds, seed_file, commitment))
