# SPDX-License-Identifier: MIT
"""The smallest difference found: its closed form, and that it is found so often."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, norm

from lri_bench.statistics.resolution import CONFIDENCE, POWER, resolving


def test_it_is_the_closed_form() -> None:
    found = resolving(np.array([0.01, 0.02, 0.05]))
    assert found is not None
    assert found.spread == 0.02
    assert found.pairs == 3
    # 1.959964 + 0.841621
    assert found.difference == pytest.approx(2.801585 * 0.02, rel=1e-6)


def test_without_pairs_nothing_is_said() -> None:
    assert resolving(np.array([])) is None


def test_a_difference_of_this_size_is_found_in_four_of_five_cases() -> None:
    found = resolving(np.array([0.02]))
    assert found is not None
    trials = 4000
    seen = np.random.default_rng(1).normal(found.difference, found.spread, trials)
    sure = (2 * norm.sf(np.abs(seen) / found.spread) < 1 - CONFIDENCE).sum()
    low, high = binom.interval(1 - 1e-5, trials, POWER)
    assert low <= sure <= high
