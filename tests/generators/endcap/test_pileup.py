# SPDX-License-Identifier: MIT
"""How many particles of pile-up there are, and where they go."""

from __future__ import annotations

import numpy as np
from scipy import stats

from lri_bench.generators.endcap.decays import chance_in_flight
from lri_bench.generators.endcap.layers import LAYERS, column
from lri_bench.generators.endcap.pileup import leak_chance, noise, pileup_tracks
from lri_bench.generators.endcap.settings import SETTINGS, Settings
from lri_bench.generators.endcap.spectra import PDG, Spectra

EVENTS = 2000
SIGMAS = 5


def test_numbers_are_poisson_with_the_mean_of_the_spectrum(
    spectra: Spectra, small: Settings, random: np.random.Generator
) -> None:
    tracks = pileup_tracks(spectra, EVENTS, small, random)
    pt, eta = spectra.soft.T
    kind, pileup = spectra.soft_kind, small.pileup
    a_particle = pileup.collisions * pileup.non_diffractive / spectra.collisions
    chances = {
        False: chance_in_flight(kind, pt, eta, pileup),
        True: leak_chance(kind, pt * np.cosh(eta), pileup),
    }
    for shower, chance in chances.items():
        event = tracks.event[tracks.shower == shower]
        number = np.bincount(event, minlength=EVENTS)
        mean = a_particle * chance.sum()
        assert abs(number.mean() - mean) < SIGMAS * np.sqrt(mean / EVENTS)
        assert abs(number.var() / mean - 1) < SIGMAS * np.sqrt(2 / EVENTS + 1 / EVENTS)


def test_pileup_is_even_in_phi_and_between_the_endcaps(
    spectra: Spectra, small: Settings, random: np.random.Generator
) -> None:
    tracks = pileup_tracks(spectra, EVENTS, small, random)
    turns = (tracks.phi + np.pi) / (2 * np.pi)
    assert stats.kstest(turns, "uniform").pvalue > 1e-6
    error = SIGMAS / np.sqrt(len(tracks))
    assert abs(np.mean(tracks.eta > 0) - 0.5) < error
    assert abs(tracks.charge.mean()) < 2 * error


def test_noise_has_the_rate_of_each_layer(random: np.random.Generator) -> None:
    found = noise(EVENTS, SETTINGS, random)
    number = np.bincount(found.layer, minlength=len(LAYERS))
    mean = column("noise") * SETTINGS.pileup.noise * EVENTS
    assert (np.abs(number - mean) < SIGMAS * np.sqrt(mean)).all()
    phi = np.arctan2(found.y, found.x)
    assert stats.kstest((phi + np.pi) / (2 * np.pi), "uniform").pvalue > 1e-6
    assert (found.bend[column("slope")[found.layer] == 0] == 0).all()
    assert set(np.sign(found.z).tolist()) == {-1.0, 1.0}


def test_only_hadrons_leak_and_fast_ones_more() -> None:
    kind = np.array([PDG.MUON, PDG.PION, PDG.KAON])
    chance = leak_chance(kind, np.array([50.0, 10.0, 20.0]), SETTINGS.pileup)
    leak = SETTINGS.pileup.leak
    assert chance.tolist() == [0, leak, 2 * leak]
