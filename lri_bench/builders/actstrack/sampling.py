# SPDX-License-Identifier: MIT
"""Draw the tracks of an event that are kept beside those of the signal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from lri_bench.errors import Problem, unknown_name
from lri_bench.ragged import offsets_from_counts, owner
from lri_bench.types import AnyArray, Bools, Ints, Offsets

__all__ = [
    "SAMPLERS",
    "TRACKS",
    "Sampler",
    "Tracks",
    "draw",
    "sampling_problems",
    "tracks_of",
]

_LEGACY_SEED_BITS = 32

TRACKS = 10
"""Tracks of an event, those of the signal among them; drawn ones may repeat."""


@dataclass(frozen=True, eq=False)
class Tracks:
    """The particles that left hits, event by event.

    Attributes
    ----------
    offsets : (E + 1,) int64
        Event `e` has the tracks ``offsets[e]:offsets[e + 1]``, in the order in
        which they first come among its hits.
    of_hit : (H,) int64
        The track of each hit, counted through all events.
    by_barcode : (T,) int64
        The tracks of each event once more, in the order of their barcodes.
    """

    offsets: Offsets
    of_hit: Ints
    by_barcode: Ints


def tracks_of(barcode: AnyArray, offsets: Offsets) -> Tracks:
    """Find the tracks of each event.

    Parameters
    ----------
    barcode : (H,) uint64
        Of the particle that left each hit.
    offsets : (E + 1,) int64
        Hits of each event.

    Returns
    -------
    tracks : Tracks
    """
    event = owner(offsets)
    order = np.lexsort((barcode, event))  # stable: a track's first hit comes first
    starts = np.ones(len(order), dtype=np.bool_)
    same_event = event[order][1:] == event[order][:-1]
    starts[1:] = ~(same_event & (barcode[order][1:] == barcode[order][:-1]))
    first_hit = order[starts]  # of each track, sorted by event and barcode
    rank = np.empty(len(first_hit), dtype=np.int64)
    rank[np.argsort(first_hit)] = np.arange(len(first_hit))
    of_hit = np.empty(len(order), dtype=np.int64)
    of_hit[order] = rank[np.cumsum(starts) - 1]
    sizes = np.bincount(event[first_hit], minlength=len(offsets) - 1)
    return Tracks(offsets_from_counts(sizes), of_hit, rank)


Event = tuple[int, int, int, int]
"""Kind (1 signal, 0 background), number, how many tracks, how many to draw."""

Sampler = Callable[[int, Iterable[Event]], Iterator[Ints]]
"""Gets a seed and events; yields places among the tracks of each."""


def _each_event(seed: int, events: Iterable[Event]) -> Iterator[Ints]:
    """Draw by (seed, kind, number): no event depends on another."""
    for kind, number, tracks, wanted in events:
        yield np.random.default_rng((seed, kind, number)).integers(tracks, size=wanted)


def _legacy(seed: int, events: Iterable[Event]) -> Iterator[Ints]:
    """Draw as the LRI authors did: one generator, one event after the other."""
    generator = np.random.RandomState(seed)
    for _, _, tracks, wanted in events:
        yield generator.choice(tracks, wanted)


SAMPLERS: dict[str, Sampler] = {"each-event": _each_event, "legacy": _legacy}
"""By the name that a person chooses."""


def sampling_problems(sampler: str, seed: int) -> Iterator[Problem]:
    """Tell a sampler that there is not, and seeds that it does not take."""
    if sampler not in SAMPLERS:
        yield unknown_name("--sampler", sampler, SAMPLERS, "lri-bench build --help")
    elif seed < 0 or (sampler == "legacy" and seed >> _LEGACY_SEED_BITS):
        yield Problem(
            where="--seed",
            expected=f"0 to {2**_LEGACY_SEED_BITS - 1:,} for the sampler legacy"
            if sampler == "legacy"
            else "0 or more",
            got=f"{seed:,}",
            cause="numpy's generator takes no other",
        )


def draw(sampler: str, seed: int, tracks: Tracks, kind: Ints, number: Ints) -> Bools:
    """Draw tracks of each event, with replacement.

    Parameters
    ----------
    sampler : str
        A key of `SAMPLERS`. ``legacy`` counts tracks in the order in which they
        come among the hits, the other in the order of their barcodes, so that the
        order of hits in a file does not matter.
    seed : int
    tracks : Tracks
    kind : (E,) int64
        1 signal, 0 background. Two tracks of a signal event are those of the Z,
        which are kept in any case.
    number : (E,) int64
        Of the event among those of its kind.

    Returns
    -------
    drawn : (T,) bool
        Which tracks were drawn.
    """
    first, last = tracks.offsets[:-1], tracks.offsets[1:]
    events = zip(
        kind.tolist(),
        number.tolist(),
        (last - first).tolist(),
        (TRACKS - 2 * kind).tolist(),
        strict=True,
    )
    places = list(SAMPLERS[sampler](seed, events))
    flat = np.concatenate([np.empty(0, np.int64), *places])
    chosen = flat + np.repeat(first, [len(place) for place in places])
    if sampler != "legacy":
        chosen = tracks.by_barcode[chosen]
    drawn = np.zeros(int(tracks.offsets[-1]), dtype=np.bool_)
    drawn[chosen] = True
    return drawn
