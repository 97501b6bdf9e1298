# SPDX-License-Identifier: MIT
"""What chance scores: closed forms equal the mean over every order of points."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import combinations

import numpy as np
import pytest

from lri_bench.metrics import chance, ranking
from lri_bench.metrics.ties import TieTable, tie_table
from lri_bench.ragged import offsets_from_counts
from lri_bench.types import Floats

# Means of up to 70 numbers between 0 and 1.
ROUNDING = 1e-14

SMALL = [(n, r) for n in range(2, 9) for r in range(1, n)]

PAIRS: dict[str, tuple[Callable[[Floats, Floats], Floats], Callable[..., Floats]]] = {
    "roc_auc": (chance.roc_auc, ranking.roc_auc),
    "average_precision": (chance.average_precision, ranking.average_precision),
    "r_precision": (
        lambda points, important: chance.precision_at(points, important, important),
        ranking.r_precision,
    ),
    **{
        f"precision_at_{m}": (
            partial(chance.precision_at, m=m),
            partial(ranking.precision_at, m=m),
        )
        for m in (1, 3, 10)
    },
}
each_metric = pytest.mark.parametrize(
    ("closed", "kernel"), PAIRS.values(), ids=list(PAIRS)
)


def all_orders(points: int, important: int) -> TieTable:
    """Return one cloud for each way to lay the important points among the ranks."""
    ways = list(combinations(range(points), important))
    truth = np.zeros((len(ways), points), dtype=np.uint8)
    for row, places in zip(truth, ways, strict=True):
        row[list(places)] = 1
    scores = np.tile(-np.arange(float(points)), len(ways))
    offsets = offsets_from_counts([points] * len(ways))
    return tie_table(scores, truth.ravel(), offsets)


@each_metric
def test_the_closed_form_is_the_mean_over_all_orders(
    closed: Callable[[Floats, Floats], Floats], kernel: Callable[[TieTable], Floats]
) -> None:
    points, important = np.array(SMALL, dtype=np.float64).T
    expected = [kernel(all_orders(*size)).mean() for size in SMALL]
    assert np.allclose(closed(points, important), expected, rtol=0, atol=ROUNDING)


@pytest.mark.parametrize("name", [name for name in PAIRS if name[0] != "a"])
def test_a_constant_score_is_worth_what_chance_is(name: str) -> None:
    """Average precision takes a tie as one step instead, so it is left out."""
    closed, kernel = PAIRS[name]
    sizes = np.array([2, 5, 9, 40])
    important = np.array([1.0, 4.0, 3.0, 11.0])
    truth = np.concatenate(
        [np.arange(n) < r for n, r in zip(sizes, important, strict=True)]
    )
    table = tie_table(np.ones(sizes.sum()), truth, offsets_from_counts(sizes))
    expected = kernel(table)
    found = closed(sizes.astype(np.float64), important)
    assert np.allclose(found, expected, rtol=0, atol=ROUNDING)


def test_average_precision_of_one_important_point_is_the_mean_of_inverse_ranks() -> (
    None
):
    found = chance.average_precision(np.array([4.0]), np.array([1.0]))[0]
    assert found == pytest.approx((1 + 1 / 2 + 1 / 3 + 1 / 4) / 4, abs=ROUNDING)


def test_average_precision_tends_to_the_share_of_important_points() -> None:
    sizes = np.array([1e2, 1e4, 1e6])
    found = chance.average_precision(sizes, 0.3 * sizes)
    # (1 - share) (H_n - 1) / (n - 1), to first order in 1/n
    excess = 0.7 * (np.log(sizes) + np.euler_gamma - 1) / sizes
    assert np.allclose(found - 0.3, excess, rtol=0.02)


@each_metric
def test_clouds_of_one_kind_have_no_value(
    closed: Callable[[Floats, Floats], Floats],
    kernel: Callable[[TieTable], Floats],  # noqa: ARG001 - one list serves all tests
) -> None:
    points = np.array([0.0, 1.0, 1.0, 5.0, 5.0, 2.0])
    important = np.array([0.0, 0.0, 1.0, 0.0, 5.0, 1.0])
    found = closed(points, important)
    assert np.isnan(found).tolist() == [True] * 5 + [False]


@each_metric
def test_no_cloud_gives_no_value(
    closed: Callable[[Floats, Floats], Floats],
    kernel: Callable[[TieTable], Floats],  # noqa: ARG001 - one list serves all tests
) -> None:
    assert closed(np.zeros(0), np.zeros(0)).shape == (0,)


def test_random_scores_come_out_as_chance_says() -> None:
    random = np.random.default_rng(11)
    sizes = np.full(4000, 12)
    truth = (np.arange(12) < 4)[np.newaxis].repeat(4000, axis=0).ravel()
    table = tie_table(random.random(48_000), truth, offsets_from_counts(sizes))
    points, important = table.cloud_points, table.cloud_important
    for name, (closed, kernel) in PAIRS.items():
        found = kernel(table)
        error = found.std(ddof=1) / np.sqrt(len(found))
        # Five standard errors: one draw in two million misses.
        assert abs(found.mean() - closed(points, important)[0]) < 5 * error, name
