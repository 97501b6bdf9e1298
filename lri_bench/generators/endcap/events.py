# SPDX-License-Identifier: MIT
"""Events of both samples, a few thousand at a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from lri_bench.builders.tau3mu.build import FEWEST_HITS, in_first_station
from lri_bench.generators.endcap.decays import Momenta, TauDecays, accepted, decay_ds
from lri_bench.generators.endcap.digits import BRANCHES, digitised
from lri_bench.generators.endcap.pileup import noise, pileup_tracks
from lri_bench.generators.endcap.response import Crossings, respond, together
from lri_bench.generators.endcap.settings import Settings
from lri_bench.generators.endcap.spectra import Spectra, random_of
from lri_bench.generators.endcap.tracks import Tracks
from lri_bench.parallel import Arrays
from lri_bench.ragged import cloud_sum, offsets_from_counts, owner
from lri_bench.types import AnyArray, Floats

__all__ = ["EventTask", "make_pileup", "make_signal", "tracks_of"]

_GEN = ("pt", "eta", "phi", "energy", "charge")
_NAMES = {"energy": "e"}


class _Stream(IntEnum):
    """What a random number is for; goes on where `spectra` ends."""

    SIGNAL = 3
    PILEUP = 4


@dataclass(frozen=True, eq=False)
class EventTask:
    """One piece of a sample.

    Attributes
    ----------
    seed : int
    number : int
        Which piece it is.
    events : int
        D_s to decay, or pile-up events to make.
    settings : Settings
    spectra : Spectra
    branches : tuple of str
        Which columns to return; all are drawn. To leave some out saves memory.
    """

    seed: int
    number: int
    events: int
    settings: Settings
    spectra: Spectra
    branches: tuple[str, ...]

    def wanted(self, arrays: Arrays) -> Arrays:
        """Return the columns that are wanted, and those that are no branches."""
        return {
            name: values
            for name, values in arrays.items()
            if name in self.branches or not name.startswith(("mu_hit_", "gen_"))
        }


def make_signal(task: EventTask) -> Arrays:
    """Make events of one D_s -> tau nu, tau -> 3 mu each, without pile-up.

    Parameters
    ----------
    task : EventTask

    Returns
    -------
    arrays : dict
        ``counts`` (E,) of hits, the hits by `BRANCHES`, ``gen_tau_*`` (E,) and
        ``gen_mu_*`` (3 E,), and ``rounds``: how many were decayed, how many were
        accepted. Events with too few hits for the builder are left out.
    """
    random = random_of(task.seed, _Stream.SIGNAL, task.number)
    decays = decay_ds(task.spectra, task.events, task.settings, random)
    rows = np.flatnonzero(accepted(decays, task.settings))
    tracks = tracks_of(decays.muons, rows)
    crossings = respond(tracks, task.settings, random)
    arrays, kept = _events(crossings, len(rows), random)
    gen = _generated(decays, rows[kept])
    tried = {"rounds": np.array([[task.events, len(rows)]])}
    return task.wanted(arrays | gen | tried)


def make_pileup(task: EventTask) -> Arrays:
    """Make events of pile-up alone.

    Parameters
    ----------
    task : EventTask

    Returns
    -------
    arrays : dict
        ``counts`` (E,) of hits, and the hits by `BRANCHES`. Events with too few hits
        for the builder are left out.
    """
    random = random_of(task.seed, _Stream.PILEUP, task.number)
    tracks = pileup_tracks(task.spectra, task.events, task.settings, random)
    parts = [
        respond(tracks, task.settings, random),
        noise(task.events, task.settings, random),
    ]
    arrays, _ = _events(together(parts), task.events, random)
    return task.wanted(arrays)


def tracks_of(muons: Momenta, rows: AnyArray) -> Tracks:
    """Return the three muons of some decays as tracks.

    Parameters
    ----------
    muons : Momenta of (E, 3)
    rows : (K,) int64
        The decays; they become events 0 to K - 1.

    Returns
    -------
    tracks : Tracks
        3 K of them.
    """
    return Tracks(
        np.repeat(np.arange(len(rows)), 3),
        muons.pt[rows].ravel(),
        muons.eta[rows].ravel(),
        muons.phi[rows].ravel(),
        muons.charge[rows].ravel(),
        np.zeros(3 * len(rows), dtype=np.bool_),
    )


def _events(
    crossings: Crossings, number: int, random: np.random.Generator
) -> tuple[dict[str, AnyArray], AnyArray]:
    """Return the events that the builder keeps, and which they are."""
    event, hits = digitised(crossings, random)
    offsets = offsets_from_counts(np.bincount(event, minlength=number))
    keep = cloud_sum(in_first_station(hits), offsets) >= FEWEST_HITS
    chosen = keep[owner(offsets)]
    arrays: dict[str, AnyArray] = {name: hits[name][chosen] for name in BRANCHES}
    arrays["counts"] = np.diff(offsets)[keep]
    return arrays, np.flatnonzero(keep)


def _generated(decays: TauDecays, rows: AnyArray) -> dict[str, AnyArray]:
    """Return what was generated, by the ntuple's names."""
    columns = {}
    for prefix, momenta in (("gen_tau", decays.tau), ("gen_mu", decays.muons)):
        for name in _GEN:
            values: Floats = getattr(momenta, name)[rows].ravel()
            dtype = np.int32 if name == "charge" else np.float32
            columns[f"{prefix}_{_NAMES.get(name, name)}"] = values.astype(dtype)
    return columns
