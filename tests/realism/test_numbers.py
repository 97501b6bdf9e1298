# SPDX-License-Identifier: MIT
"""Samples, distances, radii and bins."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.transform import Rotation

from lri_bench.realism.bins import bin_edges
from lri_bench.realism.distance import by_chance, kolmogorov_smirnov, total_variation
from lri_bench.realism.gyration import radius_of_gyration
from lri_bench.realism.observable import Kind, Observable
from lri_bench.realism.row import Row
from lri_bench.realism.sample import Sample
from lri_bench.types import Floats

VALUES = arrays(np.float64, st.integers(1, 30), elements=st.integers(-5, 5))


def sample(values: list[float] | Floats, clouds: int = 1_000) -> Sample:
    return Sample.of(np.array(values, dtype=np.float64), clouds)


def row(*samples: Sample, kind: Kind = Kind.REAL, log: bool = False) -> Row:
    item = Observable("name", "unit", lambda clouds: clouds.pos, kind, log=log)
    return Row(item, *samples)


def test_a_sample_leaves_out_what_is_not_finite() -> None:
    found = sample([1, np.nan, 3, np.inf], clouds=3)
    assert (len(found), found.independent, found.mean) == (2, 2, 2.0)


def test_a_sample_tells_where_nine_tenths_lie() -> None:
    assert sample(np.arange(101.0)).range == (5.0, 95.0)


def test_an_empty_sample_tells_nothing() -> None:
    empty = sample([])
    assert empty.mean is None
    assert empty.range is None
    assert empty.as_dict() == {"values": 0, "mean": None, "low": None, "high": None}
    assert kolmogorov_smirnov(empty, sample([1])) is None
    assert by_chance(sample([1]), empty) is None


@given(VALUES, VALUES)
def test_the_distance_is_the_largest_difference_of_shares(
    here: Floats, there: Floats
) -> None:
    below = [
        abs(np.mean(here <= value) - np.mean(there <= value)) for value in range(-6, 7)
    ]
    found = kolmogorov_smirnov(sample(here), sample(there))
    assert found == pytest.approx(max(below))
    assert found == kolmogorov_smirnov(sample(there), sample(here))


def test_samples_of_one_distribution_are_within_chance_mostly() -> None:
    random = np.random.default_rng(3)
    within = 0
    for _ in range(400):
        pair = sample(random.random(60)), sample(random.random(90))
        distance, chance = kolmogorov_smirnov(*pair), by_chance(*pair)
        assert distance is not None
        assert chance is not None
        within += distance < chance
    assert 0.93 < within / 400 < 0.99


def test_chance_counts_no_more_values_than_clouds() -> None:
    many, few = sample(np.arange(9000.0), clouds=4), sample(np.arange(4.0), clouds=4)
    assert by_chance(many, few) == by_chance(few, few)


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ([1, 1], [2, 2], 0),
        ([1, 0], [0, 3], 1),
        ([1, 1], [3, 1], 0.25),
        ([0], [1], None),
    ],
)
def test_total_variation(
    here: list[int], there: list[int], expected: float | None
) -> None:
    assert total_variation(np.array(here), np.array(there)) == expected


@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_the_radius_does_not_depend_on_the_frame(seed: int, points: int) -> None:
    random = np.random.default_rng(seed)
    pos = random.normal(size=(points, 3))
    turned = Rotation.random(rng=random).apply(pos) + 100 * random.normal(size=3)
    offsets = np.array([0, points])
    one, other = (radius_of_gyration(p, offsets) for p in (pos, turned))
    np.testing.assert_allclose(one, other, atol=1e-9)
    pairs = np.linalg.norm(pos[:, None] - pos[None], axis=2)
    np.testing.assert_allclose(one[0], np.sqrt((pairs**2).mean() / 2), atol=1e-9)


def test_a_cloud_without_points_has_no_radius() -> None:
    found = radius_of_gyration(np.ones((2, 3)), np.array([0, 0, 2]))
    assert np.isnan(found[0])
    assert found[1] == 0


@given(VALUES, st.sampled_from([Kind.REAL, Kind.COUNT]))
def test_bins_hold_all_of_few_values(values: Floats, kind: Kind) -> None:
    edges = bin_edges(row(sample(values), kind=kind))
    assert (np.diff(edges) > 0).all()
    assert np.histogram(values, edges)[0].sum() == len(values)


def test_bins_of_counts_hold_equally_many_numbers() -> None:
    edges = bin_edges(row(sample(np.arange(500.0)), sample([7.0]), kind=Kind.COUNT))
    widths = np.diff(edges)
    assert (widths == widths[0]).all()
    assert widths[0] == round(widths[0])
    assert edges[0] % 1 == 0.5


def test_bins_on_a_logarithmic_axis_grow_and_leave_out_zero() -> None:
    edges = bin_edges(row(sample([0.0, *np.geomspace(0.5, 50, 99)]), log=True))
    assert edges[0] == pytest.approx(0.5)
    np.testing.assert_allclose(edges[1:] / edges[:-1], edges[1] / edges[0])


@pytest.mark.parametrize("kind", [Kind.REAL, Kind.COUNT])
@pytest.mark.parametrize("log", [True, False])
def test_there_are_bins_without_values(kind: Kind, *, log: bool) -> None:
    for samples in ((sample([]),), (sample([]), sample([])), (sample([]), sample([2]))):
        assert (np.diff(bin_edges(row(*samples, kind=kind, log=log))) > 0).all()
