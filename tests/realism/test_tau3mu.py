# SPDX-License-Identifier: MIT
"""Observables of Tau3Mu, above all that phi goes around."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from known_clouds import made, muons

from lri_bench.realism.tau3mu import OBSERVABLES, spread


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("points per event", [4, 1]),
        ("important (positive)", [3]),
        ("spread of tau's hits", [0.1 * np.sqrt(2 / 3)]),
        ("hits in station 1", [4, 1]),
        ("hits in station 4", [1, 0]),
        ("|η| of tau's hits", [2, 2, 2]),
        ("|η| of other hits", [1.5, 1.3]),
        ("bend of tau's hits", [5, -5, 0]),
        ("bend of other hits", [40, -40]),
    ],
)
def test_values_are_those_that_were_put_in(name: str, expected: list[float]) -> None:
    (observable,) = (item for item in OBSERVABLES if item.name == name)
    np.testing.assert_allclose(observable.values(muons()), expected, rtol=1e-5)


@given(st.floats(-10, 10))
def test_the_spread_does_not_depend_on_where_phi_begins(turn: float) -> None:
    phi = (np.array([0.1, 0.2, 0.3]) + turn + np.pi) % (2 * np.pi) - np.pi
    assert spread(muons(phi))[0] == pytest.approx(0.1 * np.sqrt(2 / 3), rel=1e-4)


def test_hits_on_both_sides_of_pi_are_near() -> None:
    assert spread(muons(np.array([3.1, -3.1, 3.1])))[0] < 0.05


def test_positives_without_labelled_hits_have_no_spread() -> None:
    clouds = made([2, 1, 1, 1], pos=np.zeros((5, 2)), truth=np.array([0, 0, 1, 1, 0]))
    # The second is positive and has a labelled hit, the third has one as a negative.
    assert spread(clouds).tolist() == [0]
