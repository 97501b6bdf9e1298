# SPDX-License-Identifier: MIT
"""Compact letters: two rows share one if and only if they do not differ."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.statistics.letters import letters
from lri_bench.types import Bools


def differing(rows: int, *pairs: tuple[int, int]) -> Bools:
    different = np.zeros((rows, rows), dtype=bool)
    for first, second in pairs:
        different[first, second] = different[second, first] = True
    return different


@pytest.mark.parametrize(
    ("different", "expected"),
    [
        (differing(0), []),
        (differing(1), ["a"]),
        (differing(3), ["a", "a", "a"]),
        (differing(2, (0, 1)), ["a", "b"]),
        (differing(3, (0, 2)), ["a", "ab", "b"]),
        (differing(3, (0, 1), (0, 2), (1, 2)), ["a", "b", "c"]),
        # The first differs from the second, and not from the third.
        (differing(3, (0, 1)), ["a", "b", "ab"]),
        # Runs of three that overlap in two.
        (differing(5, (0, 3), (0, 4), (1, 4)), ["a", "ab", "abc", "bc", "c"]),
    ],
)
def test_known_displays(different: Bools, expected: list[str]) -> None:
    assert letters(different) == expected


@st.composite
def comparisons(draw: st.DrawFn) -> Bools:
    rows = draw(st.integers(1, 14))
    share = draw(st.floats(0, 1))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    upper = np.triu(random.random((rows, rows)) < share, k=1)
    different: Bools = upper | upper.T
    return different


@given(comparisons())
def test_a_shared_letter_is_no_difference(different: Bools) -> None:
    marks = [set(row) for row in letters(different)]
    for i, first in enumerate(marks):
        assert first
        for j, second in enumerate(marks):
            assert bool(first & second) == (not different[i, j])


@given(comparisons())
def test_no_group_could_be_larger(different: Bools) -> None:
    marks = letters(different)
    for letter in set("".join(marks)):
        inside = np.array([letter in row for row in marks])
        outside_but_alike = ~inside & ~different[inside].any(axis=0)
        assert not outside_but_alike.any()


@given(comparisons())
def test_letters_come_in_the_order_of_the_rows(different: Bools) -> None:
    first_seen = dict.fromkeys("".join(letters(different)))
    # Only Latin letters here: 14 rows have at most 49 largest groups, which few cover.
    assert list(first_seen) == sorted(first_seen, key=lambda c: (c.isupper(), c))
    assert next(iter(first_seen)) == "a"


def test_many_rows_have_letters_of_one_character_each() -> None:
    rows = 90
    marks = letters(~np.eye(rows, dtype=bool))
    assert len(set(marks)) == rows
    assert all(len(mark) == 1 and mark.isalpha() for mark in marks)
    assert marks[25:27] == ["z", "A"]
    assert marks[51:53] == ["Z", "\N{GREEK SMALL LETTER ALPHA}"]


def test_two_hundred_rows_need_few_letters() -> None:
    """All largest groups would be thousands."""
    random = np.random.default_rng(4)
    place = np.sort(random.random(200))
    width = 0.2 + 0.2 * random.random((200, 200))
    upper = np.triu(np.abs(place[:, np.newaxis] - place) > width, k=1)
    marks = letters(upper | upper.T)
    assert len(set("".join(marks))) < 500
    assert max(map(len, marks)) < 150
