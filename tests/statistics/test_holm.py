# SPDX-License-Identifier: MIT
"""Holm's correction: his own example, its definition, and what it promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from lri_bench.statistics.holm import holm
from lri_bench.types import Floats

P_VALUES = st.lists(st.floats(0, 1), max_size=12).map(np.array)


def test_it_is_what_one_computes_by_hand() -> None:
    found = holm(np.array([0.01, 0.04, 0.03, 0.005]))
    assert found.tolist() == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_no_test_gives_nothing_and_one_stays_as_it_is() -> None:
    assert holm(np.array([])).shape == (0,)
    assert holm(np.array([0.2])).tolist() == [0.2]


@given(P_VALUES)
def test_it_rejects_what_stepping_down_rejects(p: Floats) -> None:
    """Smallest first, until one is not below 0.05 / (tests that are left)."""
    level, rejected = 0.05, set()
    for done, place in enumerate(np.argsort(p, kind="stable").tolist()):
        if p[place] * (len(p) - done) >= level:
            break
        rejected.add(place)
    assert set(np.flatnonzero(holm(p) < level).tolist()) == rejected


@given(P_VALUES)
def test_it_lies_between_no_correction_and_bonferroni(p: Floats) -> None:
    found = holm(p)
    assert (found >= p).all()
    assert (found <= np.minimum(len(p) * p, 1)).all()
    assert (np.diff(found[np.argsort(p, kind="stable")]) >= 0).all()


def test_true_hypotheses_are_seldom_rejected() -> None:
    """Of 20 tests without effect, any is rejected in 1 - 0.9975^20 of the cases."""
    trials, tests = 2000, 20
    random = np.random.default_rng(3)
    wrong = sum(bool((holm(random.random(tests)) < 0.05).any()) for _ in range(trials))
    low, high = binom.interval(1 - 1e-5, trials, 1 - (1 - 0.05 / tests) ** tests)
    assert low <= wrong <= high
