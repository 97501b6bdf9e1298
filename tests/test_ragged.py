# SPDX-License-Identifier: MIT
"""Arithmetic on ragged columns, held against loops over the clouds."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lri_bench.errors import Problem
from lri_bench.ragged import (
    as_column,
    cloud_sum,
    concatenated_offsets,
    counts,
    offsets_from_counts,
    owner,
    positions,
)

SIZES = st.lists(st.integers(0, 6), max_size=8)


def parts_of(sizes: list[int]) -> list[list[int]]:
    """Return the flat positions of each cloud, one list a cloud."""
    flat = iter(range(sum(sizes)))
    return [[next(flat) for _ in range(size)] for size in sizes]


def test_offsets_are_sums_of_what_came_before() -> None:
    assert offsets_from_counts([2, 0, 3]).tolist() == [0, 2, 2, 5]
    assert offsets_from_counts([]).tolist() == [0]
    assert offsets_from_counts(np.array([2**31, 2**31])).tolist()[-1] == 2**32


def test_offsets_of_small_integers_do_not_wrap_around() -> None:
    sizes = np.full(300, 255, dtype=np.uint8)
    assert offsets_from_counts(sizes)[-1] == 300 * 255
    assert offsets_from_counts(sizes).dtype == np.int64


def test_owner_counts_and_positions_of_a_small_example() -> None:
    offsets = np.array([0, 2, 2, 5])
    assert counts(offsets).tolist() == [2, 0, 3]
    assert owner(offsets).tolist() == [0, 0, 2, 2, 2]
    assert positions(offsets, np.array([2, 0])).tolist() == [2, 3, 4, 0, 1]
    assert positions(offsets, np.array([0, 0, 1])).tolist() == [0, 1, 0, 1]
    assert positions(offsets, np.array([-1, -3])).tolist() == [2, 3, 4, 0, 1]


def test_sums_of_clouds_are_exact_and_zero_where_there_is_no_point() -> None:
    offsets = np.array([0, 2, 2, 5])
    values = np.array([1, 2, 4, 8, 16], dtype=np.float32)
    assert cloud_sum(values, offsets).tolist() == [3.0, 0.0, 28.0]
    assert cloud_sum(np.array([True] * 5), offsets).tolist() == [2.0, 0.0, 3.0]
    assert cloud_sum(values, offsets).dtype == np.float64


def test_no_clouds_and_no_points() -> None:
    none = np.array([0])
    empty = np.array([], dtype=np.int64)
    for value in (counts(none), owner(none), positions(none, empty)):
        assert value.tolist() == []
    assert cloud_sum(empty, none).tolist() == []
    assert cloud_sum(empty, np.zeros(3, dtype=np.int64)).tolist() == [0.0, 0.0]


@settings(deadline=None)
@given(SIZES)
def test_offsets_counts_and_owner_describe_the_same_clouds(sizes: list[int]) -> None:
    offsets = offsets_from_counts(sizes)
    assert counts(offsets).tolist() == sizes
    expected = [cloud for cloud, size in enumerate(sizes) for _ in range(size)]
    assert owner(offsets).tolist() == expected


@settings(deadline=None)
@given(SIZES, st.data())
def test_positions_are_those_of_the_clouds_one_after_the_other(
    sizes: list[int], data: st.DataObject
) -> None:
    places = st.integers(-len(sizes), len(sizes) - 1)
    chosen = data.draw(st.lists(places, max_size=10)) if sizes else []
    expected = [place for cloud in chosen for place in parts_of(sizes)[cloud]]
    index = np.array(chosen, dtype=np.int64)
    assert positions(offsets_from_counts(sizes), index).tolist() == expected


@settings(deadline=None)
@given(SIZES)
def test_sums_are_those_of_the_parts(sizes: list[int]) -> None:
    values = np.arange(sum(sizes)) ** 2
    expected = [float(sum(values[part])) for part in parts_of(sizes)]
    assert cloud_sum(values, offsets_from_counts(sizes)).tolist() == expected


@settings(deadline=None)
@given(st.lists(SIZES, min_size=1, max_size=4))
def test_offsets_of_lists_laid_together_are_those_of_one_list(
    lists: list[list[int]],
) -> None:
    joined = concatenated_offsets([offsets_from_counts(sizes) for sizes in lists])
    sizes = [size for sizes in lists for size in sizes]
    assert np.array_equal(joined, offsets_from_counts(sizes))


# Columns.


def column(value: Any, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    converted = as_column("Clouds: a", value, dtype)
    assert not isinstance(converted, Problem)
    return converted


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        ([0, 1], np.uint8),
        ([True, False], np.uint8),
        (np.array([0.0, 1.0]), np.uint8),
        (np.array([1, 2], dtype=">i8"), np.int64),
        ([], np.int64),
        ([[1.5, 2]], np.float32),
        ([np.nan, np.inf], np.float32),
    ],
)
def test_a_column_keeps_its_values_in_its_dtype(
    value: Any, dtype: npt.DTypeLike
) -> None:
    converted = column(value, dtype)
    assert converted.dtype == np.dtype(dtype)
    assert np.array_equal(converted, np.asarray(value), equal_nan=True)


def test_a_column_of_the_right_dtype_is_not_copied() -> None:
    value = np.arange(3)
    assert column(value, np.int64) is value


def test_text_is_as_wide_as_its_longest_name() -> None:
    wide = np.array(["a", "bcd"], dtype="<U50")
    assert column(wide, np.str_).dtype == np.dtype("<U3")
    assert column(["a", 12], np.str_).tolist() == ["a", "12"]
    assert column(np.array(["a"], dtype=object), np.str_).dtype == np.dtype("<U1")


@pytest.mark.parametrize(
    ("value", "dtype", "expected", "got"),
    [
        ([0, 256, 300], np.uint8, "values that uint8 can hold", "256, among others"),
        ([0, -1], np.uint8, "values that uint8 can hold", "-1, among others"),
        ([0.5], np.uint8, "values that uint8 can hold", "0.5, among others"),
        ([np.nan], np.int64, "values that int64 can hold", "nan, among others"),
        ([2**31], np.int32, "values that int32 can hold", "2147483648, among others"),
        ([1e39], np.float32, "values that float32 can hold", "1e+39, among others"),
        (["a"], np.float32, "values that float32 can hold", "dtype <U1"),
        ([None], np.int64, "values that int64 can hold", "dtype object"),
    ],
)
def test_what_would_become_another_value_is_told(
    value: Any, dtype: npt.DTypeLike, expected: str, got: str
) -> None:
    problem = as_column("Clouds: a", value, dtype)
    assert isinstance(problem, Problem)
    assert (problem.where, problem.expected, problem.got) == (
        "Clouds: a",
        expected,
        got,
    )


@pytest.mark.parametrize("dtype", [np.float32, np.str_])
def test_lists_of_different_lengths_are_told(dtype: npt.DTypeLike) -> None:
    problem = as_column("Clouds: a", [[1, 2], [3]], dtype)
    assert isinstance(problem, Problem)
    assert "inhomogeneous" in problem.got


@settings(deadline=None)
@given(st.lists(st.integers(-300, 300)))
def test_whole_numbers_fit_a_byte_or_are_told(values: list[int]) -> None:
    converted = as_column("a", values, np.uint8)
    fits = all(0 <= value <= 255 for value in values)
    assert isinstance(converted, np.ndarray) == fits
