# SPDX-License-Identifier: MIT
"""Which tracks are drawn: nobody's order matters, and the authors' loop is met."""

from __future__ import annotations

import itertools
import random
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.builders.actstrack.sampling import (
    SAMPLERS,
    TRACKS,
    draw,
    sampling_problems,
    tracks_of,
)
from lri_bench.ragged import offsets_from_counts


class Hits(NamedTuple):
    """An event: its kind (1 signal), its number, and the barcode of each hit."""

    kind: int
    number: int
    barcodes: list[int]


def drawn(sampler: str, seed: int, events: list[Hits]) -> list[set[int]]:
    """Return the barcodes that are drawn in each event."""
    flat = np.array([b for event in events for b in event.barcodes], dtype=np.uint64)
    offsets = offsets_from_counts([len(event.barcodes) for event in events])
    tracks = tracks_of(flat, offsets)
    kind = np.array([event.kind for event in events], dtype=np.int64)
    number = np.array([event.number for event in events], dtype=np.int64)
    kept = draw(sampler, seed, tracks, kind, number)[tracks.of_hit]
    bounds = itertools.pairwise(offsets)
    return [set(flat[a:b][kept[a:b]].tolist()) for a, b in bounds]


# Few barcodes, so that events share them; some differ in the lowest of 64 bits.
BARCODES = st.lists(
    st.sampled_from([0, 1, 2, 2**52, 2**63, 2**63 + 1, 2**64 - 2, 2**64 - 1]),
    min_size=1,
    max_size=30,
)


@st.composite
def several_events(draw_from: st.DrawFn) -> list[Hits]:
    lists = draw_from(st.lists(BARCODES, min_size=1, max_size=6))
    kinds = draw_from(st.lists(st.integers(0, 1), min_size=6, max_size=6))
    return [Hits(kinds[i], 3 * i, barcodes) for i, barcodes in enumerate(lists)]


SEEDS = st.integers(0, 2**32 - 1)


@given(several_events(), SEEDS, st.randoms(use_true_random=False))
def test_neither_the_order_of_hits_nor_that_of_events_matters(
    events: list[Hits], seed: int, shuffler: random.Random
) -> None:
    expected = drawn("each-event", seed, events)
    order = list(range(len(events)))
    shuffler.shuffle(order)
    mixed = []
    for place in order:
        barcodes = list(events[place].barcodes)
        shuffler.shuffle(barcodes)
        mixed.append(events[place]._replace(barcodes=barcodes))
    found = drawn("each-event", seed, mixed)
    assert [found[order.index(i)] for i in range(len(events))] == expected


@given(several_events(), SEEDS)
def test_other_events_do_not_matter(events: list[Hits], seed: int) -> None:
    expected = drawn("each-event", seed, events)
    alone = [drawn("each-event", seed, [event])[0] for event in events]
    assert alone == expected


@given(several_events(), SEEDS)
def test_the_authors_sampler_is_a_plain_loop(events: list[Hits], seed: int) -> None:
    """One legacy generator, one `choice` an event, among ids as they come."""
    generator = np.random.RandomState(seed)
    expected = []
    for event in events:
        present = np.array(list(dict.fromkeys(event.barcodes)), dtype=np.uint64)
        picked = generator.choice(present, TRACKS - 2 * event.kind)
        expected.append(set(picked.tolist()))
    assert drawn("legacy", seed, events) == expected


@given(several_events(), SEEDS, st.sampled_from(sorted(SAMPLERS)))
def test_draws_are_some_of_the_tracks_of_their_event(
    events: list[Hits], seed: int, sampler: str
) -> None:
    for event, found in zip(events, drawn(sampler, seed, events), strict=True):
        assert found <= set(event.barcodes)
        assert 1 <= len(found) <= TRACKS - 2 * event.kind


@given(several_events())
def test_tracks_are_counted_as_they_come(events: list[Hits]) -> None:
    flat = np.array([b for event in events for b in event.barcodes], dtype=np.uint64)
    offsets = offsets_from_counts([len(event.barcodes) for event in events])
    tracks = tracks_of(flat, offsets)
    found: list[int] = []
    sizes, by_barcode = [], []
    for event in events:
        seen = {barcode: i for i, barcode in enumerate(dict.fromkeys(event.barcodes))}
        first = sum(sizes)
        found += [first + seen[barcode] for barcode in event.barcodes]
        by_barcode += [first + seen[barcode] for barcode in sorted(seen)]
        sizes.append(len(seen))
    assert tracks.of_hit.tolist() == found
    assert np.diff(tracks.offsets).tolist() == sizes
    assert tracks.by_barcode.tolist() == by_barcode


def each(seed: int, kind: int, number: int, tracks: int = 1000) -> set[int]:
    return drawn("each-event", seed, [Hits(kind, number, list(range(tracks)))])[0]


def test_seed_kind_and_number_each_make_another_draw() -> None:
    """Ten of a thousand tracks: that two draws are equal has odds below 1 in 1e20."""
    draws = [each(1, 0, 5), each(2, 0, 5), each(1, 0, 6), each(5, 0, 1)]
    assert len(set(map(frozenset, draws))) == len(draws)
    # A signal event draws two less, and not the first eight of those.
    assert not each(1, 1, 5) <= each(1, 0, 5)


def test_every_track_is_as_likely_as_another() -> None:
    """Of ten draws among four tracks each comes with 1 - 0.75**10, by the binomial."""
    size, tracks = 2000, 4
    events = [Hits(0, number, list(range(tracks))) for number in range(size)]
    found = drawn("each-event", 7, events)
    share = 1 - (1 - 1 / tracks) ** TRACKS
    # Five standard deviations of a binomial; the seed is fixed, so it holds or not.
    most = 5 * np.sqrt(share * (1 - share) / size)
    for track in range(tracks):
        came = np.mean([track in chosen for chosen in found])
        assert came == pytest.approx(share, abs=float(most))


@pytest.mark.parametrize(
    ("sampler", "seed", "told"),
    [
        ("legcy", 1, "did you mean legacy"),
        ("each-event", -1, "0 or more"),
        ("legacy", -1, "4,294,967,295"),
        ("legacy", 2**32, "4,294,967,296"),
    ],
)
def test_samplers_and_seeds_that_there_are_not_are_told(
    sampler: str, seed: int, told: str
) -> None:
    (problem,) = sampling_problems(sampler, seed)
    assert told in str(problem)


def test_every_other_seed_is_taken() -> None:
    for sampler, seed in (("legacy", 2**32 - 1), ("each-event", 2**200)):
        assert not list(sampling_problems(sampler, seed))
        assert drawn(sampler, seed, [Hits(0, 0, [1, 2])])[0] <= {1, 2}


def test_no_events_draw_nothing() -> None:
    empty: npt.NDArray[np.int64] = np.empty(0, dtype=np.int64)
    tracks = tracks_of(empty.astype(np.uint64), offsets_from_counts([]))
    assert len(draw("each-event", 1, tracks, empty, empty)) == 0
