# SPDX-License-Identifier: MIT
"""What Pythia 8 gives: D_s mesons of charm, and particles of minimum bias.

Neither detector nor event is symmetric in anything else, but both are in phi and
under reflection: so each particle of these lists may be used many times, turned at
random and decayed anew (the idea of doi 10.1140/epjc/s10052-018-6469-6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import pythia8mc

from lri_bench.generators.endcap.settings import Settings
from lri_bench.parallel import Arrays, Workers
from lri_bench.types import AnyArray, Singles

__all__ = [
    "PACKAGES",
    "PDG",
    "Spectra",
    "make_charm",
    "make_minimum_bias",
    "make_spectra",
    "pythia",
    "random_of",
]

PACKAGES = ("numpy", "pythia8mc")
"""Packages whose version can change what is drawn."""

_PYTHIA_SEEDS = 900_000_000  # the largest that Pythia takes


class PDG(IntEnum):
    """Numbers of particles, of the Particle Data Group."""

    MUON = 13
    TAU = 15
    TAU_NEUTRINO = 16
    PION = 211
    KAON = 321
    DS = 431


class _Stream(IntEnum):
    """What a random number is for; a part of every seed."""

    CHARM = 1
    MINIMUM_BIAS = 2


@dataclass(frozen=True, eq=False)
class Spectra:
    """Particles to draw from.

    Attributes
    ----------
    ds : (D, 2) float32
        pT in GeV and eta of D_s mesons of either charge.
    soft : (P, 2) float32
        pT in GeV and eta of muons, charged pions and charged kaons.
    soft_kind : (P,) int16
        `PDG` number of each, without sign.
    collisions : int
        In how many minimum-bias collisions they were made.
    """

    ds: Singles
    soft: Singles
    soft_kind: AnyArray
    collisions: int


@dataclass(frozen=True)
class _Task:
    seed: int
    number: int
    collisions: int
    settings: Settings


def random_of(*seeds: int) -> np.random.Generator:
    """Return the generator of random numbers of one piece of work.

    Parameters
    ----------
    *seeds : int
        The user's seed, what the numbers are for, and which piece it is.

    Returns
    -------
    random : numpy Generator
    """
    return np.random.default_rng(seeds)


def pythia(
    lines: list[str], settings: Settings, random: np.random.Generator
) -> pythia8mc.Pythia:
    """Return Pythia 8, ready to run.

    Parameters
    ----------
    lines : list of str
        Its settings, beside energy and seed.
    settings : Settings
    random : numpy Generator
        From which its seed is drawn.

    Returns
    -------
    generator : Pythia
    """
    seed = int(random.integers(1, _PYTHIA_SEEDS))
    made = pythia8mc.Pythia("", False)  # noqa: FBT003 - takes no keyword; no banner
    made.readString("Print:quiet = on")
    made.readString(f"Beams:eCM = {settings.production.energy_gev}")
    made.readString("Random:setSeed = on")
    made.readString(f"Random:seed = {seed}")
    for line in lines:
        made.readString(line)
    made.init()
    return made


def make_charm(task: _Task) -> Arrays:
    """Collide protons to charm and anti-charm; keep D_s mesons.

    Flavour excitation, gluon splitting and decays of B mesons are left out.

    Parameters
    ----------
    task : object
        Of `make_spectra`.

    Returns
    -------
    arrays : dict
        ``ds``, see `Spectra`.
    """
    chosen = task.settings.production
    lines = [
        "HardQCD:hardccbar = on",
        f"PhaseSpace:pTHatMin = {chosen.charm_pt_hat_gev}",
        "PartonLevel:MPI = off",  # the underlying event does not change a D_s much
        "431:mayDecay = off",
    ]
    random = random_of(task.seed, _Stream.CHARM, task.number)
    generator = pythia(lines, task.settings, random)
    found = _particles(generator, task.collisions, (PDG.DS,))
    keep = _inside(found, chosen.ds_momentum_gev, chosen.ds_eta)
    keep &= found[:, 1] >= chosen.ds_pt_gev
    return {"ds": found[keep, 1:].astype(np.float32)}


def make_minimum_bias(task: _Task) -> Arrays:
    """Collide protons as they come; keep muons, charged pions and kaons.

    Parameters
    ----------
    task : object
        Of `make_spectra`.

    Returns
    -------
    arrays : dict
        ``soft`` and ``soft_kind``, see `Spectra`.
    """
    random = random_of(task.seed, _Stream.MINIMUM_BIAS, task.number)
    generator = pythia(["SoftQCD:nonDiffractive = on"], task.settings, random)
    kinds = (PDG.MUON, PDG.PION, PDG.KAON)
    found = _particles(generator, task.collisions, kinds)
    chosen = task.settings.pileup
    kept = found[_inside(found, chosen.momentum_gev, chosen.eta)]
    return {
        "soft": kept[:, 1:].astype(np.float32),
        "soft_kind": kept[:, 0].astype(np.int16),
    }


def make_spectra(seed: int, settings: Settings, workers: Workers) -> Spectra:
    """Run Pythia 8 for the particles of one build.

    Parameters
    ----------
    seed : int
    settings : Settings
    workers : Workers
        The result does not depend on them.

    Returns
    -------
    spectra : Spectra
    """
    chosen = settings.production

    def run(make: Callable[[_Task], Arrays], collisions: int) -> Mapping[str, Any]:
        each = -(-collisions // chosen.tasks)
        tasks = (_Task(seed, number, each, settings) for number in range(chosen.tasks))
        found = list(
            workers.map(make, tasks, total=chosen.tasks, packages=PACKAGES, chunk=1)
        )
        return {name: np.concatenate([one[name] for one in found]) for name in found[0]}

    charm = run(make_charm, chosen.charm_collisions)
    soft = run(make_minimum_bias, chosen.minimum_bias_collisions)
    collided = -(-chosen.minimum_bias_collisions // chosen.tasks) * chosen.tasks
    return Spectra(charm["ds"], soft["soft"], soft["soft_kind"], collided)


def _particles(
    generator: pythia8mc.Pythia, collisions: int, kinds: tuple[PDG, ...]
) -> AnyArray:
    """Return (P, 3): number, pT and eta of final particles of some kinds."""
    rows = [
        row for _ in range(collisions) for row in _final(_next(generator), set(kinds))
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, 3)


def _next(generator: pythia8mc.Pythia) -> Any:
    while not generator.next():  # it gives up on a few events in a million
        pass
    return generator.event


def _final(event: Any, kinds: set[PDG]) -> Iterator[tuple[int, float, float]]:
    for particle in event:
        kind = particle.idAbs()
        if kind in kinds and particle.isFinal():
            yield kind, particle.pT(), particle.eta()


def _inside(found: AnyArray, least: float, eta: tuple[float, float]) -> AnyArray:
    size = np.abs(found[:, 2])
    momentum = found[:, 1] * np.cosh(size)
    inside: AnyArray = (momentum >= least) & (size >= eta[0]) & (size <= eta[1])
    return inside
