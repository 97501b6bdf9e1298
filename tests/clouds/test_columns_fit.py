# SPDX-License-Identifier: MIT
"""Columns of clouds: converted to their dtypes, and what does not fit is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from full_clouds import columns_of, full, small

from lri_bench.clouds import Alternatives, Clouds
from lri_bench.errors import DataError


def problems_of(**changes: Any) -> dict[str, tuple[str, str]]:
    """Return what was expected and what was there, by where it is wrong."""
    with pytest.raises(DataError) as caught:
        small(**changes)
    return {p.where: (p.expected, p.got) for p in caught.value.problems}


def test_columns_are_converted_to_their_dtypes() -> None:
    clouds = full([2, 0, 3])
    assert {
        name: value.dtype.str
        for name, value in clouds.columns()
        if "/" not in name and name != "cloud_id"
    } == {
        "offsets": "<i8",
        "pos": "<f4",
        "x": "<f4",
        "truth": "|u1",
        "y": "|u1",
        "split": "|u1",
        "direction": "<f4",
        "group": "<i4",
    }
    assert clouds.cloud_id.dtype == np.dtype("<U7")
    assert (len(clouds), clouds.points) == (3, 5)


def test_clouds_without_features_points_or_clouds() -> None:
    assert small(x=np.empty((5, 0))).x.shape == (5, 0)
    assert full([0, 0]).points == 0
    empty = full([])
    assert (len(empty), empty.points) == (0, 0)
    assert len(empty.context["ligand"].context["ion"]) == 0


@pytest.mark.parametrize(
    ("changes", "where", "expected", "got"),
    [
        ({"offsets": [0, 2, 5]}, "offsets", "4 ascending numbers from 0 to 5", "3 nu"),
        ({"offsets": [1, 2, 2, 5]}, "offsets", "4 ascending numbers", "4 numbers: [1"),
        ({"offsets": [0, 2, 2, 4]}, "offsets", "from 0 to 5", "4 numbers: [0 2 2 4]"),
        ({"offsets": [0, 3, 2, 5]}, "offsets", "from 0 to 5", "4 numbers: [0 3 2 5]"),
        ({"offsets": []}, "offsets", "4 ascending numbers", "0 numbers: []"),
        ({"offsets": [[0, 2, 2, 5]]}, "offsets", "1-d", "shape (1, 4)"),
        ({"offsets": 5}, "offsets", "1-d", "shape ()"),
        ({"offsets": [0, 2.5, 3, 5]}, "offsets", "int64 can hold", "2.5, among others"),
        ({"pos": np.zeros(5)}, "pos", "2-d", "shape (5,)"),
        ({"pos": ["a"] * 5}, "pos", "float32 can hold", "dtype <U1"),
        ({"x": np.zeros((5, 1, 1))}, "x", "2-d", "shape (5, 1, 1)"),
        ({"x": np.zeros((4, 1))}, "x", "5 rows", "4"),
        ({"truth": [0, 1]}, "truth", "5 rows", "2"),
        ({"truth": [[0]] * 5}, "truth", "1-d", "shape (5, 1)"),
        ({"truth": [0, 1, 2, 0, 0]}, "truth", "0 to 1", "2"),
        ({"truth": [0, 1, 0.5, 0, 0]}, "truth", "uint8 can hold", "0.5, among"),
        ({"truth": [0, 1, 256, 0, 0]}, "truth", "uint8 can hold", "256, among"),
        ({"cloud_id": ["a", "b"]}, "y", "2 rows", "3"),
        ({"cloud_id": ["a", "b", "a"]}, "cloud_id", "every name once", "some are"),
        ({"cloud_id": "abc"}, "cloud_id", "1-d", "shape ()"),
        ({"y": [0, 1, -1]}, "y", "uint8 can hold", "-1, among others"),
        ({"y": [0, 1]}, "y", "3 rows", "2"),
        ({"split": [0, 1, 4]}, "split", "0 to 3", "4"),
        ({"direction": np.zeros((5, 2))}, "direction", "3 columns", "2"),
        ({"direction": np.zeros((4, 3))}, "direction", "5 rows", "4"),
        ({"direction": np.zeros(5)}, "direction", "2-d", "shape (5,)"),
        ({"group": [0] * 4}, "group", "5 rows", "4"),
        ({"group": [2**31] * 5}, "group", "int32 can hold", "2147483648, among"),
        ({"point_extra": {"q": np.zeros(4)}}, "q", "5 rows", "4"),
        ({"point_extra": {"q": np.float32(1)}}, "q", "a column", "a single value"),
        ({"cloud_extra": {"q": np.zeros(4)}}, "q", "3 rows", "4"),
    ],
)
def test_a_column_that_does_not_fit(
    changes: dict[str, Any], where: str, expected: str, got: str
) -> None:
    told = problems_of(**changes)
    assert expected in told[f"Clouds: {where}"][0]
    assert told[f"Clouds: {where}"][1].startswith(got)


def test_offsets_whose_differences_wrap_around() -> None:
    offsets = [0, 2**62, -(2**62) - 1, 5]
    assert np.all(np.diff(offsets) > 0)
    assert list(problems_of(offsets=offsets)) == ["Clouds: offsets"]


def test_context_clouds_must_be_as_many_and_have_a_plain_name() -> None:
    inner = Clouds(**columns_of([1, 1]))
    told = problems_of(context={"ligand": inner})
    assert told == {"Clouds: context ligand": ("3 clouds", "2")}
    told = problems_of(context={"a/b": Clouds(**columns_of([1, 1, 1]))})
    assert told == {"Clouds: context a/b": ("a name without /", "a/b")}


@pytest.mark.parametrize(
    ("number", "mask"),
    [
        ([1, 0], [0, 1]),
        ([1, 0, 1], [0, 1]),
        ([1, 0, 0], [0, 1, 0]),
        ([-1, 0, 2], [0, 1, 0, 1]),
        ([2**62, 2**62, 0], []),
        ([[1, 0, 0]], [0, 1]),
        ([1, 0, 0], [[0, 1]]),
    ],
)
def test_alternatives_that_do_not_fit(number: Any, mask: Any) -> None:
    told = problems_of(alternatives=Alternatives(np.array(number), np.array(mask)))
    assert told == {"Clouds: alternatives": ("masks as long as the clouds", "others")}


def test_alternatives_that_are_no_whole_numbers() -> None:
    with pytest.raises(DataError) as caught:
        Alternatives(np.array([0.5]), np.array(["a"]))
    assert [problem.where for problem in caught.value.problems] == [
        "Alternatives: number",
        "Alternatives: mask",
    ]


def test_all_problems_are_told_at_once() -> None:
    assert list(problems_of(y=[300] * 3, truth=[-1] * 5, pos=["a"])) == [
        "Clouds: pos",
        "Clouds: truth",
        "Clouds: y",
    ]
    assert list(problems_of(y=0, pos=[1])) == ["Clouds: pos", "Clouds: y"]
    inner = Clouds(**columns_of([1]))
    told = problems_of(
        offsets=[0, 9],
        x=np.zeros((1, 1)),
        truth=[2],
        cloud_id=["a", "a", "b"],
        split=[9, 0],
        context={"ligand": inner},
        point_extra={"charge": np.zeros(2)},
        alternatives=Alternatives(np.array([1]), np.array([1])),
    )
    assert set(told) == {
        f"Clouds: {name}"
        for name in (
            "offsets",
            "x",
            "truth",
            "cloud_id",
            "split",
            "charge",
            "context ligand",
        )
    }
