# SPDX-License-Identifier: MIT
"""Make a chunk of events: collide, propagate, lose hits. Nothing but the chunk in."""

from __future__ import annotations

import numpy as np

from lri_bench.builders.actstrack.build import SAMPLING_SEED, with_drawn_tracks
from lri_bench.builders.actstrack.events import TrackerEvents
from lri_bench.builders.actstrack.selection import (
    KeptEvents,
    keep_background,
    keep_signal,
)
from lri_bench.generators.tracker.chunk import Chunk, Purpose
from lri_bench.generators.tracker.collisions import collide
from lri_bench.generators.tracker.efficiency import with_efficiency
from lri_bench.generators.tracker.propagation import propagate
from lri_bench.generators.tracker.tables import (
    arrays_of_events,
    arrays_of_kept,
)
from lri_bench.parallel import Arrays

__all__ = ["SAMPLER", "clouds_chunk", "events_chunk"]

SAMPLER = "each-event"
"""So that a chunk can draw its tracks without knowing the others."""


def events_chunk(chunk: Chunk) -> Arrays:
    """Simulate a chunk of events.

    Parameters
    ----------
    chunk : Chunk

    Returns
    -------
    arrays : mapping of str to array
        See `lri_bench.generators.tracker.tables.events_of`; ``kept`` (K,) int64 are
        the places of the events that the builder keeps, ``tried`` (1,) int64 the hard
        collisions that it took.
    """
    events, tried = _simulate(chunk)
    kept = _keep(chunk, events).number - chunk.first_event
    counted = {"kept": kept, "tried": np.array([tried])}
    return arrays_of_events(events) | counted


def clouds_chunk(chunk: Chunk) -> Arrays:
    """Simulate a chunk of events, and leave what becomes clouds.

    Parameters
    ----------
    chunk : Chunk

    Returns
    -------
    arrays : mapping of str to array
        See `lri_bench.generators.tracker.tables.kept_of`; ``kept`` and ``tried`` as
        of `events_chunk`.
    """
    events, tried = _simulate(chunk)
    kept = _keep(chunk, events)
    drawn = with_drawn_tracks(kept, SAMPLER, SAMPLING_SEED)
    counted = {"kept": kept.number - chunk.first_event, "tried": np.array([tried])}
    return arrays_of_kept(drawn) | counted


def _simulate(chunk: Chunk) -> tuple[TrackerEvents, int]:
    """Return events, and how many hard collisions they took."""
    collisions = collide(chunk)
    settings = chunk.settings
    crossings = propagate(
        collisions.particles,
        seed=chunk.acts_seed(),
        field_tesla=settings.field_tesla,
    )
    random = chunk.generator(Purpose.EFFICIENCY)
    hits = with_efficiency(crossings, settings.hit_efficiency, random)
    number = chunk.first_event + np.arange(settings.events_per_chunk)
    return TrackerEvents(number, collisions.particles, hits), collisions.tried


def _keep(chunk: Chunk, events: TrackerEvents) -> KeptEvents:
    keep = keep_signal if chunk.kind == "signal" else keep_background
    return keep(events)
