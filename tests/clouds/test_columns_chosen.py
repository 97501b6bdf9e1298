# SPDX-License-Identifier: MIT
"""Clouds that are chosen and laid together, with all columns and explanations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from full_clouds import columns_of, full, same, small
from hypothesis import given, settings
from hypothesis import strategies as st

from lri_bench.clouds import Alternatives, Clouds, Split
from lri_bench.errors import DataError

# Selection.


def test_chosen_clouds_come_in_the_order_that_is_wanted() -> None:
    clouds = full([2, 0, 3, 1])
    chosen = clouds.select(np.array([2, 0]))
    assert chosen.cloud_id.tolist() == ["cloud-2", "cloud-0"]
    assert chosen.offsets.tolist() == [0, 3, 5]
    assert np.array_equal(chosen.pos[:, 0], [2, 3, 4, 0, 1])
    assert chosen.cloud_extra["row"].tolist() == [20, 0]
    assert chosen.alternatives is not None
    assert chosen.alternatives.number.tolist() == [2, 0]
    assert len(chosen.context["ligand"]) == 2
    assert chosen.meta == clouds.meta


@pytest.mark.parametrize("places", [[-1, -3], [2, 0], (2, 0)])
def test_places_may_be_counted_from_the_end(places: Any) -> None:
    clouds = full([2, 0, 3])
    chosen = clouds.select(places)
    assert chosen.cloud_id.tolist() == ["cloud-2", "cloud-0"]
    assert np.array_equal(chosen.pos[:, 0], [2, 3, 4, 0, 1])


def test_clouds_can_be_chosen_by_yes_and_no() -> None:
    clouds = full([2, 0, 3])
    mask = np.array([True, False, True])
    assert same(clouds.select(mask), clouds.select(np.array([0, 2])))
    with pytest.raises(IndexError):
        clouds.select(mask[:2])


@pytest.mark.parametrize("none", [[], np.zeros(3, dtype=bool), np.empty(0, dtype=int)])
def test_no_cloud_can_be_chosen(none: Any) -> None:
    chosen = full([2, 0, 3]).select(none)
    assert (len(chosen), chosen.points) == (0, 0)
    assert chosen.pos.shape == (0, 3)


def test_a_cloud_that_is_not_there_or_twice_there_cannot_be_chosen() -> None:
    clouds = full([2, 0, 3])
    with pytest.raises(IndexError):
        clouds.select(np.array([3]))
    with pytest.raises(DataError, match="every name once"):
        clouds.select(np.array([1, 1]))


def test_a_split_has_its_clouds_and_keeps_their_order() -> None:
    clouds = full([1] * 9)
    for split in Split:
        found = clouds.in_split(split).cloud_id.tolist()
        assert found == [f"cloud-{n}" for n in range(9) if n % 4 == split]


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 4), max_size=6).flatmap(
        lambda sizes: st.tuples(st.just(sizes), st.permutations(range(len(sizes))))
    )
)
def test_a_permutation_and_its_inverse_change_nothing(
    drawn: tuple[list[int], list[int]],
) -> None:
    sizes, order = drawn
    clouds = full(sizes)
    there = clouds.select(np.array(order, dtype=int))
    assert same(there.select(np.argsort(np.array(order, dtype=int))), clouds)
    for place, cloud in enumerate(order):
        assert same(there.select(np.array([place])), clouds.select(np.array([cloud])))


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 4), max_size=3), min_size=1, max_size=3))
def test_parts_that_are_laid_together_can_be_taken_out_again(
    lists: list[list[int]],
) -> None:
    parts = [full(sizes, first=10 * n) for n, sizes in enumerate(lists)]
    joined = Clouds.concatenate(parts)
    assert len(joined) == sum(map(len, parts))
    start = 0
    for part in parts:
        taken = joined.select(np.arange(start, start + len(part)))
        assert narrowed(taken) == narrowed(part)
        start += len(part)


def narrowed(clouds: Clouds) -> list[tuple[Any, ...]]:
    """Return all values; further columns of text become as wide as the widest."""
    listed = clouds.columns()
    return [(name, v.dtype.kind, v.shape, v.tolist()) for name, v in listed]


def test_the_names_of_a_part_are_as_wide_as_they_were() -> None:
    long = small(cloud_id=["a" * 40, "b", "c"])
    assert long.select([1, 2]).cloud_id.dtype == np.dtype("<U1")


def test_the_first_meta_is_kept() -> None:
    first, second = small(meta={"n": 1}), Clouds(**columns_of([1], 9), meta={"n": 2})
    assert Clouds.concatenate([first, second]).meta == {"n": 1}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"group": np.zeros(1)}, "group"),
        ({"x": np.zeros((1, 3))}, "x (3,)"),
        ({"pos": np.zeros((1, 2))}, "pos (2,)"),
        ({"cloud_extra": {"row": np.zeros(1)}}, "cloud_extra/row"),
        ({"point_extra": {"q": np.zeros((1, 2, 2))}}, "point_extra/q (2, 2)"),
        ({"context": {"ligand": Clouds(**columns_of([1]))}}, "context/ligand/pos (3,)"),
    ],
)
def test_parts_of_different_columns_are_not_laid_together(
    changes: dict[str, Any], told: str
) -> None:
    other = Clouds(**(columns_of([1], 9) | changes))
    with pytest.raises(DataError) as caught:
        Clouds.concatenate([small(), small(), other])
    (problem,) = caught.value.problems
    assert problem.where == "part 2 of 3"
    assert told in problem.got
    assert "x (2,)" in problem.expected
    assert problem.cause == "clouds of different data sets or builders"


def test_a_cloud_cannot_be_in_two_parts() -> None:
    with pytest.raises(DataError, match="every name once"):
        Clouds.concatenate([small(), small()])


# Alternatives.


def test_the_explanations_of_a_cloud_are_rows_as_long_as_it_has_points() -> None:
    offsets = np.array([0, 2, 2, 5])
    alternatives = Alternatives(np.array([2, 3, 1]), np.array([1, 0, 0, 1, 1, 0, 1]))
    assert alternatives.fit(offsets)
    assert alternatives.of(offsets, 0).tolist() == [[1, 0], [0, 1]]
    assert alternatives.of(offsets, 1).shape == (3, 0)
    assert alternatives.of(offsets, 2).tolist() == [[1, 0, 1]]
    assert alternatives.offsets(offsets).tolist() == [0, 4, 4, 7]


def test_a_cloud_may_have_no_explanations_told_apart() -> None:
    alternatives = Alternatives(np.array([0, 1]), np.array([1, 1]))
    assert alternatives.of(np.array([0, 3, 5]), 0).shape == (0, 3)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=5))
def test_chosen_explanations_are_those_of_the_chosen_clouds(
    numbers: list[tuple[int, int]],
) -> None:
    sizes = [size for size, _ in numbers]
    number = np.array([several for _, several in numbers], dtype=int)
    offsets = np.cumsum([0, *sizes])
    mask = np.arange(int(np.sum(number * np.array(sizes, dtype=int)))) % 251
    alternatives = Alternatives(number, mask)
    chosen = np.arange(len(sizes))[::-1]
    cuts = np.cumsum([0, *(sizes[place] for place in chosen)])
    selected = alternatives.select(offsets, chosen)
    for place, cloud in enumerate(chosen):
        theirs = alternatives.of(offsets, int(cloud))
        assert np.array_equal(selected.of(cuts, place), theirs)
        assert theirs.shape == (number[cloud], sizes[cloud])
