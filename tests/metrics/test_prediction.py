# SPDX-License-Identifier: MIT
"""Fidelity: closed forms, range, symmetry, and logits that are too large."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.special import expit

from lri_bench.metrics.prediction import fidelity
from lri_bench.types import Floats

# Two probabilities, each of a few operations on numbers up to 1.
ROUNDING = 1e-15

LOGITS = arrays.arrays(
    np.float64, 4, elements=st.floats(allow_nan=False, allow_infinity=False)
)


def one(logit: float, changed: float) -> float:
    return float(fidelity(np.array([logit]), np.array([changed]))[0])


def test_a_certain_prediction_that_is_turned_round_falls_by_one() -> None:
    assert one(1e4, -1e4) == 1.0
    assert one(-1e4, 1e4) == 1.0


def test_an_undecided_prediction_that_becomes_certain_falls_by_half_or_rises() -> None:
    # At 0 the predicted class is 0.
    assert one(0.0, 1e4) == 0.5
    assert one(0.0, -1e4) == -0.5


def test_a_logit_of_ln_3_is_a_probability_of_three_quarters() -> None:
    assert one(np.log(3), 0.0) == pytest.approx(0.25, abs=ROUNDING)
    assert one(np.log(3), -np.log(3)) == pytest.approx(0.5, abs=ROUNDING)
    assert one(-np.log(3), np.log(3)) == pytest.approx(0.5, abs=ROUNDING)
    assert one(np.log(3), np.log(9)) == pytest.approx(-0.15, abs=ROUNDING)


@given(LOGITS)
def test_nothing_falls_where_nothing_changes(logit: Floats) -> None:
    assert (fidelity(logit, logit) == 0).all()


@given(LOGITS, LOGITS)
def test_values_lie_between_minus_1_and_1(logit: Floats, changed: Floats) -> None:
    fall = fidelity(logit, changed)
    assert ((fall >= -1) & (fall <= 1)).all()


@given(LOGITS, LOGITS)
def test_classes_are_treated_alike(logit: Floats, changed: Floats) -> None:
    decided = logit != 0
    fall = fidelity(logit, changed)[decided]
    assert np.array_equal(fall, fidelity(-logit, -changed)[decided])


@given(LOGITS, LOGITS)
def test_the_value_is_the_fall_of_the_predicted_probability(
    logit: Floats, changed: Floats
) -> None:
    one_is_predicted = logit > 0
    before = np.where(one_is_predicted, expit(logit), expit(-logit))
    after = np.where(one_is_predicted, expit(changed), expit(-changed))
    assert np.allclose(fidelity(logit, changed), before - after, rtol=0, atol=ROUNDING)


@pytest.mark.parametrize("kind", ["i1", "i8", "f2", "f4"])
def test_every_type_of_number_gives_the_same_value(kind: str) -> None:
    logit, changed = np.array([-3.0, 0.0, 2.0]), np.array([5.0, 1.0, -4.0])
    found = fidelity(logit.astype(kind), changed.astype(kind))
    assert np.array_equal(found, fidelity(logit, changed))
    assert found.dtype == np.float64


def test_half_precision_does_not_overflow() -> None:
    large = np.array([6e4, -6e4], dtype=np.float16)
    assert fidelity(large, -large).tolist() == [1.0, 1.0]


def test_seeds_may_stand_in_front_of_clouds() -> None:
    logit = np.array([[1.0, -1.0, 2.0], [0.5, 3.0, -2.0]])
    changed = np.array([[0.0, 1.0, -2.0]])
    found = fidelity(logit, changed)
    assert found.shape == (2, 3)
    for seed in range(2):
        assert np.array_equal(found[seed], fidelity(logit[seed], changed[0]))


def test_no_cloud_gives_no_value() -> None:
    assert fidelity(np.zeros(0), np.zeros(0)).shape == (0,)
