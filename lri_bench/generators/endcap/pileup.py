# SPDX-License-Identifier: MIT
"""What 200 minimum-bias collisions leave: muons, leaking showers and noise.

Each event draws its particles from one list of Pythia 8's, independently of each
other: Poisson numbers, turned at random in phi and reflected in eta. What two
particles of one collision have to do with each other is lost.
"""

from __future__ import annotations

import numpy as np

from lri_bench.generators.endcap.decays import (
    Momenta,
    chance_in_flight,
    muons_in_flight,
)
from lri_bench.generators.endcap.layers import LAYERS, column
from lri_bench.generators.endcap.response import MAX_BEND, Crossings, in_chambers
from lri_bench.generators.endcap.settings import Pileup, Settings
from lri_bench.generators.endcap.spectra import PDG, Spectra
from lri_bench.generators.endcap.tracks import Tracks, joined
from lri_bench.types import AnyArray, Floats, Ints

__all__ = ["leak_chance", "noise", "pileup_tracks"]

NOISE_BEND = 10.0
"""Width of `mu_hit_bend` of noise, where a layer measures it. Chosen."""


def pileup_tracks(
    spectra: Spectra, events: int, settings: Settings, random: np.random.Generator
) -> Tracks:
    """Draw the particles of pile-up that may reach the muon system.

    Parameters
    ----------
    spectra : Spectra
    events : int
    settings : Settings
    random : numpy Generator

    Returns
    -------
    tracks : Tracks
        Muons, then showers.
    """
    pileup = settings.pileup
    pt, eta = spectra.soft.T.astype(np.float64)
    kind = spectra.soft_kind
    flying = chance_in_flight(kind, pt, eta, pileup)
    event, rows = _drawn(flying, spectra.collisions, events, pileup, random)
    muons = muons_in_flight(kind[rows], _turned(pt[rows], eta[rows], random), random)
    leaking = leak_chance(kind, pt * np.cosh(eta), pileup)
    later, leaks = _drawn(leaking, spectra.collisions, events, pileup, random)
    showers = _turned(pt[leaks], eta[leaks], random)
    return joined(
        [_tracks(event, muons, shower=False), _tracks(later, showers, shower=True)]
    )


def leak_chance(kind: AnyArray, momentum: AnyArray, pileup: Pileup) -> Floats:
    """Return the chance that a shower leaks out of the calorimeter.

    Parameters
    ----------
    kind : (P,) int
        `PDG` numbers; muons make no showers.
    momentum : (P,) float
        In GeV.
    pileup : Pileup

    Returns
    -------
    chance : (P,) float64
    """
    chance = np.minimum(1.0, pileup.leak * momentum / pileup.leak_at_gev)
    return np.where(kind == PDG.MUON, 0.0, chance)


def noise(events: int, settings: Settings, random: np.random.Generator) -> Crossings:
    """Return hits of no particle: of neutrons, photons and electronics.

    Parameters
    ----------
    events : int
    settings : Settings
    random : numpy Generator

    Returns
    -------
    crossings : Crossings
        Even in phi and in eta, so that their density falls as 1/r**2.
    """
    rate = column("noise") * settings.pileup.noise
    number = random.poisson(rate, (events, len(LAYERS)))
    event = np.repeat(np.arange(events), number.sum(axis=1))
    layer = np.repeat(np.tile(np.arange(len(LAYERS)), events), number.ravel())
    size = random.uniform(column("eta_low")[layer], column("eta_high")[layer])
    phi = random.uniform(-np.pi, np.pi, len(layer))
    z = column("z")[layer]
    radius = z / np.sinh(size)
    width = np.where(column("slope")[layer] > 0, NOISE_BEND, 0.0)
    bend = np.rint(width * random.standard_normal(len(layer)))
    return in_chambers(
        Crossings(
            event,
            layer,
            radius * np.cos(phi),
            radius * np.sin(phi),
            z * random.choice((-1.0, 1.0), len(layer)),
            np.clip(bend, -MAX_BEND, MAX_BEND).astype(np.int64),
        )
    )


def _drawn(
    chance: Floats,
    collisions: int,
    events: int,
    pileup: Pileup,
    random: np.random.Generator,
) -> tuple[Ints, Ints]:
    """Return event and row of each particle that is drawn."""
    mean = pileup.collisions * pileup.non_diffractive * chance.sum() / collisions
    event = np.repeat(np.arange(events), random.poisson(mean, events))
    steps = np.cumsum(chance) / chance.sum()
    rows = np.searchsorted(steps, random.random(len(event)), side="right")
    return event, np.minimum(rows, len(chance) - 1)


def _turned(pt: Floats, eta: Floats, random: np.random.Generator) -> Momenta:
    side = random.choice((-1.0, 1.0), len(pt))
    phi = random.uniform(-np.pi, np.pi, len(pt))
    charge = random.choice((-1, 1), len(pt))
    return Momenta(pt, eta * side, phi, pt * np.cosh(eta), charge)


def _tracks(event: Ints, momenta: Momenta, *, shower: bool) -> Tracks:
    return Tracks(
        event,
        momenta.pt,
        momenta.eta,
        momenta.phi,
        momenta.charge,
        np.full(len(event), shower),
    )
