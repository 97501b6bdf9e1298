# SPDX-License-Identifier: MIT
"""Neighbours, against a search over all pairs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.learnability.graphs import neighbours
from lri_bench.ragged import offsets_from_counts


def test_points_in_one_place_are_neighbours_of_each_other() -> None:
    found = neighbours(np.zeros((3, 2)), np.array([0, 3]), 2)
    assert [sorted(row) for row in found.tolist()] == [[1, 2], [0, 2], [0, 1]]


def test_a_lonely_point_has_itself() -> None:
    found = neighbours(np.zeros((1, 3)), np.array([0, 1, 1]), 2)
    assert found.tolist() == [[0, 0]]


@given(
    sizes=st.lists(st.integers(0, 12), min_size=1, max_size=5),
    number=st.integers(1, 6),
    seed=st.integers(0, 99),
)
def test_they_are_the_nearest_of_the_cloud(
    sizes: list[int], number: int, seed: int
) -> None:
    offsets = offsets_from_counts(sizes)
    pos = np.random.default_rng(seed).normal(size=(offsets[-1], 3))
    found = neighbours(pos, offsets, number)
    for first, last in pairwise(offsets.tolist()):
        for point in range(first, last):
            others = [other for other in range(first, last) if other != point]
            others.sort(key=lambda other: float(np.sum((pos[other] - pos[point]) ** 2)))
            expected = (others + [point] * number)[:number]
            assert found[point].tolist() == expected
