# SPDX-License-Identifier: MIT
"""PDBbind's index, in order and out of it."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.builders.plbind.index import MOST_PROBLEMS, IndexRow, read_index
from lri_bench.builders.plbind.splits import read_splits
from lri_bench.clouds import Split
from lri_bench.errors import DataError
from lri_bench.record.folder import RecordFile


def rows(text: str) -> tuple[IndexRow, ...]:
    return read_index("index", text.encode())


def test_a_row_and_what_stands_in_it() -> None:
    found = rows(
        "# a comment\n\n1W1P  2.10  2005   2.30  Kd=5.0 mM   // 1w1p.pdf (A)\n"
    )
    assert found == (IndexRow(3, "1w1p", 2.1, 2005, 2.3, "Kd=5.0 mM"),)


@pytest.mark.parametrize("text", ["NMR", "nmr", "EM"])
def test_a_method_stands_where_there_is_no_resolution(text: str) -> None:
    assert math.isnan(rows(f"1abc  {text}  2005  2.30  Kd=5mM")[0].resolution)


def test_an_index_without_logarithms_and_one_below_zero() -> None:
    first, second = rows("1abc 2 2005 Kd=5mM\n1abd 2. 2005 -0.60 Kd~4M // x")
    assert math.isnan(first.minus_log_k)
    assert (second.minus_log_k, second.affinity) == (-0.6, "Kd~4M")


def test_all_lines_at_fault_are_told_with_their_numbers() -> None:
    text = "1abc 2.0 2005 3 Kd=1mM\nabc 2 2005 Kd=1nM\n1abd two\n1ABC 2 2005 Ki=1nM\n"
    with pytest.raises(DataError) as caught:
        rows(text)
    assert [problem.where for problem in caught.value.problems] == [
        "index, line 2", "index, line 3", "index, line 4",
    ]  # fmt: skip
    assert "line 1 lists already" in caught.value.problems[-1].got


def test_a_file_of_another_kind_does_not_flood_the_screen() -> None:
    with pytest.raises(DataError, match="80 more") as caught:
        rows("\n".join(["nonsense"] * (MOST_PROBLEMS + 80)))
    assert len(caught.value.problems) == MOST_PROBLEMS + 1


@pytest.mark.parametrize("text", ["", "# comments alone\n"])
def test_an_index_of_nothing(text: str) -> None:
    with pytest.raises(DataError, match="a line for each complex"):
        rows(text)


@given(st.binary(max_size=200))
def test_no_bytes_break_it(data: bytes) -> None:
    with contextlib.suppress(DataError):
        assert read_index("index", data)


def lists(train: str, valid: str, test: str) -> dict[str, Split]:
    texts = zip(Split, (train, valid, test), strict=False)
    return read_splits({s: RecordFile(s.name, text.encode()) for s, text in texts})


def test_lists_as_they_come() -> None:
    assert lists("1abc\r\n2ABC\n", "3abc", "\n4abc\n\n") == {
        "1abc": Split.TRAIN,
        "2abc": Split.TRAIN,
        "3abc": Split.VALID,
        "4abc": Split.TEST,
    }


def test_all_that_is_wrong_with_lists_is_told_at_once() -> None:
    with pytest.raises(DataError) as caught:
        lists("1abc\n1abc\n2abc", "", "2abc\nhello world")
    assert [(problem.where, problem.got) for problem in caught.value.problems] == [
        ("TRAIN", "more than once: 1abc"),
        ("VALID", "an empty list"),
        ("TEST", "'hello world'"),
        ("TEST", "also in another list: 2abc"),
    ]
