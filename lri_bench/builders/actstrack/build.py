# SPDX-License-Identifier: MIT
"""Make clouds of tracker events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from lri_bench.builders.actstrack.events import TrackerEvents
from lri_bench.builders.actstrack.sampling import (
    draw,
    sampling_problems,
    tracks_of,
)
from lri_bench.builders.actstrack.selection import (
    KINDS,
    KeptEvents,
    keep_background,
    keep_signal,
)
from lri_bench.builders.product import Product, provenance
from lri_bench.builders.shuffled_split import PAPER_SHARES, shuffled_split
from lri_bench.clouds import Clouds
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.ragged import counts, owner
from lri_bench.types import Shares

__all__ = ["SAMPLING_SEED", "build_events", "clouds_of", "with_drawn_tracks"]

SAMPLING_SEED = 42

_POSITION = ("tx", "ty", "tz")
_FEATURES = (
    "tt", "tpx", "tpy", "tpz", "te", "deltapx", "deltapy", "deltapz", "deltae",
)  # fmt: skip
_DIRECTION = ("tpx", "tpy", "tpz")


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
    parts = [keep_signal(signal), keep_background(background)]
    raise_if(_empty(edition, parts), DataError)
    events = with_drawn_tracks(KeptEvents.concatenate(parts), sampler, seed)
    meta = provenance(edition, ("numpy",), {**signal.sources, **background.sources})
    clouds = clouds_of(events, meta | {"sampler": sampler, "seed": seed})
    findings = [line for part in parts for line in part.findings]
    findings.append(f"tracks drawn with the sampler {sampler}, seed {seed}")
    return Product(clouds, (*findings, *signal.notes, *background.notes))


def with_drawn_tracks(events: KeptEvents, sampler: str, seed: int) -> KeptEvents:
    """Leave the hits of the signal and of the tracks that are drawn.

    Parameters
    ----------
    events : KeptEvents
    sampler : str
        A key of `lri_bench.builders.actstrack.sampling.SAMPLERS`. With
        ``each-event`` it makes no difference which events come together.
    seed : int

    Returns
    -------
    events : KeptEvents
    """
    tracks = tracks_of(events.hits["particle_id"], events.hits.offsets)
    drawn = draw(sampler, seed, tracks, events.kind, events.number)
    return events.with_hits(drawn[tracks.of_hit] | events.label)


def clouds_of(
    events: KeptEvents, meta: Mapping[str, Any], shares: Shares = PAPER_SHARES
) -> Clouds:
    """Lay out all hits of events as clouds.

    Parameters
    ----------
    events : KeptEvents
        Clouds come in this order; the split goes by it.
    meta : mapping
        See `Clouds.meta`.
    shares : (3,) tuple of float
        Train, valid, test.

    Returns
    -------
    clouds : Clouds
        As `build_events` describes them.
    """
    hits = events.hits
    tracks = tracks_of(hits["particle_id"], hits.offsets)
    names = zip(events.kind.tolist(), events.number.tolist(), strict=True)
    first = tracks.offsets[owner(hits.offsets)]
    return Clouds(
        offsets=hits.offsets,
        pos=np.stack([hits[name] for name in _POSITION], 1),
        x=np.stack([hits[name] for name in _FEATURES], 1),
        truth=events.label.astype(np.uint8),
        direction=np.stack([hits[name] for name in _DIRECTION], 1),
        group=(tracks.of_hit - first).astype(np.int32),
        cloud_id=np.array([f"{KINDS[kind]}-{row:06d}" for kind, row in names]),
        y=events.kind.astype(np.uint8),
        split=shuffled_split(len(events.kind), shares=shares),
        point_extra={"particle_id": hits["particle_id"]},
        cloud_extra={
            "num_tracks": counts(tracks.offsets),
            "signal_mass_gev": events.mass.astype(np.float32),
        },
        meta=meta,
    )


def _empty(edition: str, parts: Sequence[KeptEvents]) -> Iterator[Problem]:
    for part in parts:
        if not len(part.kind):
            yield Problem(
                where=edition,
                expected="at least one event of each kind that can be kept",
                got=part.findings[0],
                cause="a source of another kind of event, or in other units",
            )
