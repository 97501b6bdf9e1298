# SPDX-License-Identifier: MIT
"""Resampling of clouds and seeds: draws, weighted statistics, coverage, scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, norm, t

from lri_bench.evaluation.aligned import Aligned
from lri_bench.evaluation.report import Score
from lri_bench.evaluation.scoring import Bootstrap, importance_scores, prediction_scores
from lri_bench.metrics import direction, ranking
from lri_bench.metrics.bootstrap import (
    Mean,
    Median,
    Pooled,
    Statistic,
    drawn_clouds,
    drawn_seeds,
    replicates,
)
from lri_bench.metrics.direction import lower_median
from lri_bench.metrics.pooled import PooledRanks, pooled_roc_auc
from lri_bench.metrics.registry import METRICS, Population
from lri_bench.metrics.ties import tie_table
from lri_bench.ragged import counts, offsets_from_counts, positions
from lri_bench.types import Floats, Offsets

# Sums of a few dozen numbers of size 1.
ROUNDING = 1e-13

NAN = float("nan")


def aligned(  # noqa: PLR0913 - a stand-in for a file and a truth
    importance: Floats,
    truth: Sequence[int] | Floats,
    offsets: Sequence[int] | Offsets,
    *,
    y: Sequence[int] | None = None,
    true_direction: Floats | None = None,
    points: dict[str, Floats] | None = None,
    clouds: dict[str, Floats] | None = None,
) -> Aligned:
    cuts = np.asarray(offsets, dtype=np.int64)
    return Aligned(
        scope="test clouds",
        y=np.ones(len(cuts) - 1, np.uint8) if y is None else np.array(y, np.uint8),
        offsets=cuts,
        truth=np.asarray(truth, dtype=np.uint8),
        true_direction=true_direction,
        point_values={"importance": np.atleast_2d(importance), **(points or {})},
        cloud_values=clouds or {},
    )


def some_clouds(clouds: int, seeds: int = 1) -> Aligned:
    """Return clouds of 2 to 9 points with ties, directions and logits."""
    random = np.random.default_rng(20)
    offsets = offsets_from_counts(random.integers(2, 10, clouds))
    total = offsets[-1]
    truth = random.integers(0, 2, total)
    factor = random.normal(size=(seeds, total, 3, 3))
    return aligned(
        np.round(random.normal(size=(seeds, total)) + truth, 1),
        truth,
        offsets,
        y=random.integers(0, 2, clouds).tolist(),
        true_direction=random.normal(size=(total, 3)),
        points={"covariance": factor @ np.swapaxes(factor, -1, -2)},
        clouds={
            name: random.normal(size=(seeds, clouds))
            for name in ("logit", "logit_without", "logit_only")
        },
    )


def by_metric(scores: Sequence[Score]) -> dict[str, Score]:
    return {score.key: score for score in scores}


# --- draws ----------------------------------------------------------------------


SCORES = np.array([0.5, 0.75, 0.7])


def test_the_same_seed_draws_the_same() -> None:
    first = drawn_clouds(9, 20, seed=4)
    drawn_clouds.cache_clear()
    assert np.array_equal(first, drawn_clouds(9, 20, seed=4))
    assert np.array_equal(drawn_seeds(SCORES, 20, 4), drawn_seeds(SCORES, 20, 4))


def test_another_seed_draws_something_else() -> None:
    assert not np.array_equal(drawn_clouds(50, 1, 1), drawn_clouds(50, 1, 2))
    assert not np.array_equal(drawn_seeds(SCORES, 50, 1), drawn_seeds(SCORES, 50, 2))


def test_more_replicates_begin_as_fewer_do() -> None:
    assert np.array_equal(drawn_clouds(9, 5), drawn_clouds(9, 500)[:5])
    assert np.array_equal(drawn_seeds(SCORES, 5), drawn_seeds(SCORES, 500)[:5])


def test_other_scores_draw_their_seeds_on_their_own() -> None:
    """Else the seeds of two submissions would rise and fall together."""
    number = 2000
    first = drawn_seeds(SCORES, number)[:, 0]
    second = drawn_seeds(SCORES + 0.01, number)[:, 0]
    # A correlation by chance has a standard deviation of 1 / sqrt(number).
    assert abs(np.corrcoef(first, second)[0, 1]) < 5 / np.sqrt(number)


def test_draws_are_not_to_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        drawn_clouds(3, 2)[0] = 1


@given(st.integers(1, 30), st.integers(1, 5), st.integers(0, 2**32))
def test_as_many_are_drawn_as_there_are(clouds: int, seeds: int, seed: int) -> None:
    times = drawn_clouds(clouds, 3, seed)
    assert times.shape == (3, clouds)
    assert (times.sum(axis=1) == clouds).all()
    times = drawn_seeds(np.arange(seeds) / 7, 3, seed)
    assert times.shape == (3, seeds)
    assert (times.sum(axis=1) == seeds).all()


def test_every_cloud_is_drawn_as_often_as_any_other() -> None:
    clouds, number = 20, 2000
    times = drawn_clouds(clouds, number).sum(axis=0)
    # Each cloud is drawn binomially; one seed in 50,000 fails at one of the 20.
    low, high = binom.interval(1 - 1e-6, clouds * number, 1 / clouds)
    assert ((times >= low) & (times <= high)).all()


# --- statistics -----------------------------------------------------------------

VALUES = st.lists(
    st.one_of(st.integers(-5, 5).map(float), st.just(NAN)), min_size=1, max_size=8
)
TIMES = st.lists(st.integers(0, 4), min_size=8, max_size=8)


def assert_same(found: float, expected: float) -> None:
    assert found == pytest.approx(expected, abs=ROUNDING, nan_ok=True)


@given(VALUES, TIMES)
def test_a_weighted_mean_is_that_of_the_repeated_values(
    values: list[float], times: list[int]
) -> None:
    weights = np.array(times[: len(values)])
    laid = np.repeat(values, weights)
    laid = laid[~np.isnan(laid)]
    found = Mean(np.array([values])).of(0, weights.astype(np.float64))
    assert_same(found, laid.mean() if laid.size else NAN)


@given(VALUES, TIMES)
def test_a_weighted_median_is_that_of_the_repeated_values(
    values: list[float], times: list[int]
) -> None:
    weights = np.array(times[: len(values)])
    laid = np.repeat(values, weights)
    laid = np.sort(laid[~np.isnan(laid)])
    found = Median(np.array([values])).of(0, weights.astype(np.float64))
    assert_same(found, laid[(laid.size - 1) // 2] if laid.size else NAN)


@given(VALUES)
def test_without_weights_every_cloud_counts_once(values: list[float]) -> None:
    for kind in (Mean, Median):
        statistic = kind(np.array([values]))
        assert_same(statistic.of(0), statistic.of(0, np.ones(len(values))))


def test_each_seed_has_its_own_number() -> None:
    values = np.array([[1.0, 2.0, 6.0], [NAN, 4.0, 5.0]])
    assert [Mean(values).of(seed) for seed in range(2)] == [3.0, 4.5]
    assert [Median(values).of(seed) for seed in range(2)] == [2.0, 4.0]
    offsets, truth = np.array([0, 2]), np.array([1, 0])
    rising, falling = np.array([0.0, 1.0]), np.array([1.0, 0.0])
    ranks = [PooledRanks(scores, truth, offsets) for scores in (rising, falling)]
    assert [Pooled(ranks).of(seed) for seed in range(2)] == [0.0, 1.0]


# --- replicates -----------------------------------------------------------------


def test_a_replicate_is_the_score_of_the_clouds_that_were_drawn() -> None:
    """Each is recomputed from points that are laid down as often as drawn."""
    data, number, seed = some_clouds(12, seeds=3), 25, 8
    tables = [tie_table(row, data.truth, data.offsets) for row in data.importance]
    precision = np.stack([ranking.precision_at(table, 3) for table in tables])
    statistics: dict[str, Statistic] = {
        "auc": Pooled(
            [PooledRanks(row, data.truth, data.offsets) for row in data.importance]
        ),
        "mean": Mean(precision),
        "median": Median(precision),
    }
    found = replicates(statistics, 12, number, seed)
    scores = np.array([statistics["auc"].of(seed) for seed in range(3)])
    times = zip(
        drawn_clouds(12, number, seed), drawn_seeds(scores, number, seed), strict=True
    )
    for index, (weights, seeds) in enumerate(times):
        clouds = np.repeat(np.arange(12), weights)
        drawn = np.repeat(np.arange(3), seeds)
        points = positions(data.offsets, clouds)
        offsets = offsets_from_counts(counts(data.offsets)[clouds])
        truth = data.truth[points]
        rows = [data.importance[s][points] for s in drawn]
        each = [ranking.precision_at(tie_table(r, truth, offsets), 3) for r in rows]
        expected: dict[str, list[Any]] = {
            "auc": [pooled_roc_auc(row, truth) for row in rows],
            "mean": [np.nanmean(values) for values in each],
            "median": [lower_median(values) for values in each],
        }
        for name, values in expected.items():
            assert_same(found[name][index], float(np.mean(values)))


def test_a_draw_of_clouds_without_value_gives_none() -> None:
    found = replicates({"mean": Mean(np.array([[1.0, NAN]]))}, 2, 200, 0)["mean"]
    # Both draws hit the second cloud in a quarter of the replicates.
    low, high = binom.interval(1 - 1e-6, 200, 0.25)
    assert low <= np.isnan(found).sum() <= high
    assert (found[~np.isnan(found)] == 1).all()


def test_seeds_are_drawn_as_a_second_level() -> None:
    # Both clouds agree, so that only the seeds move the replicate.
    values = np.array([[0.0, 0.0], [1.0, 1.0]])
    found = replicates({"mean": Mean(values)}, 2, 400, 0)["mean"]
    assert set(found) == {0.0, 0.5, 1.0}
    low, high = binom.interval(1 - 1e-6, 400, 0.5)
    assert low <= (found == 0.5).sum() <= high


def test_seeds_that_disagree_widen_the_interval() -> None:
    random = np.random.default_rng(2)
    clouds = random.normal(size=100)
    agreeing = np.stack([clouds] * 3)
    shifted = agreeing + np.array([[-1.0], [0.0], [1.0]])
    found = replicates({"a": Mean(agreeing), "b": Mean(shifted)}, 100, 500, 1)
    # Variances add: that of clouds, 1/100, and that of three draws of a shift, 2/9.
    assert found["a"].std() == pytest.approx(0.1, rel=0.2)
    assert found["b"].std() == pytest.approx(np.sqrt(1 / 100 + 2 / 9), rel=0.2)


def test_a_statistic_with_one_seed_stands_beside_one_with_several() -> None:
    single, several = np.array([[1.0, 2.0, 4.0]]), np.ones((5, 3))
    together = replicates({"a": Mean(single), "b": Mean(several)}, 3, 50, 6)
    assert np.array_equal(together["a"], replicates({"a": Mean(single)}, 3, 50, 6)["a"])
    assert (together["b"] == 1).all()


def test_without_statistics_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: int) -> None:
        pytest.fail("clouds were drawn for nothing")

    monkeypatch.setattr("lri_bench.metrics.bootstrap.drawn_clouds", forbidden)
    assert replicates({}, 10, 1000, 0) == {}


@pytest.mark.slow
def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    """Means of 100 normal numbers, whose expectation is 0.

    The replicates of such a mean spread as the normal distribution with the
    variance of the numbers (divisor n) over n, so that the interval is one of
    Student's t, a little too short. Its ends are percentiles of 300 numbers, which
    on average lie at (0.025 * 299 + 1) / 301. From both follows how often it covers,
    0.9395; the count is binomial, and the bounds leave out one seed in 5,000.
    """
    trials, clouds, number = 500, 100, 300
    random = np.random.default_rng(1)
    covered = 0
    for trial in range(trials):
        mean = Mean(random.normal(size=(1, clouds)))
        found = replicates({"mean": mean}, clouds, number, seed=trial)["mean"]
        low, high = np.percentile(found, (2.5, 97.5))
        covered += bool(low <= 0 <= high)
    end = norm.ppf((0.025 * (number - 1) + 1) / (number + 1))
    chance = 1 - 2 * t.cdf(end * np.sqrt((clouds - 1) / clouds), clouds - 1)
    fewest, most = binom.interval(1 - 2e-4, trials, chance)
    assert fewest <= covered <= most


# --- scores ---------------------------------------------------------------------


def test_scores_are_the_statistics_of_their_clouds() -> None:
    data = some_clouds(30, seeds=2).positives()
    found = by_metric(importance_scores(data, [3, 5], Bootstrap(50, 1)))
    tables = [tie_table(row, data.truth, data.offsets) for row in data.importance]
    two = tables[0].two_kinds
    assert 0 < (~two).sum() < len(two)
    expected: dict[str, list[Any]] = {
        "roc_auc": [pooled_roc_auc(row, data.truth) for row in data.importance],
        "precision_at_m:3": [np.nanmean(ranking.precision_at(x, 3)) for x in tables],
        "precision_at_m:5": [np.nanmean(ranking.precision_at(x, 5)) for x in tables],
        "cloud_roc_auc": [np.nanmean(ranking.roc_auc(x)) for x in tables],
        "cloud_average_precision": [
            np.nanmean(ranking.average_precision(x)) for x in tables
        ],
        "r_precision": [np.nanmean(ranking.r_precision(x)) for x in tables],
    }
    for key, values in expected.items():
        score = found[key]
        assert score.value == pytest.approx(np.mean(values), abs=ROUNDING)
        assert score.seed_std == pytest.approx(np.std(values, ddof=1), abs=ROUNDING)
        assert score.low is not None
        assert score.high is not None
        assert score.low < score.high
        one_kind = 0 if key == "roc_auc" else int((~two).sum())
        assert sum(score.skipped.values()) == one_kind
        assert score.clouds == len(two) - one_kind
    assert found["roc_auc"].points == len(data.truth)
    assert found["r_precision"].points == counts(data.offsets)[two].sum()


def test_the_interval_is_that_of_the_replicates() -> None:
    data = some_clouds(30).positives()
    found = by_metric(importance_scores(data, [3], Bootstrap(200, 9)))["roc_auc"]
    ranks = PooledRanks(data.importance[0], data.truth, data.offsets)
    times = drawn_clouds(len(data.y), 200, 9).astype(np.float64)
    drawn = [ranks.auc(weights) for weights in times]
    assert (found.low, found.high) == tuple(np.percentile(drawn, (2.5, 97.5)))


def test_the_median_angle_is_that_of_its_clouds() -> None:
    data = some_clouds(30).positives()
    assert data.true_direction is not None
    found = by_metric(importance_scores(data, [3], Bootstrap(20, 0)))
    case = data.importance[0], data.truth, data.offsets
    table = tie_table(*case)
    weight = direction.point_weights(*case, table, 3)
    weight *= np.repeat(table.two_kinds, counts(data.offsets))
    covariance = data.point_values["covariance"][0]
    axes = direction.principal_axes(covariance)
    for key, values in {
        "direction_angle_deg:3": direction.angles_deg(axes, data.true_direction),
        "eigenvalue_ratio:3": direction.eigenvalue_ratios(covariance),
    }.items():
        means = direction.cloud_mean(values, weight, data.offsets)
        assert found[key].value == direction.lower_median(means)
        assert found[key].clouds == (~np.isnan(means)).sum()
        assert found[key].points == (weight > 0).sum()
        assert sum(found[key].skipped.values()) == np.isnan(means).sum()


def test_points_straight_out_of_the_plane_do_not_count_for_a_plane_direction() -> None:
    true = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
    data = aligned(
        np.array([3.0, 2.9, 0.0]),
        [1, 1, 0],
        [0, 3],
        true_direction=true,
        points={"direction": np.array([[[1.0, 1.0]] * 3])},
    )
    angle = by_metric(importance_scores(data, [3], Bootstrap(0, 0)))
    assert angle["direction_angle_deg:3"].value == pytest.approx(45, abs=ROUNDING)
    assert angle["direction_angle_deg:3"].points == 1


def test_points_without_a_true_direction_count_for_no_eigenvalue_ratio() -> None:
    ratios = np.array([0.25, 0.5, 0.75])
    covariance = np.zeros((1, 3, 2, 2))
    covariance[0, :, 0, 0], covariance[0, :, 1, 1] = 1, ratios
    data = aligned(
        np.array([3.0, 2.9, 0.0]),
        [1, 1, 0],
        [0, 3],
        true_direction=np.array([[0.0, 1.0], [0.0, 0.0], [1.0, 0.0]]),
        points={"covariance": covariance},
    )
    found = by_metric(importance_scores(data, [3], Bootstrap(0, 0)))
    assert found["eigenvalue_ratio:3"].value == pytest.approx(0.25, abs=ROUNDING)
    assert found["eigenvalue_ratio:3"].points == 1


def test_one_set_of_directions_serves_all_seeds() -> None:
    data = some_clouds(20, seeds=3).positives()
    shared = {**data.point_values, "covariance": data.point_values["covariance"][:1]}
    repeated = {**shared, "covariance": np.repeat(shared["covariance"], 3, axis=0)}
    found = [
        importance_scores(
            aligned(
                data.importance,
                data.truth,
                data.offsets,
                true_direction=data.true_direction,
                points=points,
            ),
            [3],
            Bootstrap(20, 0),
        )
        for points in (shared, repeated)
    ]
    assert found[0] == found[1]


def test_logits_of_one_seed_stand_beside_changed_logits_of_several() -> None:
    data = some_clouds(20, seeds=3)
    logits = {**data.cloud_values, "logit": data.cloud_values["logit"][:1]}
    mixed = aligned(
        data.importance, data.truth, data.offsets, y=data.y.tolist(), clouds=logits
    )
    found = by_metric(prediction_scores(mixed, Bootstrap(20, 0)))
    assert found["prediction_roc_auc"].seed_std is None
    assert found["fidelity_plus"].seed_std is not None
    assert all(score.low is not None for score in found.values())


def test_scores_can_be_repeated_to_the_last_digit() -> None:
    data = some_clouds(20, seeds=2).positives()
    first, second = (importance_scores(data, [3], Bootstrap(50, 3)) for _ in range(2))
    assert first == second


def test_a_single_cloud_has_no_interval() -> None:
    data = aligned(np.array([2.0, 1.0]), [1, 0], [0, 2])
    for score in importance_scores(data, [1], Bootstrap(10, 0))[:5]:
        assert score.value == 1.0
        assert score.low is None
        assert score.high is None


def test_clouds_of_one_kind_alone_leave_a_reason() -> None:
    data = aligned(np.array([2.0, 1.0, 0.0]), [1, 1, 0], [0, 2, 3])
    found = by_metric(importance_scores(data, [1], Bootstrap(10, 0)))
    assert found["roc_auc"].value == 1.0
    assert found["cloud_roc_auc"].value is None
    assert found["cloud_roc_auc"].reason
    assert sum(found["cloud_roc_auc"].skipped.values()) == 2


def test_without_positive_clouds_every_score_has_a_reason() -> None:
    found = importance_scores(aligned(np.zeros(0), [], [0]), [1], Bootstrap(10, 0))
    assert [score.value for score in found] == [None] * 7
    assert all(score.reason for score in found)


def test_without_any_cloud_every_prediction_score_has_a_reason() -> None:
    found = prediction_scores(aligned(np.zeros(0), [], [0]), Bootstrap(10, 0))
    assert [score.value for score in found] == [None] * 3
    assert all(score.reason for score in found)


# --- the registry ---------------------------------------------------------------


def test_scores_come_in_the_order_of_the_registry() -> None:
    data = some_clouds(20)
    scores = importance_scores(data.positives(), [3], Bootstrap(5, 0))
    scores += prediction_scores(data, Bootstrap(5, 0))
    assert [score.metric for score in scores] == list(METRICS)
    assert all(score.value is not None for score in scores)


def test_the_registry_says_all_that_a_table_needs() -> None:
    assert next(iter(METRICS)) == "roc_auc"
    for name, metric in METRICS.items():
        assert metric.name == name
        assert isinstance(metric.population, Population)
        assert metric.better in {"higher", "lower"}
        assert metric.aggregate in {"pooled", "mean", "median"}
        assert metric.unit in {"1", "degrees"}
        assert metric.meaning
        assert metric.title.format(m=12)
    assert len({metric.title for metric in METRICS.values()}) == len(METRICS)
    assert METRICS["precision_at_m"].title.format(m=12) == "precision@12"
