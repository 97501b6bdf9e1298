# SPDX-License-Identifier: MIT
"""Thirds of the clouds: about equal, in order, equal values together."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.statistics.strata import thirds


def test_distinct_values_are_cut_in_equal_parts() -> None:
    values = np.random.default_rng(0).permutation(30).astype(np.float64)
    parts = thirds(values)
    assert [len(part) for part in parts] == [10, 10, 10]
    assert sorted(values[parts[0]].tolist()) == list(range(10))


def test_equal_values_are_one_part_and_nothing_is_none() -> None:
    assert [part.tolist() for part in thirds(np.full(4, 7.0))] == [[0, 1, 2, 3]]
    assert thirds(np.array([])) == []


@given(st.lists(st.integers(0, 6).map(float), min_size=1, max_size=40))
def test_parts_are_disjoint_and_in_order(listed: list[float]) -> None:
    values = np.array(listed)
    parts = thirds(values)
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(values)))
    for lower, upper in pairwise(parts):
        assert values[lower].max() < values[upper].min()
