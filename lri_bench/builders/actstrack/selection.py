# SPDX-License-Identifier: MIT
"""Decide which tracker events are kept, and which of their hits are important."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lri_bench.builders.actstrack.events import Table, TrackerEvents
from lri_bench.builders.actstrack.z_pair import find_z_pairs
from lri_bench.ragged import cloud_sum, counts, owner, positions
from lri_bench.types import Bools, Floats, Ints

__all__ = ["KINDS", "KeptEvents", "keep_background", "keep_signal"]

KINDS = ("background", "signal")
"""By class."""

_NO_MASS_GEV = -1.0  # the authors' mark of an event without a Z


@dataclass(frozen=True, eq=False)
class KeptEvents:
    """Events that are kept.

    Attributes
    ----------
    kind : (E,) int64
        1 signal, 0 background; this is the class.
    number : (E,) int64
        Among the events of its kind in the source.
    hits : Table
    label : (H,) bool
        Whether a lepton of the Z left the hit.
    mass : (E,) float64, GeV
        Invariant mass of the pair, or `_NO_MASS_GEV`.
    findings : tuple of str
        What was dropped.
    """

    kind: Ints
    number: Ints
    hits: Table
    label: Bools
    mass: Floats
    findings: tuple[str, ...] = ()

    @classmethod
    def concatenate(cls, parts: Sequence[KeptEvents]) -> KeptEvents:
        """Lay events one after the other; findings are left to the caller."""
        return cls(
            np.concatenate([part.kind for part in parts]),
            np.concatenate([part.number for part in parts]),
            Table.concatenate([part.hits for part in parts]),
            np.concatenate([part.label for part in parts]),
            np.concatenate([part.mass for part in parts]),
        )

    def first(self, events: int) -> KeptEvents:
        """Return the first events alone."""
        stop = self.hits.offsets[events]
        return KeptEvents(
            self.kind[:events],
            self.number[:events],
            self.hits.select(np.arange(events)),
            self.label[:stop],
            self.mass[:events],
            self.findings,
        )

    def with_hits(self, keep: Bools) -> KeptEvents:
        """Return the same events, with some of the hits.

        Parameters
        ----------
        keep : (H,) bool
        """
        return replace(self, hits=self.hits.where(keep), label=self.label[keep])


def keep_signal(events: TrackerEvents) -> KeptEvents:
    """Keep events with exactly one pair near the Z that left hits.

    Parameters
    ----------
    events : TrackerEvents

    Returns
    -------
    kept : KeptEvents
    """
    pairs = find_z_pairs(events.particles)
    event = owner(events.hits.offsets)
    pair = pairs.particle_id[event]
    label = (events.hits["particle_id"][:, np.newaxis] == pair).any(1)
    seen = cloud_sum(label, events.hits.offsets) > 0
    reasons = {
        **_empty_tables(events),
        "no pair near the mass of the Z": pairs.number == 0,
        "several pairs near the mass of the Z": pairs.number > 1,
        "the pair left no hit": ~seen,
    }
    return _kept("signal", events, reasons, label, pairs.mass)


def keep_background(events: TrackerEvents) -> KeptEvents:
    """Keep events with particles and hits.

    Parameters
    ----------
    events : TrackerEvents

    Returns
    -------
    kept : KeptEvents
    """
    label = np.zeros(len(events.hits["particle_id"]), dtype=np.bool_)
    mass = np.full(len(events), _NO_MASS_GEV)
    return _kept("background", events, _empty_tables(events), label, mass)


def _empty_tables(events: TrackerEvents) -> dict[str, Bools]:
    return {
        "no particles": counts(events.particles.offsets) == 0,
        "no hits": counts(events.hits.offsets) == 0,
    }


def _kept(
    name: str,
    events: TrackerEvents,
    reasons: Mapping[str, Bools],
    label: Bools,
    mass: Floats,
) -> KeptEvents:
    """Leave out events for the first reason that there is."""
    dropped = np.zeros(len(events), dtype=np.bool_)
    told = []
    for reason, applies in reasons.items():
        told.append((int((applies & ~dropped).sum()), reason))
        dropped |= applies
    chosen = np.flatnonzero(~dropped)
    listed = "; ".join(f"{number:,} {reason}" for number, reason in told if number)
    finding = f"{len(chosen):,} of {len(events):,} {name} events kept"
    rows = positions(events.hits.offsets, chosen)
    return KeptEvents(
        kind=np.full(len(chosen), KINDS.index(name)),
        number=events.event_id[chosen],
        hits=events.hits.select(chosen),
        label=label[rows],
        mass=mass[chosen],
        findings=(finding + (f"; dropped: {listed}" if listed else ""),),
    )
