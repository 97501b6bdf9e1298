# SPDX-License-Identifier: MIT
"""Chunks: reproducible, quiet, and as many as it takes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from lri_bench.builders.actstrack.build import build_events, clouds_of
from lri_bench.builders.actstrack.selection import KeptEvents
from lri_bench.builders.actstrack.sources import read_acts
from lri_bench.errors import DataError
from lri_bench.generators.tracker import enough
from lri_bench.generators.tracker.chunk import Chunk
from lri_bench.generators.tracker.propagation import _detector
from lri_bench.generators.tracker.root_output import write_files
from lri_bench.generators.tracker.settings import TrackerSettings
from lri_bench.generators.tracker.simulate import clouds_chunk, events_chunk
from lri_bench.generators.tracker.tables import (
    arrays_of_events,
    arrays_of_kept,
    events_of,
    kept_of,
)
from lri_bench.parallel import Arrays, Workers

pytest.importorskip("acts")
pytest.importorskip("pythia8mc")

pytestmark = pytest.mark.slow  # generators take seconds to start

SMALL = TrackerSettings(events_per_chunk=3, pileup_mean=1.0)
SIGNAL = Chunk("signal", 5, 1, SMALL)
BACKGROUND = Chunk("background", 5, 1, SMALL)


@cache
def whole(chunk: Chunk) -> Arrays:
    return events_chunk(chunk)


@cache
def drawn(chunk: Chunk) -> Arrays:
    return clouds_chunk(chunk)


def same(one: Arrays, other: Arrays) -> bool:
    return one.keys() == other.keys() and all(
        one[name].dtype == other[name].dtype
        and one[name].tobytes() == other[name].tobytes()
        for name in one
    )


def test_a_chunk_depends_on_nothing_before_and_prints_nothing(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Neither Pythia nor ACTS, whose C++ writes past Python's streams."""
    order = [SIGNAL, BACKGROUND]
    there = [drawn(chunk) for chunk in order]
    _detector.cache_clear()
    back = [clouds_chunk(chunk) for chunk in reversed(order)]
    assert all(map(same, there, reversed(back)))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "other",
    [
        replace(SIGNAL, seed=2),
        replace(SIGNAL, number=6),
        BACKGROUND,
    ],
)
def test_other_chunks_have_other_events(other: Chunk) -> None:
    one, another = (set(whole(c)["particles/px"].tolist()) for c in (SIGNAL, other))
    assert len(one) > 50
    assert len(another) > 20
    assert not one & another


def test_another_field_bends_the_tracks_of_the_same_particles() -> None:
    strong = replace(SIGNAL, settings=replace(SMALL, field_tesla=8.0))
    one, other = whole(SIGNAL), whole(strong)
    for name in one:
        if name.startswith("particles/"):
            assert one[name].tobytes() == other[name].tobytes()
    assert one["hits/tx"].tolist() != other["hits/tx"].tolist()


def test_events_are_numbered_on_through_chunks() -> None:
    assert whole(SIGNAL)["event_id"].tolist() == [15, 16, 17]
    assert set(drawn(SIGNAL)["number"].tolist()) <= {15, 16, 17}


def test_what_a_chunk_keeps_is_what_the_builder_keeps() -> None:
    made = [events_of(whole(chunk)) for chunk in (SIGNAL, BACKGROUND)]
    parts = [kept_of(drawn(chunk)) for chunk in (SIGNAL, BACKGROUND)]
    expected = build_events("edition", *made).clouds
    found = clouds_of(KeptEvents.concatenate(parts), {})
    assert found.content_hash() == expected.content_hash()


def test_arrays_keep_everything() -> None:
    for chunk in (SIGNAL, BACKGROUND):
        made = whole(chunk), drawn(chunk)
        again = arrays_of_events(events_of(made[0])), arrays_of_kept(kept_of(made[1]))
        for arrays, others in zip(made, again, strict=True):
            counted = {name: arrays[name] for name in ("kept", "tried")}
            assert same(arrays, {**others, **counted})


# How many chunks are made. What they hold does not matter here.


def half_kept(chunk: Chunk) -> Arrays:
    size = chunk.settings.events_per_chunk
    return {"kept": np.arange(0, size, 2), "number": np.array([chunk.number])}


def none_kept(chunk: Chunk) -> Arrays:
    return {"kept": np.arange(0), "number": np.array([chunk.number])}


def test_chunks_are_made_until_there_are_enough() -> None:
    first = replace(SIGNAL, number=0, settings=replace(SMALL, events_per_chunk=10))
    made = list(enough.chunks_until(43, first, half_kept, Workers()))
    assert [int(arrays["number"][0]) for arrays in made] == list(range(len(made)))
    assert 5 * len(made) >= 43 > 5 * (len(made) - 1)


def test_it_stops_where_nothing_is_ever_kept() -> None:
    with pytest.raises(DataError, match="none of 6"):
        list(enough.chunks_until(5, SIGNAL, none_kept, Workers()))


def test_trees_of_a_chunk_are_read_as_they_were(tmp_path: Path) -> None:
    made = [events_of(whole(chunk)) for chunk in (SIGNAL, BACKGROUND)]
    for kind, events in zip(("signal", "background"), made, strict=True):
        write_files(tmp_path / kind, [events])
    for events, read in zip(made, read_acts(tmp_path), strict=True):
        assert read.event_id.tolist() == events.event_id.tolist()
        assert read.notes == ()
        for name in ("particles", "hits"):
            found, expected = getattr(read, name), getattr(events, name)
            assert found.offsets.tolist() == expected.offsets.tolist()
            for column, values in found.columns.items():
                assert values.tobytes() == expected[column].tobytes()
