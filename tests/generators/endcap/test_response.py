# SPDX-License-Identifier: MIT
"""Closed forms of the parametrisation, and the shares that it draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lri_bench.generators.endcap.layers import LAYERS, HitType, column
from lri_bench.generators.endcap.response import (
    MAX_BEND,
    bend_of,
    flight,
    respond,
    stations_reached,
)
from lri_bench.generators.endcap.settings import SETTINGS, Settings
from lri_bench.generators.endcap.tracks import Tracks
from lri_bench.types import AnyArray

SIGMAS = 5
Z = column("z")
FIRST_CSC = next(
    place for place, layer in enumerate(LAYERS) if layer.type == HitType.CSC
)


def tracks(
    pt: AnyArray | float,
    eta: AnyArray | float,
    charge: AnyArray | int = 1,
    *,
    number: int = 1,
    shower: bool = False,
) -> Tracks:
    """Return muons that start at phi of 0.5."""
    return Tracks(
        np.arange(number),
        np.full(number, pt, dtype=np.float64),
        np.full(number, eta, dtype=np.float64),
        np.full(number, 0.5),
        np.full(number, charge, dtype=np.int64),
        np.full(number, shower),
    )


def still(**changes: float) -> Settings:
    """Return settings without scattering and without further hits."""
    none = (0.0, 0.0, 0.0, 0.0)
    material = replace(
        SETTINGS.material, radiation_lengths=none, extra_hits=0.0, **changes
    )
    return replace(SETTINGS, material=material)


@pytest.mark.parametrize("charge", [-1, 1])
@pytest.mark.parametrize("eta", [-2.3, -1.3, 1.3, 1.8, 2.4])
def test_flight_is_that_of_small_steps(eta: float, charge: int) -> None:
    """Turn the momentum bit by bit while the field lasts."""
    pt, material = 2.5, SETTINGS.material
    end = min(material.field_z_cm, material.field_r_cm * np.sinh(abs(eta)))
    steps = 200_000
    dz = Z.max() / steps
    turn = -charge * 0.00299792458 * material.field_tesla * dz
    turn /= pt * np.sinh(abs(eta))
    z = (np.arange(steps) + 0.5) * dz
    heading = 0.5 + np.cumsum(np.where(z < end, turn, 0.0))
    slope = dz / np.sinh(abs(eta))
    x, y = np.cumsum(np.cos(heading)) * slope, np.cumsum(np.sin(heading)) * slope
    found = flight(tracks(pt, eta, charge), Z, material)
    at = np.minimum(np.rint(Z / dz).astype(int), steps) - 1
    np.testing.assert_allclose(found[0][0], x[at], atol=0.01)
    np.testing.assert_allclose(found[1][0], y[at], atol=0.01)


def test_bend_goes_as_one_over_pt_and_has_the_sign_of_the_charge() -> None:
    pt = np.array([1.0, 2.0, 4.0, 8.0])
    slope = column("slope")
    positive = bend_of(tracks(pt, 1.9, 1, number=4), Z, slope, SETTINGS.material)
    scaled = positive * pt[:, np.newaxis]
    np.testing.assert_allclose(scaled, np.tile(scaled[0], (4, 1)))
    negative = bend_of(tracks(pt, 1.9, -1, number=4), Z, slope, SETTINGS.material)
    np.testing.assert_array_equal(positive, -negative)
    below = bend_of(tracks(pt, -1.9, 1, number=4), Z, slope, SETTINGS.material)
    np.testing.assert_array_equal(positive, below)
    # 0.3 B z / (2 pz), in T, m and GeV, by units of 1/30 radian.
    expected = 30 * 0.299792458 * 3.8 * 6.0 / (2 * 2.0 * np.sinh(1.9))
    assert positive[1, FIRST_CSC] == pytest.approx(expected)
    flat = np.isin(column("type"), (HitType.RPC, HitType.GEM))
    assert (positive[:, flat] == 0).all()
    assert (positive[:, ~flat] > 0).all()


def test_hits_hold_the_rounded_bend(random: np.random.Generator) -> None:
    many = tracks(4.0, 1.9, -1, number=4000)
    found = respond(many, still(), random)
    bend = found.bend[found.layer == FIRST_CSC]
    mean = bend_of(many, Z, column("slope"), SETTINGS.material)[0, FIRST_CSC]
    width = LAYERS[FIRST_CSC].slope_noise
    assert bend.mean() == pytest.approx(mean, abs=SIGMAS * width / np.sqrt(len(bend)))
    assert bend.std() == pytest.approx(np.hypot(width, 1 / np.sqrt(12)), rel=0.1)
    slow = respond(tracks(0.7, 2.2, 1, number=500), still(loss_gev=(0.1,) * 4), random)
    assert np.abs(slow.bend).max() <= MAX_BEND


def test_layers_are_as_efficient_as_they_say(random: np.random.Generator) -> None:
    number = 4000
    for eta in (-1.45, 1.75, 1.95, 2.3):
        found = respond(tracks(50.0, eta, number=number), still(), random)
        seen = np.bincount(found.layer, minlength=len(LAYERS))
        for layer, hits in zip(LAYERS, seen.tolist(), strict=True):
            size = abs(eta)
            if layer.eta_low + 0.05 < size < layer.eta_high - 0.05:
                chance = layer.efficiency
                error = np.sqrt(number * chance * (1 - chance))
                assert abs(hits - number * chance) < SIGMAS * error, layer
            elif not layer.eta_low - 0.05 < size < layer.eta_high + 0.05:
                assert hits == 0, layer


def test_hits_lie_in_their_layers(random: np.random.Generator) -> None:
    eta = random.uniform(-2.6, 2.6, 3000)
    pt = random.uniform(0.5, 10, 3000)
    found = respond(tracks(pt, eta, number=3000), SETTINGS, random)
    size = np.arcsinh(np.abs(found.z) / np.hypot(found.x, found.y))
    assert (size >= column("eta_low")[found.layer]).all()
    assert (size < column("eta_high")[found.layer]).all()
    assert (np.abs(found.z) == Z[found.layer]).all()
    assert (np.sign(found.z) == np.sign(eta[found.event])).all()


def test_slow_muons_stop() -> None:
    material = SETTINGS.material
    momentum = np.array([1.0, 3.0, 3.8, 4.3, 9.0])
    muons = tracks(momentum / np.cosh(2.4), 2.4, number=5)
    assert stations_reached(muons, material).tolist() == [0, 1, 2, 3, 4]
    # At a slant, the way through the steel is longer.
    slanted = tracks(momentum / np.cosh(1.2), 1.2, number=5)
    assert stations_reached(slanted, material).tolist() == [0, 0, 1, 2, 4]


def test_stopped_muons_leave_no_hits(random: np.random.Generator) -> None:
    found = respond(tracks(3.0 / np.cosh(2.2), 2.2, number=500), SETTINGS, random)
    assert len(found.event) > 400
    assert (column("station")[found.layer] == 1).all()


def test_scattering_falls_with_momentum(random: np.random.Generator) -> None:
    def width(momentum: float) -> float:
        muons = tracks(momentum / np.cosh(1.9), 1.9, number=4000)
        x, _ = flight(muons, Z, SETTINGS.material)
        found = respond(muons, SETTINGS, random)
        first = found.layer == FIRST_CSC
        off = found.x[first] - x[0, FIRST_CSC]
        return float(np.subtract(*np.percentile(off, [84, 16])) / 2)

    lost = SETTINGS.material.loss_gev[0] / np.tanh(1.9) / 2
    for momentum in (5.0, 10.0, 40.0):
        plane = 0.0136 / (momentum - lost) * np.sqrt(105)
        expected = np.hypot(plane * 250 / np.sqrt(3), LAYERS[FIRST_CSC].resolution)
        assert width(momentum) == pytest.approx(expected, rel=0.1)


def test_showers_end_in_station_2_and_leave_many_hits(
    random: np.random.Generator,
) -> None:
    number = 2000
    found = respond(tracks(20.0, 1.8, number=number, shower=True), SETTINGS, random)
    station = column("station")[found.layer]
    assert set(station.tolist()) == {1, 2}
    muons = respond(tracks(20.0, 1.8, number=number), SETTINGS, random)
    of_muons = (column("station")[muons.layer] == 1).sum()
    assert (station == 1).sum() > 1.4 * of_muons
    assert (station == 2).sum() < (station == 1).sum() / 2
