# SPDX-License-Identifier: MIT
"""The tie table: groups by hand, against a plain loop, and what it ignores."""

from __future__ import annotations

from dataclasses import fields
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.metrics.ties import TieTable, falling_order, tie_table
from lri_bench.ragged import offsets_from_counts, owner, positions
from lri_bench.types import AnyArray, Floats, Offsets, Truths


class Case(NamedTuple):
    scores: Floats
    truth: Truths
    offsets: Offsets


FINITE = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def cases(draw: st.DrawFn, score: st.SearchStrategy[float] = FINITE) -> Case:
    # A cloud draws its scores from few levels, so that ties are common.
    sizes = draw(st.lists(st.integers(0, 6), max_size=5))
    levels = draw(st.lists(score, min_size=1, max_size=4))
    total = sum(sizes)
    chosen = st.lists(st.sampled_from(levels), min_size=total, max_size=total)
    marks = st.lists(st.integers(0, 1), min_size=total, max_size=total)
    return Case(
        np.array(draw(chosen), dtype=np.float64),
        np.array(draw(marks), dtype=np.uint8),
        offsets_from_counts(sizes),
    )


def same(first: TieTable, second: TieTable) -> bool:
    return all(
        np.array_equal(getattr(first, item.name), getattr(second, item.name))
        for item in fields(TieTable)
    )


def groups_by_loop(case: Case) -> list[tuple[int, int, int, int, int]]:
    """Return cloud, points, important, points and important ones before."""
    rows = []
    cuts = case.offsets[1:-1]
    parts = zip(np.split(case.scores, cuts), np.split(case.truth, cuts), strict=True)
    # Without any cloud, splitting still leaves one empty part, which has no groups.
    for cloud, (scores, truth) in enumerate(parts):
        for level in sorted(set(scores.tolist()), reverse=True):
            equal, better = scores == level, scores > level
            rows.append(
                (
                    cloud,
                    int(equal.sum()),
                    int(truth[equal].sum()),
                    int(better.sum()),
                    int(truth[better].sum()),
                )
            )
    return rows


def rows_of(table: TieTable) -> list[tuple[int, ...]]:
    columns = (
        owner(table.offsets),
        table.points,
        table.important,
        table.points_before,
        table.important_before,
    )
    return [tuple(int(value) for value in row) for row in zip(*columns, strict=True)]


def test_groups_worked_out_by_hand() -> None:
    scores = np.array([0.5, 0.9, 0.5, 0.1, 7.0, 7.0])
    truth = np.array([1, 1, 0, 0, 0, 1], dtype=np.uint8)
    table = tie_table(scores, truth, np.array([0, 4, 4, 6]))
    assert table.offsets.tolist() == [0, 3, 3, 4]
    assert table.points.tolist() == [1, 2, 1, 2]
    assert table.important.tolist() == [1, 1, 0, 1]
    assert table.points_before.tolist() == [0, 1, 3, 0]
    assert table.important_before.tolist() == [0, 1, 2, 0]
    assert table.cloud_points.tolist() == [4, 0, 2]
    assert table.cloud_important.tolist() == [2, 0, 1]
    assert table.two_kinds.tolist() == [True, False, True]
    assert table.per_group(np.array([1.0, 2.0, 3.0])).tolist() == [1, 1, 1, 3]
    assert table.cloud_sum(table.points).tolist() == [4, 0, 2]


def test_equal_scores_of_neighbouring_clouds_are_two_groups() -> None:
    table = tie_table(np.ones(4), np.array([1, 0, 1, 0]), np.array([0, 2, 4]))
    assert table.points.tolist() == [2, 2]
    assert table.points_before.tolist() == [0, 0]


def test_both_zeros_are_one_group() -> None:
    table = tie_table(np.array([0.0, -0.0, 0.0]), np.array([1, 0, 0]), np.array([0, 3]))
    assert table.points.tolist() == [3]


@pytest.mark.parametrize(
    "offsets", [[0], [0, 0], [0, 0, 0]], ids=["no cloud", "one empty", "two empty"]
)
def test_without_points_there_are_no_groups(offsets: list[int]) -> None:
    table = tie_table(np.zeros(0), np.zeros(0, dtype=np.uint8), np.array(offsets))
    assert len(table.points) == 0
    assert table.offsets.tolist() == offsets
    assert table.cloud_points.tolist() == [0] * (len(offsets) - 1)
    assert not table.two_kinds.any()


def test_clouds_of_one_kind_are_told_from_clouds_of_two() -> None:
    truth = np.array([1, 1, 0, 0, 1, 0])
    table = tie_table(np.arange(6.0), truth, np.array([0, 2, 4, 6]))
    assert table.two_kinds.tolist() == [False, False, True]


@given(cases())
def test_groups_are_those_of_a_plain_loop(case: Case) -> None:
    assert rows_of(tie_table(*case)) == groups_by_loop(case)


@given(cases())
def test_groups_of_a_cloud_add_up_to_the_cloud(case: Case) -> None:
    table = tie_table(*case)
    assert np.array_equal(table.cloud_sum(table.points), table.cloud_points)
    assert np.array_equal(table.cloud_sum(table.important), table.cloud_important)


@given(cases(), st.integers(0, 2**32 - 1))
def test_order_of_points_does_not_matter(case: Case, seed: int) -> None:
    random = np.random.default_rng(seed)
    mixed = np.lexsort((random.random(len(case.scores)), owner(case.offsets)))
    other = tie_table(case.scores[mixed], case.truth[mixed], case.offsets)
    assert same(other, tie_table(*case))


@given(cases(), st.data())
def test_clouds_can_be_reordered_left_out_and_doubled(
    case: Case, data: st.DataObject
) -> None:
    number = len(case.offsets) - 1
    places = st.lists(st.integers(0, max(number - 1, 0)), max_size=6 * (number > 0))
    chosen = np.array(data.draw(places), dtype=np.int64)
    points = positions(case.offsets, chosen)
    offsets = offsets_from_counts(np.diff(case.offsets)[chosen])
    table = tie_table(*case)
    other = tie_table(case.scores[points], case.truth[points], offsets)
    groups = positions(table.offsets, chosen)
    assert np.array_equal(other.points, table.points[groups])
    assert np.array_equal(other.important, table.important[groups])
    assert np.array_equal(other.points_before, table.points_before[groups])
    assert np.array_equal(other.important_before, table.important_before[groups])
    assert np.array_equal(other.cloud_important, table.cloud_important[chosen])


@given(st.data())
def test_each_cloud_may_be_stretched_in_its_own_way(data: st.DataObject) -> None:
    levels = st.integers(0, 4).map(float)
    case = data.draw(cases(levels))
    strictly_rising = st.lists(FINITE, min_size=5, max_size=5, unique=True).map(sorted)
    number = len(case.offsets) - 1
    images = data.draw(st.lists(strictly_rising, min_size=number, max_size=number))
    stretched = [
        images[cloud][int(level)]
        for cloud, level in zip(owner(case.offsets), case.scores, strict=True)
    ]
    other = tie_table(np.array(stretched), case.truth, case.offsets)
    assert same(other, tie_table(*case))


@pytest.mark.parametrize(
    "kind",
    ["?", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8", "g"],
)
def test_every_type_of_number_gives_the_same_table(kind: str) -> None:
    levels = np.array([0, 1, 1, 0, 1, 0] if kind == "?" else [0, 3, 100, 3, 7, 0])
    truth = np.array([0, 1, 1, 0, 0, 1], dtype=np.uint8)
    offsets = np.array([0, 4, 6])
    expected = tie_table(levels.astype(np.float64), truth, offsets)
    assert same(tie_table(levels.astype(kind), truth, offsets), expected)


@pytest.mark.parametrize("kind", ["i1", "i8"])
def test_the_lowest_whole_number_comes_last(kind: str) -> None:
    # It has no negative of its own kind.
    scores = np.array([np.iinfo(kind).min, 0, np.iinfo(kind).max], dtype=kind)
    table = tie_table(scores, np.array([0, 1, 1]), np.array([0, 3]))
    assert table.important.tolist() == [1, 1, 0]


@pytest.mark.parametrize("kind", [np.uint8, np.bool_, np.int64, np.float32, np.float64])
def test_truth_may_be_of_any_type(kind: type[np.generic]) -> None:
    truth: AnyArray = np.array([1, 0, 1, 1]).astype(kind)
    table = tie_table(np.array([1.0, 1.0, 2.0, 0.0]), truth, np.array([0, 4]))
    assert table.important.tolist() == [1, 1, 1]


@given(cases(st.floats(width=32, allow_nan=False, allow_infinity=False)))
def test_single_precision_gives_the_same_table(case: Case) -> None:
    singles = case.scores.astype(np.float32)
    assert same(tie_table(singles, case.truth, case.offsets), tie_table(*case))


def test_points_are_sorted_by_cloud_then_by_falling_score() -> None:
    scores, cloud = np.array([1.0, 3.0, 2.0, 9.0, 8.0]), np.array([0, 0, 0, 1, 1])
    assert falling_order(scores, cloud).tolist() == [1, 2, 0, 3, 4]
