# SPDX-License-Identifier: MIT
"""Shares of the way, Borda's points, and the mean over independent data sets."""

from __future__ import annotations

import numpy as np
import pytest

from lri_bench.statistics.composite import beaten, mean_replicates, share


def test_the_share_is_0_at_the_floor_and_1_at_the_ceiling() -> None:
    scores = np.array([0.5, 0.75, 1.0, 0.25])
    assert share(scores, 0.5, 1.0).tolist() == [0.0, 0.5, 1.0, -0.5]


def test_points_are_the_share_of_others_that_are_beaten() -> None:
    against = np.array([[0.1, 0.5, 0.9], [0.2, 0.2, 0.2]])
    # Beats one and ties with one; ties with none and beats all.
    assert beaten(np.array([0.5, 0.3]), against).tolist() == [0.5, 1.0]


def test_points_of_all_rows_sum_to_half_the_pairs() -> None:
    random = np.random.default_rng(0)
    values = random.integers(0, 4, 9).astype(np.float64)
    others = np.stack([np.delete(values, row) for row in range(9)])
    assert beaten(values, others).mean() == pytest.approx(0.5, abs=1e-12)


def test_without_others_there_are_no_points() -> None:
    assert np.isnan(beaten(np.array([0.5]), np.zeros((1, 0)))).all()


def test_the_mean_of_independent_scores_spreads_as_it_must() -> None:
    random = np.random.default_rng(2)
    part = random.normal(size=2000)
    found = mean_replicates([part, part, part, part], seed=1)
    assert found.mean() == pytest.approx(part.mean(), abs=1e-12)
    # Were the same draws to meet, nothing would cancel: 1 instead of 1/2.
    assert found.std() == pytest.approx(part.std() / 2, rel=0.1)


def test_the_mean_is_the_same_every_time() -> None:
    parts = [np.arange(50.0), np.arange(50.0) ** 2]
    assert np.array_equal(mean_replicates(parts, 3), mean_replicates(parts, 3))
    assert not np.array_equal(mean_replicates(parts, 3), mean_replicates(parts, 4))
