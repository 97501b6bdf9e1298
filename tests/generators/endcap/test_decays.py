# SPDX-License-Identifier: MIT
"""Conservation laws of decays, and what the muons of a tau look like."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from lri_bench.generators.endcap.decays import (
    MESONS,
    MUON_GEV,
    Momenta,
    TauDecays,
    accepted,
    chance_in_flight,
    muons_in_flight,
)
from lri_bench.generators.endcap.settings import SETTINGS, Settings
from lri_bench.generators.endcap.spectra import PDG, Spectra
from lri_bench.types import Floats

TAU_GEV = 1.77693  # Particle Data Group 2024
DS_GEV = 1.96835
MEV = 0.001


def four(momenta: Momenta) -> npt.NDArray[np.float64]:
    """Return energy and momentum."""
    return np.stack(
        [
            momenta.energy,
            momenta.pt * np.cos(momenta.phi),
            momenta.pt * np.sin(momenta.phi),
            momenta.pt * np.sinh(momenta.eta),
        ]
    )


def mass(vector: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.sqrt(vector[0] ** 2 - (vector[1:] ** 2).sum(axis=0))


def test_three_muons_are_a_tau(decays: TauDecays) -> None:
    muons = four(decays.muons)
    np.testing.assert_allclose(mass(muons), MUON_GEV, atol=MEV)
    np.testing.assert_allclose(mass(muons.sum(axis=2)), TAU_GEV, atol=MEV)
    np.testing.assert_allclose(muons.sum(axis=2), four(decays.tau), atol=MEV)


def test_charges_add_up_to_that_of_the_tau(decays: TauDecays) -> None:
    assert np.unique(np.abs(decays.muons.charge)).tolist() == [1]
    assert decays.muons.charge.sum(axis=1).tolist() == decays.tau.charge.tolist()
    assert abs(decays.tau.charge.mean()) < 5 / np.sqrt(len(decays.tau.charge))


def test_taus_are_those_of_a_ds(decays: TauDecays) -> None:
    """In the meson's frame the tau has one energy, so its boost is bounded."""
    star = (DS_GEV**2 + TAU_GEV**2) / (2 * DS_GEV)
    least = SETTINGS.production.ds_momentum_gev
    energy = np.hypot(least, DS_GEV)
    momentum = (DS_GEV**2 - TAU_GEV**2) / (2 * DS_GEV)
    slowest = (energy * star - least * momentum) / DS_GEV
    assert decays.tau.energy.min() > slowest - MEV


def test_accepted_muons_are_soft_and_close(decays: TauDecays, small: Settings) -> None:
    keep = accepted(decays, small)
    assert 0.01 < keep.mean() < 0.15
    pt, eta = decays.muons.pt[keep], decays.muons.eta[keep]
    assert 1 < np.median(pt) < 5
    phi = decays.muons.phi[keep]
    assert (np.abs(np.diff(np.sign(eta), axis=1)) == 0).all()
    together = apart(eta, phi, eta, phi)
    strangers = apart(eta, phi, np.roll(eta, 1, axis=0), np.roll(phi, 1, axis=0))
    same_side = np.sign(eta[:, 0]) == np.sign(np.roll(eta, 1, axis=0)[:, 0])
    assert np.median(together) < 0.6 * np.median(strangers[:, same_side])


def apart(eta: Floats, phi: Floats, other_eta: Floats, other_phi: Floats) -> Floats:
    """Return (3, E), the distance of each pair of muons of one event and another."""
    return np.stack(
        [
            np.hypot(
                eta[:, one] - other_eta[:, other],
                (phi[:, one] - other_phi[:, other] + np.pi) % (2 * np.pi) - np.pi,
            )
            for one, other in [(0, 1), (0, 2), (1, 2)]
        ]
    )


def test_acceptance_is_what_the_settings_say(decays: TauDecays) -> None:
    size = np.abs(decays.muons.eta)
    production = replace(
        SETTINGS.production,
        muon_eta=(1.5, 2.0),
        muon_momentum_gev=1.0,
        muon_pt_gev=0.4,
    )
    keep = accepted(decays, replace(SETTINGS, production=production))
    expected = [
        all(1.5 <= e <= 2.0 and p >= 0.4 and p * np.cosh(e) >= 1 for e, p in muons)
        for muons in np.stack([size, decays.muons.pt], axis=2)
    ]
    assert keep.tolist() == expected
    assert keep.any()


def mesons(kind: PDG, random: np.random.Generator, number: int = 2000) -> Momenta:
    pt = random.uniform(0.3, 5, number)
    eta = random.uniform(-2.5, 2.5, number)
    phi = random.uniform(-np.pi, np.pi, number)
    heavy = MESONS[kind][0] if kind in MESONS else MUON_GEV
    energy = np.hypot(pt * np.cosh(eta), heavy)
    return Momenta(pt, eta, phi, energy, random.choice((-1, 1), number))


@pytest.mark.parametrize("kind", [PDG.PION, PDG.KAON])
def test_what_is_lost_in_flight_is_a_neutrino(
    kind: PDG, random: np.random.Generator
) -> None:
    mother = mesons(kind, random)
    muon = muons_in_flight(np.full(len(mother.pt), kind), mother, random)
    missing = four(mother) - four(muon)
    np.testing.assert_allclose(missing[0] ** 2, (missing[1:] ** 2).sum(0), rtol=1e-6)
    assert (missing[0] > 0).all()
    assert muon.charge is mother.charge


def test_muons_fly_on(random: np.random.Generator) -> None:
    mother = mesons(PDG.MUON, random)
    muon = muons_in_flight(np.full(len(mother.pt), PDG.MUON), mother, random)
    np.testing.assert_allclose(four(muon), four(mother), atol=1e-9)


def test_chance_to_decay_in_flight() -> None:
    """Where the way is short against the mean one, the chance is their ratio."""
    pileup = SETTINGS.pileup
    eta = np.array([2.5, 2.5, 2.5, 1.0])
    kind = np.array([PDG.PION, PDG.KAON, PDG.MUON, PDG.PION])
    momentum = np.full(4, 10.0)
    chance = chance_in_flight(kind, momentum / np.cosh(eta), eta, pileup)
    way = 320 / np.tanh(2.5)
    assert chance[0] == pytest.approx(way * 0.13957 / (10 * 780.45), rel=0.01)
    assert chance[1] == pytest.approx(0.6356 * way * 0.49368 / (10 * 371.1), rel=0.03)
    assert chance[2] == 1
    # At eta of 1 it leaves the tracker through its side.
    side = 120 * np.cosh(1)
    assert chance[3] == pytest.approx(side * 0.13957 / (10 * 780.45), rel=0.01)


def test_spectra_hold_what_they_say(spectra: Spectra, small: Settings) -> None:
    for rows, least, eta in (
        (spectra.ds, small.production.ds_momentum_gev, small.production.ds_eta),
        (spectra.soft, small.pileup.momentum_gev, small.pileup.eta),
    ):
        size = np.abs(rows[:, 1])
        assert len(rows) > 20
        assert (size > eta[0] - 1e-6).all()
        assert (size < eta[1] + 1e-6).all()
        assert (rows[:, 0] * np.cosh(size) > least - 1e-5).all()
    assert spectra.collisions == small.production.minimum_bias_collisions
    assert set(spectra.soft_kind.tolist()) <= {PDG.MUON, PDG.PION, PDG.KAON}
    pions = (spectra.soft_kind == PDG.PION).sum()
    assert pions > (spectra.soft_kind == PDG.KAON).sum() > 0
