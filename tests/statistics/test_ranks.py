# SPDX-License-Identifier: MIT
"""Ranks as intervals: known cases, every order that they allow, and coverage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, norm

from lri_bench.statistics.holm import holm
from lri_bench.statistics.ranks import rank_ranges
from lri_bench.types import Bools, Floats


def ranges(better: Bools) -> list[tuple[int, int]]:
    first, last = rank_ranges(better)
    return list(zip(first.tolist(), last.tolist(), strict=True))


def test_rows_in_a_strict_order_have_one_rank_each() -> None:
    assert ranges(np.triu(np.ones((4, 4), dtype=bool), k=1)) == [
        (1, 1),
        (2, 2),
        (3, 3),
        (4, 4),
    ]


def test_rows_that_cannot_be_told_apart_have_all_ranks() -> None:
    assert ranges(np.zeros((3, 3), dtype=bool)) == [(1, 3)] * 3
    assert ranges(np.zeros((0, 0), dtype=bool)) == []


@given(st.integers(1, 7), st.integers(0, 2**32))
def test_every_order_that_keeps_to_the_comparisons_lies_within(
    rows: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    order = random.permutation(rows)  # order[k] is the row of rank k + 1
    known = np.triu(random.random((rows, rows)) < 0.5, k=1)
    better = np.zeros((rows, rows), dtype=bool)
    better[np.ix_(order, order)] = known
    first, last = rank_ranges(better)
    rank = np.argsort(order) + 1
    assert ((first <= rank) & (rank <= last)).all()
    assert (first <= last).all()


@pytest.mark.parametrize("spread", [0.0, 2.0])
def test_all_true_ranks_lie_within_as_often_as_it_says(spread: float) -> None:
    """Means of six rows under unit noise, compared in pairs and corrected."""
    rows, trials = 6, 600
    true = spread * np.arange(rows, dtype=np.float64)[::-1]
    random = np.random.default_rng(8)
    missed = sum(_misses(true, random.normal(true)) for _ in range(trials))
    # At most 5 %; the bound leaves out one seed in 10,000.
    assert missed <= binom.ppf(1 - 1e-4, trials, 0.05)


def _misses(true: Floats, seen: Floats) -> bool:
    """Whether the range of any row leaves out a rank that the row may have."""
    i, j = np.triu_indices(len(true), k=1)
    p = holm(2 * norm.sf(np.abs(seen[i] - seen[j]) / np.sqrt(2)))
    better = np.zeros((len(true), len(true)), dtype=bool)
    better[i, j], better[j, i] = (
        (p < 0.05) & (seen[i] > seen[j]),
        (p < 0.05) & (seen[i] < seen[j]),
    )
    first, last = rank_ranges(better)
    # Rows that are truly equal share their ranks: the best and the worst must fit.
    best = 1 + (true[:, np.newaxis] < true).sum(axis=1)
    worst = (true[:, np.newaxis] <= true).sum(axis=1)
    return bool(((first > best) | (last < worst)).any())
