# SPDX-License-Identifier: MIT
"""Decays: D_s -> tau nu with tau -> 3 mu by Pythia 8; pions and kaons in flight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pythia8mc

from lri_bench.generators.endcap.settings import Pileup, Settings
from lri_bench.generators.endcap.spectra import PDG, Spectra, pythia
from lri_bench.types import AnyArray, Bools, Floats, Ints

__all__ = [
    "Momenta",
    "TauDecays",
    "accepted",
    "chance_in_flight",
    "decay_ds",
    "muons_in_flight",
]

FORCED = (
    "ProcessLevel:all = off",  # nothing collides: each event is one D_s
    f"{PDG.DS:d}:onMode = off",
    f"{PDG.DS:d}:onIfMatch = {PDG.TAU:d} {PDG.TAU_NEUTRINO:d}",
    # Flat in phase space: no matrix element of this forbidden decay is known.
    f"{PDG.TAU:d}:oneChannel = 1 1.0 0 {PDG.MUON:d} {PDG.MUON:d} -{PDG.MUON:d}",
)
"""Pythia 8's settings. A tau+ decays to mu+ mu+ mu-."""

MUON_GEV = 0.1056584
MESONS: dict[PDG, tuple[float, float, float]] = {
    PDG.PION: (0.1395704, 780.45, 0.999877),
    PDG.KAON: (0.493677, 371.1, 0.6356),
}
"""Mass in GeV, c tau in cm and share of decays to mu nu, of the Particle Data Group,
doi 10.1103/PhysRevD.110.030001."""


@dataclass(frozen=True, eq=False)
class Momenta:
    """Momenta and charges, in arrays of any shape.

    Attributes
    ----------
    pt, eta, phi, energy : float64
        In GeV, 1, radians and GeV.
    charge : int64
    """

    pt: Floats
    eta: Floats
    phi: Floats
    energy: Floats
    charge: Ints


@dataclass(frozen=True, eq=False)
class TauDecays:
    """Decays of E mesons.

    Attributes
    ----------
    tau : Momenta of (E,)
    muons : Momenta of (E, 3)
    """

    tau: Momenta
    muons: Momenta


def decay_ds(
    spectra: Spectra, number: int, settings: Settings, random: np.random.Generator
) -> TauDecays:
    """Draw D_s mesons, turn them at random, and let Pythia 8 decay them.

    Parameters
    ----------
    spectra : Spectra
    number : int
        How many.
    settings : Settings
    random : numpy Generator

    Returns
    -------
    decays : TauDecays
        All of them, wherever the muons go.
    """
    generator = pythia(list(FORCED), settings, random)
    rows = random.integers(len(spectra.ds), size=number)
    pt, eta = spectra.ds[rows].T.astype(np.float64)
    eta *= random.choice((-1.0, 1.0), number)
    phi = random.uniform(-np.pi, np.pi, number)
    sign = random.choice((-1, 1), number)
    x, y, z = pt * np.cos(phi), pt * np.sin(phi), pt * np.sinh(eta)
    mothers = zip(sign.tolist(), x.tolist(), y.tolist(), z.tolist(), strict=True)
    table = np.array([_decay(generator, *mother) for mother in mothers])
    columns = table.reshape(number, 4, 5).transpose(2, 0, 1)
    return TauDecays(_momenta(columns[:, :, 0]), _momenta(columns[:, :, 1:]))


def _momenta(columns: AnyArray) -> Momenta:
    pt, eta, phi, energy, charge = columns
    return Momenta(pt, eta, phi, energy, charge.astype(np.int64))


def _decay(
    generator: pythia8mc.Pythia, sign: int, x: float, y: float, z: float
) -> list[tuple[float, ...]]:
    """Return tau and muons of one D_s: pT, eta, phi, energy and charge of each."""
    mass = generator.particleData.m0(PDG.DS)
    energy = float(np.sqrt(x * x + y * y + z * z + mass * mass))
    while True:
        event = generator.event
        event.reset()
        event.append(sign * int(PDG.DS), 1, 0, 0, x, y, z, energy, mass)
        if generator.next():
            break
    found = [_row(one) for one in event if one.idAbs() == PDG.TAU]
    return found + [_row(one) for one in event if one.idAbs() == PDG.MUON]


def _row(particle: Any) -> tuple[float, ...]:
    return (
        particle.pT(),
        particle.eta(),
        particle.phi(),
        particle.e(),
        particle.charge(),
    )


def accepted(decays: TauDecays, settings: Settings) -> Bools:
    """Return which decays have all muons where the muon system can see them.

    Parameters
    ----------
    decays : TauDecays
    settings : Settings

    Returns
    -------
    accepted : (E,) bool
    """
    chosen = settings.production
    pt, size = decays.muons.pt, np.abs(decays.muons.eta)
    inside = (size >= chosen.muon_eta[0]) & (size <= chosen.muon_eta[1])
    inside &= pt >= chosen.muon_pt_gev
    inside &= pt * np.cosh(size) >= chosen.muon_momentum_gev
    result: Bools = np.all(inside, axis=1)
    return result


def chance_in_flight(
    kind: AnyArray, pt: AnyArray, eta: AnyArray, pileup: Pileup
) -> Floats:
    """Return the chance to decay to a muon before the calorimeter.

    Parameters
    ----------
    kind : (P,) int
        `PDG` numbers; a muon counts as decayed.
    pt, eta : (P,) float
        In GeV, and 1.
    pileup : Pileup

    Returns
    -------
    chance : (P,) float64
        ``B (1 - exp(-L m / (p c tau)))`` for a way of length L.
    """
    size = np.abs(eta)
    way = np.minimum(pileup.free_z_cm / np.tanh(size), pileup.free_r_cm * np.cosh(size))
    chance = np.ones(len(kind))
    for meson, (mass, ctau, share) in MESONS.items():
        exponent = way * mass / (pt * np.cosh(size) * ctau)
        chance = np.where(kind == meson, -share * np.expm1(-exponent), chance)
    return chance


def muons_in_flight(
    kind: AnyArray, mother: Momenta, random: np.random.Generator
) -> Momenta:
    """Return the muons of pions and kaons that decay to mu nu.

    Parameters
    ----------
    kind : (P,) int
        `PDG` numbers; muons stay as they are.
    mother : Momenta of (P,)
        Its energy is not used.
    random : numpy Generator

    Returns
    -------
    muons : Momenta of (P,)
        Isotropic in the mother's rest frame. The muon is said to come from the
        collision point: the kink is kept, its place is not.
    """
    direction, across, other = _axes(mother)
    momentum = mother.pt * np.cosh(mother.eta)
    cosine = random.uniform(-1, 1, len(kind))
    around = random.uniform(-np.pi, np.pi, len(kind))
    along, sideways = momentum.copy(), np.zeros(len(kind))
    for meson, (mass, _, _) in MESONS.items():
        star = (mass**2 - MUON_GEV**2) / (2 * mass)
        energy = np.hypot(momentum, mass)
        boosted = (energy * star * cosine + momentum * np.hypot(star, MUON_GEV)) / mass
        along = np.where(kind == meson, boosted, along)
        side = star * np.sqrt(1 - cosine**2)
        sideways = np.where(kind == meson, side, sideways)
    vector = along * direction
    vector += sideways * (np.cos(around) * across + np.sin(around) * other)
    pt = np.hypot(vector[0], vector[1])
    size = np.sqrt(pt**2 + vector[2] ** 2)
    return Momenta(
        pt,
        np.arcsinh(vector[2] / pt),
        np.arctan2(vector[1], vector[0]),
        np.hypot(size, MUON_GEV),
        mother.charge,
    )


def _axes(mother: Momenta) -> tuple[Floats, Floats, Floats]:
    """Return three (3, P) unit vectors, the first along the mother."""
    cosine, sine = np.cos(mother.phi), np.sin(mother.phi)
    flat, up = 1 / np.cosh(mother.eta), np.tanh(mother.eta)
    direction = np.stack([flat * cosine, flat * sine, up])
    across = np.stack([-sine, cosine, np.zeros_like(sine)])
    other = np.stack([-up * cosine, -up * sine, flat])
    return direction, across, other
