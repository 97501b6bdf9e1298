# SPDX-License-Identifier: MIT
"""Observables of ActsTrack on an event with known momenta."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from known_clouds import made, tracker

from lri_bench.clouds import Clouds
from lri_bench.realism.actstrack import OBSERVABLES
from lri_bench.realism.tracks import Tracks, pseudorapidity, transverse
from lri_bench.types import AnyArray


def found(name: str, clouds: Clouds) -> AnyArray:
    (observable,) = (item for item in OBSERVABLES if item.name == name)
    return observable.values(clouds)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mass of the leptons", [91.25]),  # not the -1 of the other event
        ("points per event", [7, 1]),
        ("important (positive)", [4]),
        ("hits per track", [2, 2, 3, 1]),
        ("tracks per event", [3, 1]),
        ("pT of the leptons", [45, 45]),
        ("pT of other tracks", [3, 3]),
        ("η of the leptons", [0, 1]),
        ("η of other tracks", [np.arcsinh(4 / 3)] * 2),
    ],
)
def test_values_are_those_that_were_put_in(name: str, expected: list[float]) -> None:
    np.testing.assert_allclose(found(name, tracker()), expected, rtol=1e-6)


@pytest.mark.parametrize("item", OBSERVABLES, ids=lambda item: item.name)
def test_no_events_have_no_values(item: object) -> None:
    empty = tracker().select(np.array([], dtype=np.int64))
    assert len(item.values(empty)) == 0  # type: ignore[attr-defined]


def test_the_order_of_hits_does_not_matter() -> None:
    event = tracker().select(np.array([0]))
    order = np.array([4, 1, 6, 3, 0, 2, 5])
    assert event.direction is not None
    assert event.group is not None
    mixed = made(
        [7],
        x=event.x[order],
        direction=event.direction[order],
        group=event.group[order],
        truth=event.truth[order],
    )
    for name in ("pT of the leptons", "η of other tracks", "hits per track"):
        np.testing.assert_allclose(
            np.sort(found(name, mixed)), np.sort(found(name, event))
        )


def test_a_group_of_two_events_is_two_tracks() -> None:
    clouds = made(
        [2, 2], x=np.zeros((4, 9)), group=np.zeros(4), direction=np.ones((4, 3))
    )
    tracks = Tracks.of(clouds)
    assert tracks.event.tolist() == [0, 1]
    assert tracks.hits.tolist() == [2, 2]


@given(
    st.floats(0.5, 100), st.floats(-2.5, 2.5), st.floats(-np.pi, np.pi)
)  # pT in GeV, eta, phi
def test_momenta_are_taken_apart_as_they_were_put_together(
    size: float, eta: float, phi: float
) -> None:
    momentum = size * np.array([[np.cos(phi), np.sin(phi), np.sinh(eta)]])
    assert transverse(momentum)[0] == pytest.approx(size)
    assert pseudorapidity(momentum)[0] == pytest.approx(eta, abs=1e-9)


def test_a_momentum_along_the_beam_has_no_finite_pseudorapidity() -> None:
    along = np.array([[0.0, 0.0, 5.0], [0.0, 0.0, 0.0]])
    assert not np.isfinite(pseudorapidity(along)).any()
