# SPDX-License-Identifier: MIT
"""Make clouds of tracker events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lri_bench.builders.actstrack.events import Table, TrackerEvents
from lri_bench.builders.actstrack.sampling import (
    Tracks,
    draw,
    sampling_problems,
    tracks_of,
)
from lri_bench.builders.actstrack.z_pair import find_z_pairs
from lri_bench.builders.product import Product, provenance
from lri_bench.builders.shuffled_split import shuffled_split
from lri_bench.clouds import Clouds
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.ragged import cloud_sum, counts, offsets_from_counts, owner, positions
from lri_bench.types import Bools, Floats, Ints

__all__ = ["SAMPLING_SEED", "build_events"]

SAMPLING_SEED = 42

_POSITION = ("tx", "ty", "tz")
_FEATURES = (
    "tt", "tpx", "tpy", "tpz", "te", "deltapx", "deltapy", "deltapz", "deltae",
)  # fmt: skip
_DIRECTION = ("tpx", "tpy", "tpz")
_KINDS = ("background", "signal")
_NO_MASS_GEV = -1.0  # the authors' mark of an event without a Z


def build_events(
    edition: str,
    signal: TrackerEvents,
    background: TrackerEvents,
    *,
    sampler: str = "each-event",
    seed: int = SAMPLING_SEED,
) -> Product:
    """Build an edition of ActsTrack.

    Parameters
    ----------
    edition : str
        ``actstrack@raw``, ….
    signal, background : TrackerEvents
        Clouds come in this order.
    sampler : str
        A key of `lri_bench.builders.actstrack.sampling.SAMPLERS`.
    seed : int
        Of the sampler.

    Returns
    -------
    product : Product
        With `group` (the track of each hit), `direction` (momentum at the hit,
        GeV), ``cloud_extra["signal_mass_gev"]`` (-1 for background) and
        ``cloud_extra["num_tracks"]``.

    Raises
    ------
    DataError
        If no event is left, or there is no such sampler.
    """
    raise_if(sampling_problems(sampler, seed), DataError)
    parts = [_signal(signal), _background(background)]
    raise_if(_empty(edition, parts), DataError)
    events = _Events.concatenate(parts)
    tracks = tracks_of(events.hits["particle_id"], events.hits.offsets)
    drawn = draw(sampler, seed, tracks, events.kind, events.number)
    meta = provenance(edition, ("numpy",), {**signal.sources, **background.sources})
    clouds = _clouds(events, tracks, drawn, meta | {"sampler": sampler, "seed": seed})
    findings = [line for part in parts for line in part.findings]
    findings.append(f"tracks drawn with the sampler {sampler}, seed {seed}")
    return Product(clouds, (*findings, *signal.notes, *background.notes))


@dataclass(frozen=True, eq=False)
class _Events:
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
    def concatenate(cls, parts: Sequence[_Events]) -> _Events:
        return cls(
            np.concatenate([part.kind for part in parts]),
            np.concatenate([part.number for part in parts]),
            Table.concatenate([part.hits for part in parts]),
            np.concatenate([part.label for part in parts]),
            np.concatenate([part.mass for part in parts]),
        )


def _signal(events: TrackerEvents) -> _Events:
    """Keep events with exactly one pair near the Z that left hits."""
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


def _background(events: TrackerEvents) -> _Events:
    """Keep events with particles and hits."""
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
) -> _Events:
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
    return _Events(
        kind=np.full(len(chosen), _KINDS.index(name)),
        number=events.event_id[chosen],
        hits=events.hits.select(chosen),
        label=label[rows],
        mass=mass[chosen],
        findings=(finding + (f"; dropped: {listed}" if listed else ""),),
    )


def _clouds(
    events: _Events, tracks: Tracks, drawn: Bools, meta: Mapping[str, Any]
) -> Clouds:
    """Lay out the hits of the signal and of the tracks that were drawn."""
    hits = events.hits
    keep = drawn[tracks.of_hit] | events.label
    event = owner(hits.offsets)[keep]
    group, number = _renumbered(tracks.of_hit[keep], event, len(events.kind))
    names = zip(events.kind.tolist(), events.number.tolist(), strict=True)
    return Clouds(
        offsets=offsets_from_counts(np.bincount(event, minlength=len(events.kind))),
        pos=np.stack([hits[name][keep] for name in _POSITION], 1),
        x=np.stack([hits[name][keep] for name in _FEATURES], 1),
        truth=events.label[keep].astype(np.uint8),
        direction=np.stack([hits[name][keep] for name in _DIRECTION], 1),
        group=group.astype(np.int32),
        cloud_id=np.array([f"{_KINDS[kind]}-{row:06d}" for kind, row in names]),
        y=events.kind.astype(np.uint8),
        split=shuffled_split(len(events.kind)),
        point_extra={"particle_id": hits["particle_id"][keep]},
        cloud_extra={
            "num_tracks": number,
            "signal_mass_gev": events.mass.astype(np.float32),
        },
        meta=meta,
    )


def _renumbered(track: Ints, event: Ints, size: int) -> tuple[Ints, Ints]:
    """Count the tracks that are left from 0 in each event, in their order."""
    present, of_hit = np.unique(track, return_inverse=True)
    event_of_track = np.zeros(len(present), dtype=np.int64)
    event_of_track[of_hit] = event
    number = np.bincount(event_of_track, minlength=size)
    first = offsets_from_counts(number)[:-1]
    return of_hit - first[event], number


def _empty(edition: str, parts: Sequence[_Events]) -> Iterator[Problem]:
    for part in parts:
        if not len(part.kind):
            yield Problem(
                where=edition,
                expected="at least one event of each kind that can be kept",
                got=part.findings[0],
                cause="a source of another kind of event, or in other units",
            )
