# SPDX-License-Identifier: MIT
"""Comparisons are found by name, in both directions."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.board.model import Pairs
from lri_bench.site.views.pairs import PairTable


@given(st.integers(2, 9))
def test_each_pair_stands_where_the_board_says(n: int) -> None:
    names = tuple(f"entry-{i}" for i in range(n))
    values = [float(10 * i + j) for i, j in combinations(range(n), 2)]
    pairs = Pairs(
        entries=names,
        difference=tuple(values),
        low=tuple(v - 1 for v in values),
        high=tuple(v + 2 for v in values),
        p_holm=tuple(v / 1000 for v in values),
        win=tuple(v / 100 for v in values),
    )
    table = PairTable(pairs)
    for i, j in permutations(range(n), 2):
        found = table.of(names[i], names[j])
        value = float(10 * min(i, j) + max(i, j))
        assert found is not None
        assert found.p_holm == value / 1000
        if i < j:
            assert (found.difference, found.low, found.high) == (
                value,
                value - 1,
                value + 2,
            )
            assert found.win == value / 100
        else:
            assert (found.difference, found.low, found.high) == (
                -value,
                -value - 2,
                -value + 1,
            )
            assert found.win == pytest.approx(1 - value / 100)
    assert table.of(names[0], names[0]) is None
    assert table.of(names[0], "unknown") is None
