# SPDX-License-Identifier: MIT
"""Paired comparisons: closed forms, symmetry, rows without any error."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, norm, t

from lri_bench.metrics.bootstrap import Mean, drawn_clouds, replicates
from lri_bench.metrics.pooled import PooledRanks
from lri_bench.statistics.pairs import compare
from lri_bench.types import Floats

# Sums of some thousand numbers of size 1.
ROUNDING = 1e-12


def test_pairs_come_in_the_order_of_the_condensed_triangle() -> None:
    values = np.array([0.9, 0.7, 0.4, 0.0])
    found = compare(values, values[:, np.newaxis] * np.ones(2))
    expected = [first - second for first, second in combinations(values, 2)]
    np.testing.assert_array_equal(found.difference, expected)
    assert not len(compare(values[:1], values[:1, np.newaxis]).difference)


def test_a_normal_difference_has_its_closed_form() -> None:
    """Replicates at the normal's own quantiles: every number is known."""
    number, mean, spread = 4000, 0.02, 0.01
    quantiles = norm.ppf((np.arange(number) + 0.5) / number)
    common = np.sin(np.arange(number))
    rows = np.stack([common + mean + spread * quantiles, common])
    found = compare(np.array([0.7 + mean, 0.7]), rows)
    assert found.difference[0] == pytest.approx(mean, abs=ROUNDING)
    # The variance of 4,000 quantiles misses a part in a thousand in the tails.
    assert found.error[0] == pytest.approx(spread, rel=1e-3)
    expected = 2 * norm.sf(mean / found.error[0])
    assert found.p[0] == pytest.approx(expected, rel=1e-9)
    ends = mean + spread * norm.ppf([0.025, 0.975])
    # Neighbouring quantiles are so far apart there.
    step = spread / (number * norm.pdf(norm.ppf(0.025)))
    np.testing.assert_allclose([found.low[0], found.high[0]], ends, rtol=0, atol=step)
    # Half a step of the 4,000.
    assert found.win[0] == pytest.approx(norm.cdf(mean / spread), abs=0.5 / number)


def test_what_clouds_have_in_common_cancels() -> None:
    """The error of a difference of means over clouds is that of their differences."""
    random = np.random.default_rng(5)
    clouds, number = 400, 2000
    hard = random.normal(size=clouds)
    values = np.stack([hard + 0.1 * random.normal(size=clouds), hard])
    drawn = np.stack(
        [
            replicates({"": Mean(row[np.newaxis])}, clouds, number, 1)[""]
            for row in values
        ]
    )
    found = compare(values.mean(axis=1), drawn)
    alone = drawn.std(axis=1, ddof=1)
    expected = (values[0] - values[1]).std() / np.sqrt(clouds)
    # The standard deviation of 2,000 draws is itself known to 1.6 %.
    assert found.error[0] == pytest.approx(expected, rel=5 * 0.016)
    assert found.error[0] < 0.2 * alone.min()


def test_equally_good_methods_are_told_apart_as_seldom_as_it_says() -> None:
    """Pooled ROC AUCs of one truth under two noises, bootstrapped over 40 clouds.

    The bootstrap's variance of a mean has the divisor n, and 40 clouds make the tails
    those of Student's t: two methods alike are told apart in 2 P(t > 1.96 sqrt(39/40))
    of the cases, 6.0 %. The bounds leave out one seed in 5,000.
    """
    trials, clouds, points = 400, 40, 12
    random = np.random.default_rng(6)
    offsets = points * np.arange(clouds + 1)
    truth = np.tile(np.arange(points) < 4, clouds)
    weights = drawn_clouds(clouds, 300, 1).astype(np.float64)
    wrong = 0
    for _ in range(trials):
        # What makes a cloud hard is hard for both.
        hard = np.repeat(random.normal(size=clouds), points)
        scores = truth * (1.5 + 0.5 * hard) + random.normal(size=(2, len(truth)))
        ranks = [PooledRanks(row, truth, offsets) for row in scores]
        values = np.array([item.auc() for item in ranks])
        found = compare(values, np.stack([item.aucs(weights) for item in ranks]))
        wrong += bool(found.p[0] < 0.05)
    chance = 2 * t.sf(norm.ppf(0.975) * np.sqrt((clouds - 1) / clouds), clouds - 1)
    low, high = binom.interval(1 - 2e-4, trials, chance)
    assert low <= wrong <= high


def test_equal_replicates_cannot_be_told_apart() -> None:
    rows = np.stack([np.linspace(0, 1, 50)] * 2)
    found = compare(np.array([0.5, 0.5]), rows)
    assert found.p[0] == 1
    assert found.win[0] == 0.5
    assert found.error[0] == found.difference[0] == found.low[0] == found.high[0] == 0


def test_a_difference_without_error_is_beyond_doubt() -> None:
    rows = np.stack([np.full(50, 1.0), np.full(50, 0.5)])
    found = compare(np.array([1.0, 0.5]), rows)
    assert found.p[0] == 0
    assert found.win[0] == 1
    assert found.low[0] == found.high[0] == 0.5


def test_rounding_is_no_difference() -> None:
    row = np.random.default_rng(0).random(200)
    found = compare(np.array([0.3, 0.1 + 0.2]), np.stack([row * 3 / 3, row]))
    assert found.p[0] == 1
    assert found.win[0] == 0.5


@pytest.mark.parametrize("rows", [0, 1])
def test_without_two_rows_there_are_no_pairs(rows: int) -> None:
    found = compare(np.zeros(rows), np.zeros((rows, 10)))
    assert found.p.shape == found.win.shape == found.low.shape == (0,)


def some_rows(seed: int, rows: int) -> Floats:
    return np.random.default_rng(seed).normal(size=(rows, 40))


@given(st.integers(0, 2**32), st.integers(2, 5))
def test_turning_the_rows_round_turns_every_sign(seed: int, rows: int) -> None:
    drawn = some_rows(seed, rows)
    values = drawn.mean(axis=1)
    forward, back = compare(values, drawn), compare(values[::-1], drawn[::-1])
    # Pair (i, j) of the turned rows is (n - 1 - j, n - 1 - i) of the others.
    pairs = list(combinations(range(rows), 2))
    turned = [pairs.index((rows - 1 - j, rows - 1 - i)) for i, j in pairs]
    np.testing.assert_allclose(back.difference, -forward.difference[turned])
    np.testing.assert_allclose(back.low, -forward.high[turned], atol=ROUNDING)
    np.testing.assert_allclose(back.win, 1 - forward.win[turned], atol=ROUNDING)
    np.testing.assert_allclose(back.p, forward.p[turned], atol=ROUNDING)


@given(st.integers(0, 2**32))
def test_a_pair_does_not_depend_on_other_rows(seed: int) -> None:
    drawn = some_rows(seed, 4)
    values = drawn.mean(axis=1)
    every, two = compare(values, drawn), compare(values[[1, 3]], drawn[[1, 3]])
    place = list(combinations(range(4), 2)).index((1, 3))
    for name in ("difference", "low", "high", "error", "p", "win"):
        assert getattr(every, name)[place] == getattr(two, name)[0]
