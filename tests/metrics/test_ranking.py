# SPDX-License-Identifier: MIT
"""Per-cloud ranking metrics: closed forms, scikit-learn, brute force, properties."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from lri_bench.metrics import ranking
from lri_bench.metrics.ties import TieTable, tie_table
from lri_bench.ragged import offsets_from_counts, owner, positions
from lri_bench.types import Floats, Offsets, Truths

# Sums of up to a dozen fractions: a few units in the last place.
ROUNDING = 1e-14


class Case(NamedTuple):
    scores: Floats
    truth: Truths
    offsets: Offsets

    @property
    def parts(self) -> list[tuple[Floats, Truths]]:
        cuts = self.offsets[1:-1]
        scores, truth = np.split(self.scores, cuts), np.split(self.truth, cuts)
        return list(zip(scores, truth, strict=True))


Kernel = Callable[[TieTable], Floats]

KERNELS: dict[str, Kernel] = {
    "roc_auc": ranking.roc_auc,
    "average_precision": ranking.average_precision,
    "r_precision": ranking.r_precision,
    "precision_at_1": lambda table: ranking.precision_at(table, 1),
    "precision_at_3": lambda table: ranking.precision_at(table, 3),
}
each_metric = pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS)


@st.composite
def cases(draw: st.DrawFn, largest: int = 8, clouds: int = 5) -> Case:
    sizes = draw(st.lists(st.integers(0, largest), min_size=1, max_size=clouds))
    total = sum(sizes)
    scores = st.lists(st.integers(-3, 3), min_size=total, max_size=total)
    marks = st.lists(st.integers(0, 1), min_size=total, max_size=total)
    return Case(
        np.array(draw(scores), dtype=np.float64),
        np.array(draw(marks), dtype=np.uint8),
        offsets_from_counts(sizes),
    )


def one_cloud(scores: list[float], truth: list[int]) -> TieTable:
    return tie_table(np.array(scores), np.array(truth), np.array([0, len(scores)]))


def values(table: TieTable) -> dict[str, float]:
    return {name: float(kernel(table)[0]) for name, kernel in KERNELS.items()}


def test_perfect_scores() -> None:
    found = values(one_cloud([9.0, 8.0, 2.0, 1.0], [1, 1, 0, 0]))
    assert found == {
        "roc_auc": 1.0,
        "average_precision": 1.0,
        "r_precision": 1.0,
        "precision_at_1": 1.0,
        "precision_at_3": pytest.approx(2 / 3, abs=ROUNDING),
    }


def test_reversed_scores() -> None:
    found = values(one_cloud([1.0, 2.0, 8.0, 9.0], [1, 1, 0, 0]))
    assert found == {
        "roc_auc": 0.0,
        # The important points are the third and the fourth.
        "average_precision": pytest.approx((1 / 3 + 2 / 4) / 2, abs=ROUNDING),
        "r_precision": 0.0,
        "precision_at_1": 0.0,
        "precision_at_3": pytest.approx(1 / 3, abs=ROUNDING),
    }


def test_equal_scores_are_worth_what_chance_is() -> None:
    found = values(one_cloud([5.0] * 4, [1, 0, 0, 0]))
    assert found == {
        "roc_auc": 0.5,
        "average_precision": 0.25,
        "r_precision": 0.25,
        "precision_at_1": 0.25,
        "precision_at_3": pytest.approx(0.25, abs=ROUNDING),
    }


def test_two_points() -> None:
    assert values(one_cloud([2.0, 1.0], [1, 0]))["roc_auc"] == 1.0
    assert values(one_cloud([1.0, 2.0], [1, 0]))["roc_auc"] == 0.0
    assert values(one_cloud([1.0, 1.0], [1, 0]))["roc_auc"] == 0.5
    assert values(one_cloud([1.0, 2.0], [1, 0]))["average_precision"] == 0.5
    assert values(one_cloud([1.0, 1.0], [1, 0]))["r_precision"] == 0.5


def test_a_tie_across_the_cut_counts_in_part() -> None:
    # One sure hit, then one of the two tied points, of which one is important.
    table = one_cloud([3.0, 2.0, 2.0, 1.0], [1, 1, 0, 0])
    assert ranking.precision_at(table, 2)[0] == 0.75
    assert ranking.roc_auc(table)[0] == 0.875
    assert ranking.average_precision(table)[0] == pytest.approx(5 / 6, abs=ROUNDING)


@pytest.mark.parametrize("m", [4, 5, 100])
def test_a_cloud_smaller_than_m_is_divided_by_m_all_the_same(m: int) -> None:
    table = one_cloud([4.0, 3.0, 2.0], [1, 0, 1])
    assert ranking.precision_at(table, m)[0] == 2 / m


def test_fewer_important_points_than_m_cannot_reach_one() -> None:
    table = one_cloud([4.0, 3.0, 2.0, 1.0], [1, 0, 0, 0])
    assert ranking.precision_at(table, 4)[0] == 0.25


def test_m_may_differ_from_cloud_to_cloud() -> None:
    scores, truth = np.array([2.0, 1.0, 2.0, 1.0]), np.array([1, 0, 1, 0])
    table = tie_table(scores, truth, np.array([0, 2, 4]))
    assert ranking.precision_at(table, np.array([1.0, 2.0])).tolist() == [1.0, 0.5]


@each_metric
@pytest.mark.parametrize("truth", [[1, 1, 1], [0, 0, 0]], ids=["all", "none"])
def test_points_of_one_kind_have_no_value(kernel: Kernel, truth: list[int]) -> None:
    assert np.isnan(kernel(one_cloud([3.0, 2.0, 2.0], truth))[0])


@each_metric
@pytest.mark.parametrize("truth", [0, 1])
def test_one_point_has_no_value(kernel: Kernel, truth: int) -> None:
    assert np.isnan(kernel(one_cloud([1.0], [truth]))[0])


@each_metric
def test_empty_clouds_have_no_value_and_harm_no_other(kernel: Kernel) -> None:
    scores, truth = np.array([2.0, 1.0]), np.array([1, 0])
    alone = kernel(tie_table(scores, truth, np.array([0, 2])))
    among = kernel(tie_table(scores, truth, np.array([0, 0, 2, 2])))
    assert np.isnan(among[[0, 2]]).all()
    assert among[1] == alone[0]


@each_metric
def test_no_cloud_gives_no_value(kernel: Kernel) -> None:
    table = tie_table(np.zeros(0), np.zeros(0), np.array([0]))
    assert kernel(table).shape == (0,)


@given(cases(largest=12))
def test_roc_auc_is_that_of_scikit_learn(case: Case) -> None:
    found = ranking.roc_auc(tie_table(*case))
    for value, (scores, truth) in zip(found, case.parts, strict=True):
        if 0 < truth.sum() < len(truth):
            expected = roc_auc_score(truth, scores)
            assert value == pytest.approx(expected, abs=ROUNDING)
        else:
            assert np.isnan(value)


@given(cases(largest=12))
def test_average_precision_is_that_of_scikit_learn(case: Case) -> None:
    found = ranking.average_precision(tie_table(*case))
    for value, (scores, truth) in zip(found, case.parts, strict=True):
        if 0 < truth.sum() < len(truth):
            expected = average_precision_score(truth, scores)
            assert value == pytest.approx(expected, abs=ROUNDING)
        else:
            assert np.isnan(value)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_scikit_learn_agrees_on_clouds_of_realistic_size(kind: type) -> None:
    random = np.random.default_rng(5)
    sizes = random.integers(2, 60, 200)
    offsets = offsets_from_counts(sizes)
    truth = (random.random(offsets[-1]) < 0.3).astype(np.uint8)
    # Rounded to one digit, so that about half of the points are tied.
    scores = np.round(random.normal(size=offsets[-1]) + truth, 1).astype(kind)
    table, case = tie_table(scores, truth, offsets), Case(scores, truth, offsets)
    two = table.two_kinds
    assert two.sum() > 150
    parts = [part for part, kept in zip(case.parts, two, strict=True) if kept]
    auc = [roc_auc_score(mark, score) for score, mark in parts]
    average = [average_precision_score(mark, score) for score, mark in parts]
    assert np.allclose(ranking.roc_auc(table)[two], auc, rtol=0, atol=1e-13)
    assert np.allclose(ranking.average_precision(table)[two], average, 0, 1e-13)


def precision_over_all_orders(scores: Floats, truth: Truths, m: int) -> float:
    """Return the mean over all orders of points, ties broken by the order."""
    found = []
    for order in permutations(range(len(scores))):
        best = sorted(order, key=lambda point: -scores[point])[:m]
        found.append(sum(int(truth[point]) for point in best) / m)
    return float(np.mean(found))


@given(cases(largest=5, clouds=1), st.integers(1, 7))
def test_precision_is_the_mean_over_all_ways_to_break_ties(case: Case, m: int) -> None:
    found = ranking.precision_at(tie_table(*case), m)[0]
    if 0 < case.truth.sum() < len(case.truth):
        expected = precision_over_all_orders(case.scores, case.truth, m)
        assert found == pytest.approx(expected, abs=1e-13)
    else:
        assert np.isnan(found)


@given(cases(largest=5, clouds=1))
def test_r_precision_is_the_mean_over_all_ways_to_break_ties(case: Case) -> None:
    relevant = int(case.truth.sum())
    found = ranking.r_precision(tie_table(*case))[0]
    if 0 < relevant < len(case.truth):
        expected = precision_over_all_orders(case.scores, case.truth, relevant)
        assert found == pytest.approx(expected, abs=1e-13)
    else:
        assert np.isnan(found)


@given(cases())
def test_roc_auc_is_the_share_of_pairs_won(case: Case) -> None:
    found = ranking.roc_auc(tie_table(*case))
    for value, (scores, truth) in zip(found, case.parts, strict=True):
        lead = np.subtract.outer(scores[truth == 1], scores[truth == 0])
        if lead.size:
            won = (np.sign(lead) + 1) / 2
            assert value == pytest.approx(won.mean(), abs=ROUNDING)


@each_metric
@given(case=cases())
def test_values_lie_between_0_and_1(kernel: Kernel, case: Case) -> None:
    table = tie_table(*case)
    found = kernel(table)
    assert np.array_equal(np.isnan(found), ~table.two_kinds)
    defined = found[table.two_kinds]
    assert ((defined >= 0) & (defined <= 1)).all()


@given(cases())
def test_negated_scores_give_the_complement(case: Case) -> None:
    found = ranking.roc_auc(tie_table(*case))
    other = ranking.roc_auc(tie_table(-case.scores, case.truth, case.offsets))
    assert np.allclose(other, 1 - found, rtol=0, atol=ROUNDING, equal_nan=True)


@given(cases())
def test_exchanging_the_kinds_gives_the_complement(case: Case) -> None:
    found = ranking.roc_auc(tie_table(*case))
    other = ranking.roc_auc(tie_table(case.scores, 1 - case.truth, case.offsets))
    assert np.allclose(other, 1 - found, rtol=0, atol=ROUNDING, equal_nan=True)


@each_metric
@given(case=cases(), data=st.data())
def test_each_cloud_may_be_stretched_in_its_own_way(
    kernel: Kernel, case: Case, data: st.DataObject
) -> None:
    finite = st.floats(allow_nan=False, allow_infinity=False)
    rising = st.lists(finite, min_size=7, max_size=7, unique=True).map(sorted)
    number = len(case.offsets) - 1
    images = data.draw(st.lists(rising, min_size=number, max_size=number))
    stretched = np.array(
        [
            images[cloud][int(score) + 3]
            for cloud, score in zip(owner(case.offsets), case.scores, strict=True)
        ]
    )
    found = kernel(tie_table(stretched, case.truth, case.offsets))
    assert np.array_equal(found, kernel(tie_table(*case)), equal_nan=True)


@each_metric
@given(case=cases(), seed=st.integers(0, 2**32 - 1))
def test_order_of_points_and_clouds_does_not_matter(
    kernel: Kernel, case: Case, seed: int
) -> None:
    random = np.random.default_rng(seed)
    clouds = random.permutation(len(case.offsets) - 1)
    parts = [random.permutation(np.arange(*case.offsets[c : c + 2])) for c in clouds]
    points = np.concatenate(parts)
    offsets = offsets_from_counts([len(part) for part in parts])
    found = kernel(tie_table(case.scores[points], case.truth[points], offsets))
    assert np.array_equal(found, kernel(tie_table(*case))[clouds], equal_nan=True)


@each_metric
@given(case=cases())
def test_a_doubled_cloud_has_the_same_value_twice(kernel: Kernel, case: Case) -> None:
    twice = np.repeat(np.arange(len(case.offsets) - 1), 2)
    points = positions(case.offsets, twice)
    offsets = offsets_from_counts(np.diff(case.offsets)[twice])
    found = kernel(tie_table(case.scores[points], case.truth[points], offsets))
    expected = np.repeat(kernel(tie_table(*case)), 2)
    assert np.array_equal(found, expected, equal_nan=True)


@each_metric
@given(case=cases())
def test_whole_and_short_numbers_give_the_same_value(
    kernel: Kernel, case: Case
) -> None:
    expected = kernel(tie_table(*case))
    for kind in ("i1", "i8", "f2", "f4"):
        found = kernel(tie_table(case.scores.astype(kind), case.truth, case.offsets))
        assert np.array_equal(found, expected, equal_nan=True)
    unsigned = (case.scores + 3).astype(np.uint8)
    found = kernel(tie_table(unsigned, case.truth, case.offsets))
    assert np.array_equal(found, expected, equal_nan=True)


@each_metric
def test_the_sign_of_a_zero_does_not_matter(kernel: Kernel) -> None:
    mixed = kernel(one_cloud([0.0, -0.0, 1.0, -1.0], [1, 0, 0, 1]))
    plain = kernel(one_cloud([0.0, 0.0, 1.0, -1.0], [1, 0, 0, 1]))
    assert mixed[0] == plain[0]
