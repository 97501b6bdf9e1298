# SPDX-License-Identifier: MIT
"""Pooled ROC AUC: closed forms, scikit-learn, exactness, weights, properties."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from lri_bench.metrics import ranking
from lri_bench.metrics.pooled import PooledRanks, pooled_roc_auc
from lri_bench.metrics.ties import tie_table
from lri_bench.ragged import offsets_from_counts, owner, positions
from lri_bench.types import Floats, Offsets, Truths

# Of scikit-learn's trapezoids; our own quotient of whole numbers is exact.
ROUNDING = 1e-14


class Case(NamedTuple):
    scores: Floats
    truth: Truths
    offsets: Offsets


@st.composite
def cases(draw: st.DrawFn) -> Case:
    sizes = draw(st.lists(st.integers(0, 6), min_size=1, max_size=6))
    total = sum(sizes)
    scores = st.lists(st.integers(-3, 3), min_size=total, max_size=total)
    marks = st.lists(st.integers(0, 1), min_size=total, max_size=total)
    return Case(
        np.array(draw(scores), dtype=np.float64),
        np.array(draw(marks), dtype=np.uint8),
        offsets_from_counts(sizes),
    )


def repeated(case: Case, times: Floats) -> Case:
    """Return the case with each cloud laid down as often as it is drawn."""
    clouds = np.repeat(np.arange(len(times)), times.astype(int))
    points = positions(case.offsets, clouds)
    offsets = offsets_from_counts(np.diff(case.offsets)[clouds])
    return Case(case.scores[points], case.truth[points], offsets)


def same(first: float, second: float) -> bool:
    return first == second or (np.isnan(first) and np.isnan(second))


@pytest.mark.parametrize(
    ("scores", "truth", "expected"),
    [
        ([4.0, 3.0, 2.0, 1.0], [1, 1, 0, 0], 1.0),
        ([1.0, 2.0, 3.0, 4.0], [1, 1, 0, 0], 0.0),
        ([7.0, 7.0, 7.0, 7.0], [1, 0, 1, 0], 0.5),
        ([3.0, 2.0, 2.0, 1.0], [1, 0, 1, 0], 0.875),
        ([2.0, 1.0], [1, 0], 1.0),
        ([0.0, -0.0], [1, 0], 0.5),
        ([1.0, 1.0, 0.0], [1, 0, 0], 0.75),
    ],
    ids=["perfect", "reversed", "all tied", "one tie", "two", "zeros", "half"],
)
def test_closed_forms(scores: list[float], truth: list[int], expected: float) -> None:
    assert pooled_roc_auc(np.array(scores), np.array(truth)) == expected


@pytest.mark.parametrize("truth", [[], [0], [1], [0, 0], [1, 1]])
def test_points_of_one_kind_have_no_value(truth: list[int]) -> None:
    assert np.isnan(pooled_roc_auc(np.arange(float(len(truth))), np.array(truth)))


def test_shifting_a_cloud_moves_the_pooled_value_and_not_that_of_the_cloud() -> None:
    scores = np.array([1.0, 0.0, 1.0, 0.0])
    truth, offsets = np.array([1, 0, 1, 0]), np.array([0, 2, 4])
    shifted = scores + np.array([0, 0, 100, 100])
    assert pooled_roc_auc(scores, truth) == 1.0
    # The important point of the first cloud loses against all of the second.
    assert pooled_roc_auc(shifted, truth) == 0.75
    for given_scores in (scores, shifted):
        each = ranking.roc_auc(tie_table(given_scores, truth, offsets))
        assert each.tolist() == [1.0, 1.0]


def test_a_cloud_of_one_kind_still_counts() -> None:
    scores, truth = np.array([2.0, 1.0, 1.5]), np.array([1, 0, 0])
    one_kind_last = PooledRanks(scores, truth, np.array([0, 2, 3]))
    assert one_kind_last.auc() == 1.0
    lost = PooledRanks(np.array([2.0, 1.0, 3.0]), truth, np.array([0, 2, 3]))
    assert lost.auc() == 0.5
    assert lost.auc(np.array([1.0, 3.0])) == 0.25


@given(cases())
def test_the_value_is_that_of_scikit_learn(case: Case) -> None:
    found = PooledRanks(*case).auc()
    if 0 < case.truth.sum() < len(case.truth):
        assert found == pytest.approx(
            roc_auc_score(case.truth, case.scores), abs=ROUNDING
        )
    else:
        assert np.isnan(found)


@pytest.mark.parametrize("digits", [0, 1, 15], ids=["ties", "some ties", "no ties"])
def test_scikit_learn_agrees_on_many_points(digits: int) -> None:
    random = np.random.default_rng(3)
    truth = (random.random(50_000) < 1 / 3).astype(np.uint8)
    scores = np.round(random.normal(size=50_000) + truth, digits)
    expected = roc_auc_score(truth, scores)
    # A cumulative sum of 50,000 trapezoids.
    assert pooled_roc_auc(scores, truth) == pytest.approx(expected, abs=1e-12)


@given(cases(), st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_weights_are_worth_what_repeated_clouds_are(
    case: Case, times: list[int]
) -> None:
    weights = np.array(times[: len(case.offsets) - 1], dtype=np.float64)
    found = PooledRanks(*case).auc(weights)
    laid = repeated(case, weights)
    assert same(found, PooledRanks(*laid).auc())
    if 0 < laid.truth.sum() < len(laid.truth):
        expected = roc_auc_score(laid.truth, laid.scores)
        assert found == pytest.approx(expected, abs=ROUNDING)
    else:
        assert np.isnan(found)


@given(cases(), st.lists(st.integers(0, 10**6), min_size=6, max_size=6))
def test_the_value_is_the_exact_fraction_rounded_once(
    case: Case, times: list[int]
) -> None:
    cloud = owner(case.offsets)
    won, pairs = Fraction(0), 0
    points = list(zip(case.scores, case.truth, cloud, strict=True))
    for high, _, first in (point for point in points if point[1]):
        for low, _, second in (point for point in points if not point[1]):
            number = times[first] * times[second]
            won += number * Fraction(int(high > low) + int(high >= low), 2)
            pairs += number
    found = PooledRanks(*case).auc(np.array(times[: len(case.offsets) - 1], float))
    assert same(found, float(won / pairs) if pairs else float("nan"))


@given(cases())
def test_equal_weights_change_nothing(case: Case) -> None:
    ranks, clouds = PooledRanks(*case), len(case.offsets) - 1
    assert same(ranks.auc(np.ones(clouds)), ranks.auc())
    assert same(ranks.auc(np.full(clouds, 5.0)), ranks.auc())


@given(cases())
def test_without_any_drawn_cloud_there_is_no_value(case: Case) -> None:
    assert np.isnan(PooledRanks(*case).auc(np.zeros(len(case.offsets) - 1)))


@given(cases())
def test_values_lie_between_0_and_1(case: Case) -> None:
    found = PooledRanks(*case).auc()
    assert np.isnan(found) or 0 <= found <= 1


@given(cases())
def test_negated_scores_give_the_complement(case: Case) -> None:
    found = pooled_roc_auc(case.scores, case.truth)
    other = pooled_roc_auc(-case.scores, case.truth)
    # Two quotients, each rounded once.
    assert np.isnan(found) or abs(found + other - 1) <= 2**-53


@given(cases(), st.data())
def test_all_scores_may_be_stretched_together(case: Case, data: st.DataObject) -> None:
    finite = st.floats(allow_nan=False, allow_infinity=False)
    rising = data.draw(
        st.lists(finite, min_size=7, max_size=7, unique=True).map(sorted)
    )
    stretched = np.array(rising)[case.scores.astype(int) + 3]
    found = pooled_roc_auc(stretched, case.truth)
    assert same(found, pooled_roc_auc(case.scores, case.truth))


@given(cases(), st.integers(0, 2**32 - 1))
def test_order_of_points_and_clouds_does_not_matter(case: Case, seed: int) -> None:
    random = np.random.default_rng(seed)
    mixed = random.permutation(len(case.scores))
    found = pooled_roc_auc(case.scores[mixed], case.truth[mixed])
    assert same(found, pooled_roc_auc(case.scores, case.truth))
    clouds = random.permutation(len(case.offsets) - 1)
    weights = random.integers(0, 3, len(clouds)).astype(np.float64)
    points = positions(case.offsets, clouds)
    offsets = offsets_from_counts(np.diff(case.offsets)[clouds])
    other = PooledRanks(case.scores[points], case.truth[points], offsets)
    assert same(other.auc(weights[clouds]), PooledRanks(*case).auc(weights))


@given(cases())
def test_doubling_every_cloud_changes_nothing(case: Case) -> None:
    twice = repeated(case, np.full(len(case.offsets) - 1, 2.0))
    assert same(PooledRanks(*twice).auc(), PooledRanks(*case).auc())


@given(cases())
def test_every_type_of_number_gives_the_same_value(case: Case) -> None:
    expected = pooled_roc_auc(case.scores, case.truth)
    for kind in ("i1", "i8", "f2", "f4", "g"):
        assert same(pooled_roc_auc(case.scores.astype(kind), case.truth), expected)
    unsigned = (case.scores + 3).astype(np.uint8)
    assert same(pooled_roc_auc(unsigned, case.truth), expected)


def test_one_cloud_has_the_same_value_pooled_and_by_itself() -> None:
    random = np.random.default_rng(0)
    scores, truth = random.integers(0, 9, 40), random.integers(0, 2, 40)
    alone = ranking.roc_auc(tie_table(scores, truth, np.array([0, 40])))[0]
    assert pooled_roc_auc(scores, truth) == pytest.approx(alone, abs=ROUNDING)


@given(cases(), st.integers(0, 2**32))
def test_many_weightings_at_once_give_the_same_to_the_last_bit(
    case: Case, seed: int
) -> None:
    clouds = len(case.offsets) - 1
    weights = np.random.default_rng(seed).integers(0, 4, (5, clouds)).astype(np.float64)
    weights[0] = 0
    ranks = PooledRanks(*case)
    each = [ranks.auc(row) for row in weights]
    assert np.array_equal(ranks.aucs(weights), each, equal_nan=True)


def test_clouds_too_many_for_a_table_give_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = np.random.default_rng(3)
    offsets = offsets_from_counts(random.integers(1, 9, 30))
    ranks = PooledRanks(
        random.integers(0, 5, offsets[-1]), random.integers(0, 2, offsets[-1]), offsets
    )
    weights = random.integers(0, 3, (20, 30)).astype(np.float64)
    found = ranks.aucs(weights)
    monkeypatch.setattr("lri_bench.metrics.pooled._TABLE", 0)
    assert np.array_equal(ranks.aucs(weights), found)


@given(cases(), st.integers(0, 2**32))
def test_a_part_is_what_its_clouds_give_alone(case: Case, seed: int) -> None:
    random = np.random.default_rng(seed)
    clouds = len(case.offsets) - 1
    chosen = random.permutation(clouds)[: random.integers(0, clouds + 1)]
    points = positions(case.offsets, chosen)
    offsets = offsets_from_counts(np.diff(case.offsets)[chosen])
    alone = PooledRanks(case.scores[points], case.truth[points], offsets)
    weights = random.integers(0, 3, (4, len(chosen))).astype(np.float64)
    part = PooledRanks(*case).part(chosen)
    assert np.array_equal(part.aucs(weights), alone.aucs(weights), equal_nan=True)
    assert np.array_equal(part.auc(), alone.auc(), equal_nan=True)
