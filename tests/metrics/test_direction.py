# SPDX-License-Identifier: MIT
"""Directions: axes, angles, which points count, means and the lower median."""

from __future__ import annotations

from itertools import permutations
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from lri_bench.metrics.direction import (
    angles_deg,
    cloud_mean,
    eigenvalue_ratios,
    lower_median,
    point_weights,
    principal_axes,
)
from lri_bench.metrics.ties import tie_table
from lri_bench.ragged import offsets_from_counts
from lri_bench.types import AnyArray, Floats, Offsets, Truths

# Of an angle in degrees or a ratio, after some ten operations in float64.
ROUNDING = 1e-13


class Case(NamedTuple):
    scores: Floats
    truth: Truths
    offsets: Offsets


@st.composite
def cases(draw: st.DrawFn, largest: int = 7, clouds: int = 4) -> Case:
    sizes = draw(st.lists(st.integers(0, largest), min_size=1, max_size=clouds))
    total = sum(sizes)
    scores = st.lists(st.integers(-4, 4), min_size=total, max_size=total)
    marks = st.lists(st.integers(0, 1), min_size=total, max_size=total)
    return Case(
        np.array(draw(scores), dtype=np.float64),
        np.array(draw(marks), dtype=np.uint8),
        offsets_from_counts(sizes),
    )


def weights(case: Case, m: int) -> Floats:
    return point_weights(*case, tie_table(*case), m)


def cloud_weights(scores: list[float], truth: list[int], m: int) -> list[float]:
    case = Case(np.array(scores), np.array(truth), np.array([0, len(scores)]))
    found: list[float] = weights(case, m).tolist()
    return found


def rotations(number: int, seed: int) -> Floats:
    return np.asarray(
        Rotation.random(number, rng=np.random.default_rng(seed)).as_matrix()
    )


def one_angle(estimated: list[float], true: list[float]) -> float:
    return float(angles_deg(np.array([estimated]), np.array([true]))[0])


# --- axes and ratios of covariances ---------------------------------------------


def test_the_axis_of_a_diagonal_covariance_is_that_of_its_largest_entry() -> None:
    diagonals = np.array([[3.0, 2.0, 1.0], [1.0, 4.0, 2.0], [0.0, 0.0, 5.0]])
    axes = np.abs(principal_axes(diagonals[:, :, np.newaxis] * np.eye(3)))
    assert np.allclose(axes, np.eye(3), rtol=0, atol=ROUNDING)


def test_the_ratio_of_a_diagonal_covariance_is_second_over_first() -> None:
    diagonals = np.array([[3.0, 2.0, 1.0], [1.0, 4.0, 4.0], [0.0, 0.0, 5.0]])
    ratios = eigenvalue_ratios(diagonals[:, :, np.newaxis] * np.eye(3))
    assert np.allclose(ratios, [2 / 3, 1, 0], rtol=0, atol=ROUNDING)


def test_a_zero_covariance_has_no_direction_that_stands_out() -> None:
    assert eigenvalue_ratios(np.zeros((2, 3, 3))).tolist() == [1.0, 1.0]


def test_two_dimensions_are_enough() -> None:
    covariance = np.array([[[2.0, 1.0], [1.0, 2.0]]])
    axis = principal_axes(covariance)
    assert angles_deg(axis, np.array([[1.0, 1.0]]))[0] < ROUNDING
    assert eigenvalue_ratios(covariance)[0] == pytest.approx(1 / 3, abs=ROUNDING)


def test_no_point_gives_no_value() -> None:
    assert principal_axes(np.zeros((0, 3, 3))).shape == (0, 3)
    assert eigenvalue_ratios(np.zeros((0, 3, 3))).shape == (0,)
    assert angles_deg(np.zeros((0, 2)), np.zeros((0, 3))).shape == (0,)


def test_the_ratio_of_a_line_is_not_negative() -> None:
    lines = np.random.default_rng(0).normal(size=(500, 3))
    ratios = eigenvalue_ratios(lines[:, :, np.newaxis] * lines[:, np.newaxis, :])
    assert (ratios >= 0).all()
    assert ratios.max() < ROUNDING


def covariances(number: int, seed: int) -> Floats:
    """Return covariances whose first two eigenvalues are well apart."""
    random = np.random.default_rng(seed)
    spread = np.sort(random.uniform(0, 0.8, (number, 3)), axis=1)
    spread[:, 2] = 1
    turn = rotations(number, seed)
    return turn * spread[:, np.newaxis, :] @ turn.transpose(0, 2, 1)


def test_axes_turn_with_the_covariance_and_ratios_stay() -> None:
    covariance, turn = covariances(200, 1), rotations(200, 2)
    turned = turn @ covariance @ turn.transpose(0, 2, 1)
    axes = np.einsum("nij,nj->ni", turn, principal_axes(covariance))
    # The gap of eigenvalues is at least 0.2 of the largest.
    assert angles_deg(principal_axes(turned), axes).max() < 5 * ROUNDING * 10
    ratios = eigenvalue_ratios(covariance)
    assert np.allclose(eigenvalue_ratios(turned), ratios, rtol=0, atol=ROUNDING)


def test_the_scale_of_a_covariance_does_not_matter() -> None:
    covariance = covariances(50, 3)
    for scale in (2.0**-60, 2.0**60):
        assert np.allclose(
            eigenvalue_ratios(scale * covariance),
            eigenvalue_ratios(covariance),
            rtol=0,
            atol=ROUNDING,
        )


# --- angles ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("estimated", "true", "expected"),
    [
        ([1, 0, 0], [1, 0, 0], 0),
        ([1, 0, 0], [-1, 0, 0], 0),
        ([1, 0, 0], [0, 1, 0], 90),
        ([1, 1, 0], [1, 0, 0], 45),
        ([-1, 1, 0], [1, 0, 0], 45),
        ([1, 0, 0], [np.sqrt(3), 1, 0], 30),
        ([1, 0, 0], [-np.sqrt(3), 1, 0], 30),
        ([1, 1, 1], [1, 0, 0], np.degrees(np.arctan(np.sqrt(2)))),
    ],
)
def test_angles_by_hand(
    estimated: list[float], true: list[float], expected: float
) -> None:
    assert one_angle(estimated, true) == pytest.approx(expected, abs=ROUNDING)


def test_a_zero_true_direction_has_no_angle() -> None:
    assert np.isnan(one_angle([1, 0, 0], [0, 0, 0]))
    assert np.isnan(one_angle([0, 0, 0], [0, 0, 0]))


def test_a_zero_estimate_is_as_bad_as_can_be() -> None:
    assert one_angle([0, 0, 0], [0, 3, 0]) == 90


def test_a_plane_estimate_is_held_against_the_true_direction_in_the_plane() -> None:
    assert one_angle([1, 1], [1, 0, 9]) == pytest.approx(45, abs=ROUNDING)
    # Straight out of the plane, nothing is left of the true direction.
    assert np.isnan(one_angle([1, 1], [0, 0, 9]))


@pytest.mark.parametrize("tilt", [1e-3, 1e-6, 1e-9, 1e-12])
def test_small_angles_are_exact(tilt: float) -> None:
    assert one_angle([1, tilt, 0], [1, 0, 0]) == pytest.approx(
        np.degrees(np.arctan(tilt)), rel=1e-3
    )


@pytest.mark.parametrize("scale", [1e-320, 1e-200, 1e-30, 1e30, 1e200, 1e308])
def test_the_length_of_a_direction_does_not_matter(scale: float) -> None:
    assert one_angle([scale, scale, 0], [1, 0, 0]) == pytest.approx(45, abs=ROUNDING)
    assert one_angle([0, 1, 1], [0, scale, 0]) == pytest.approx(45, abs=ROUNDING)


VECTORS = st.lists(st.integers(-9, 9), min_size=3, max_size=3).filter(any)


@given(VECTORS, VECTORS, st.integers(0, 2**32 - 1))
def test_angles_do_not_change_when_everything_is_turned(
    estimated: list[int], true: list[int], seed: int
) -> None:
    turn = rotations(1, seed)[0]
    pair = np.array([estimated]) @ turn.T, np.array([true]) @ turn.T
    expected = one_angle([*map(float, estimated)], [*map(float, true)])
    assert angles_deg(*pair)[0] == pytest.approx(expected, abs=10 * ROUNDING)


@given(VECTORS, VECTORS)
def test_angles_are_those_of_the_arc_cosine(
    estimated: list[int], true: list[int]
) -> None:
    cosine = abs(np.dot(estimated, true))
    cosine /= np.linalg.norm(estimated) * np.linalg.norm(true)
    expected = np.degrees(np.arccos(min(cosine, 1)))
    # Near 0 the arc cosine itself loses half of its digits.
    found = one_angle([*map(float, estimated)], [*map(float, true)])
    assert found == pytest.approx(expected, abs=2e-6)


@given(VECTORS, VECTORS)
def test_neither_the_sign_nor_the_role_of_a_direction_matters(
    estimated: list[int], true: list[int]
) -> None:
    first, second = [*map(float, estimated)], [*map(float, true)]
    found = one_angle(first, second)
    assert 0 <= found <= 90
    assert one_angle([-value for value in first], second) == found
    assert one_angle(first, [-value for value in second]) == found
    assert one_angle(second, first) == found


@pytest.mark.parametrize("kind", ["i8", "f2", "f4"])
def test_every_type_of_number_gives_the_same_angle(kind: str) -> None:
    estimated: AnyArray = np.array([[1, 2, 2], [0, 3, -4]], dtype=kind)
    true: AnyArray = np.array([[4, 0, 3], [1, 0, 0]], dtype=kind)
    expected = angles_deg(estimated.astype(np.float64), true.astype(np.float64))
    assert np.array_equal(angles_deg(estimated, true), expected)


# --- which points count ---------------------------------------------------------


def test_points_count_that_are_important_among_the_best_and_above_the_gap() -> None:
    scores = [9.0, 8.0, 7.0, 3.0, 2.0]
    # The largest gap is that between 7 and 3.
    assert cloud_weights(scores, [1, 0, 1, 1, 1], m=5) == [1, 0, 1, 0, 0]
    assert cloud_weights(scores, [1, 0, 1, 1, 1], m=2) == [1, 0, 0, 0, 0]
    assert cloud_weights(scores, [0, 0, 0, 1, 1], m=5) == [0, 0, 0, 0, 0]


def test_of_two_equal_gaps_the_upper_one_cuts() -> None:
    assert cloud_weights([9.0, 7.0, 5.0], [1, 1, 1], m=3) == [1, 0, 0]


def test_points_tied_at_the_cut_share_the_places_that_are_left() -> None:
    scores = [9.0, 8.0, 8.0, 8.0, 1.0]
    expected = [1, 2 / 3, 2 / 3, 2 / 3, 0]
    found = cloud_weights(scores, [1, 1, 1, 1, 1], m=3)
    assert found == pytest.approx(expected, abs=ROUNDING)


def test_a_cloud_of_equal_scores_has_no_gap_and_counts_in_full() -> None:
    assert cloud_weights([2.0] * 4, [1, 0, 1, 1], m=9) == [1, 0, 1, 1]
    assert cloud_weights([2.0] * 4, [1, 0, 1, 1], m=2) == [0.5, 0, 0.5, 0.5]


def test_one_point_counts_if_it_is_important() -> None:
    assert cloud_weights([2.0], [1], m=1) == [1]
    assert cloud_weights([2.0], [0], m=1) == [0]


def test_the_widest_scores_do_not_overflow() -> None:
    largest = np.finfo(np.float64).max
    assert cloud_weights([largest, 0.0, -largest], [1, 1, 1], m=3) == [1, 0, 0]
    assert cloud_weights([largest, -largest, -largest], [1, 1, 1], m=3) == [1, 0, 0]
    two = Case(np.array([-largest, largest]), np.array([1, 1]), np.array([0, 1, 2]))
    assert weights(two, 1).tolist() == [1, 1]


@pytest.mark.parametrize("kind", ["?", "u1", "i1", "i8", "f2", "f4"])
def test_every_type_of_score_gives_the_same_weights(kind: str) -> None:
    scores = np.array([1, 0, 1, 1, 0, 0])
    case = Case(scores, np.array([1, 1, 0, 1, 0, 1]), np.array([0, 4, 6]))
    expected = weights(case._replace(scores=scores.astype(np.float64)), 2)
    assert np.array_equal(
        weights(case._replace(scores=scores.astype(kind)), 2), expected
    )


def weights_over_all_orders(case: Case, m: int) -> Floats:
    """Return how often each point counts when ties are broken by the order."""
    number = len(case.scores)
    times = np.zeros(number)
    orders = list(permutations(range(number)))
    for order in orders:
        ranked = sorted(order, key=lambda point: -case.scores[point])
        falling = case.scores[ranked]
        gaps = falling[:-1] - falling[1:]
        # A cloud without a gap is not cut.
        last = int(np.argmax(gaps)) if gaps.any() else number - 1
        for point in ranked[: min(m, last + 1)]:
            times[point] += case.truth[point]
    return times / len(orders)


@given(cases(largest=6, clouds=1), st.integers(1, 7))
def test_weights_are_chances_over_all_ways_to_break_ties(case: Case, m: int) -> None:
    expected = weights_over_all_orders(case, m)
    assert np.allclose(weights(case, m), expected, rtol=0, atol=ROUNDING)


@given(cases(), st.integers(1, 7), st.integers(0, 2**32 - 1))
def test_order_of_points_and_clouds_does_not_matter(
    case: Case, m: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    clouds = random.permutation(len(case.offsets) - 1)
    parts = [random.permutation(np.arange(*case.offsets[c : c + 2])) for c in clouds]
    points = np.concatenate(parts)
    offsets = offsets_from_counts([len(part) for part in parts])
    found = weights(Case(case.scores[points], case.truth[points], offsets), m)
    assert np.array_equal(found, weights(case, m)[points])


@given(cases(), st.integers(1, 7), st.integers(-5, 5), st.integers(-40, 40))
def test_weights_stay_when_all_scores_are_shifted_and_scaled(
    case: Case, m: int, shift: int, power: int
) -> None:
    # Gaps compare differences, so only straight lines leave them in order.
    other = case._replace(scores=(case.scores + shift) * 2.0**power)
    assert np.array_equal(weights(other, m), weights(case, m))


@given(cases(), st.integers(1, 7))
def test_no_more_than_m_points_count(case: Case, m: int) -> None:
    found = weights(case, m)
    assert ((found >= 0) & (found <= case.truth)).all()
    for part in np.split(found, case.offsets[1:-1]):
        assert part.sum() <= m * (1 + 1e-15)


# --- from points to a number ----------------------------------------------------


def test_the_mean_of_a_cloud_leaves_out_points_without_a_value() -> None:
    values = np.array([10.0, np.nan, 40.0, np.nan, 7.0])
    weight = np.array([1.0, 1.0, 0.5, 1.0, 0.0])
    found = cloud_mean(values, weight, np.array([0, 3, 4, 5, 5]))
    assert found[0] == pytest.approx(20.0, abs=ROUNDING)
    assert np.isnan(found[1:]).all()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([5.0], 5.0),
        ([2.0, 1.0], 1.0),
        ([3.0, 1.0, 2.0], 2.0),
        ([4.0, 1.0, 3.0, 2.0], 2.0),
        ([1.0, np.nan, 3.0], 1.0),
        ([np.nan, 3.0], 3.0),
    ],
)
def test_of_two_middle_values_the_median_is_the_lower(
    values: list[float], expected: float
) -> None:
    assert lower_median(np.array(values)) == expected


def test_the_median_of_nothing_has_no_value() -> None:
    assert np.isnan(lower_median(np.zeros(0)))
    assert np.isnan(lower_median(np.array([np.nan, np.nan])))
    assert np.isnan(lower_median(np.array([1.0, 2.0]), np.zeros(2)))
    assert np.isnan(lower_median(np.array([1.0, np.nan]), np.array([0.0, 3.0])))


NUMBERS = st.lists(
    st.one_of(st.integers(-3, 3).map(float), st.just(float("nan"))),
    min_size=1,
    max_size=9,
)


@given(NUMBERS, st.lists(st.integers(0, 4), min_size=9, max_size=9))
def test_weights_are_worth_what_repeated_values_are(
    values: list[float], times: list[int]
) -> None:
    column, drawn = np.array(values), np.array(times[: len(values)])
    laid = np.repeat(column, drawn)
    laid = np.sort(laid[~np.isnan(laid)])
    found = lower_median(column, drawn.astype(np.float64))
    if laid.size:
        assert found == laid[(laid.size - 1) // 2]
    else:
        assert np.isnan(found)
