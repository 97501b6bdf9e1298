# SPDX-License-Identifier: MIT
"""The record's pickles: what they may be, and what is told of others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import forge
import numpy as np
import pytest
from tracker import Event, barcode, event, events, no_rows, tables, write_pickles

from lri_bench.build import BuildOptions, build
from lri_bench.builders.actstrack.build import build_events
from lri_bench.builders.actstrack.pickles import read_pickles
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.errors import DataError

NO_COLUMNS = forge.frame((), (), [forge.names_of(()), forge.names_of(())])


def write(folder: Path, signal: Any) -> Path:
    """Write any value in place of the signal events."""
    write_pickles(folder, events(1, signal=True), events(1))
    path = folder / "raw_2T" / "signal_events_2T.pkl"
    path.write_bytes(forge.forged(signal))
    return folder


def parts(one: Event) -> list[Any]:
    return [forge.frame_of(c) for c in (one.particles, one.particles, one.hits)]


def problem_of(folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_pickles(folder, "2T")
    for problem in caught.value.problems:
        assert "signal_events_2T.pkl" in problem.where
        assert problem.cause
    return str(caught.value)


def test_pickles_give_the_clouds_of_their_tables(
    catalog: Catalog, tmp_path: Path
) -> None:
    signal, background = events(3, signal=True), events(3)
    write_pickles(tmp_path, signal, background)
    options = BuildOptions(source=tmp_path)
    found = build(catalog, Edition("actstrack", "raw"), options).clouds
    expected = build_events("edition", tables(signal), tables(background)).clouds
    assert found.content_hash() == expected.content_hash()
    assert list(found.meta["sources"]) == ["signal_events_2T.pkl", "bkg_events_2T.pkl"]


def test_events_without_rows_do_not_change_the_others(tmp_path: Path) -> None:
    """Frames without rows may have columns of objects, or none at all."""
    one = event(0, signal=True)
    empty = {name: np.empty(0, dtype=np.float64) for name in one.hits}
    names = list(one.hits)
    objects = forge.block(forge.array_of((len(names), 0), "O8", []), 0, len(names))
    listed = [
        tuple(parts(one)),
        (*parts(one)[:2], forge.frame_of(empty)),
        (*parts(one)[:2], forge.frame(names, [objects])),
        (*parts(one)[:2], NO_COLUMNS),
        (NO_COLUMNS, NO_COLUMNS, parts(one)[2]),
        tuple(parts(replace(one, hits=no_rows(one.hits)))),
        tuple(parts(one)),
    ]
    signal, _ = read_pickles(write(tmp_path, listed), "2T")
    hits = len(one.hits["tx"])
    assert np.diff(signal.hits.offsets).tolist() == [hits, 0, 0, 0, hits, 0, hits]
    assert np.diff(signal.particles.offsets).tolist() == [12, 12, 12, 12, 0, 12, 12]
    assert signal.hits["particle_id"].dtype == np.uint64
    assert signal.hits["tx"].dtype == np.float32


@pytest.mark.parametrize("kind", [np.int64, np.uint64])
def test_barcodes_keep_all_bits(tmp_path: Path, kind: type) -> None:
    """Of one event they are signed, of the other they cannot be."""
    high = barcode(1, vertex=4095)
    ids = [[barcode(1), barcode(1) + 1], [high, high + 1]]
    made = []
    for number, (identifier, dtype) in enumerate(
        zip(ids, (kind, np.uint64), strict=True)
    ):
        one = event(number, tracks=2)
        values = np.array(identifier, dtype=dtype)
        index = np.searchsorted(one.particles["particle_id"], one.hits["particle_id"])
        made.append(
            Event(
                one.particles | {"particle_id": values},
                one.hits | {"particle_id": values[index]},
            )
        )
    folder = write(tmp_path, [tuple(parts(one)) for one in made])
    signal, _ = read_pickles(folder, "2T")
    assert signal.particles["particle_id"].tolist() == ids[0] + ids[1]
    assert len(set(signal.hits["particle_id"].tolist())) == 4


def test_barcodes_as_floats_are_told(tmp_path: Path) -> None:
    one = event(0)
    ids = one.hits["particle_id"].astype(np.float64)
    changed = replace(one, hits=one.hits | {"particle_id": ids})
    told = problem_of(write(tmp_path, [tuple(parts(event(1))), tuple(parts(changed))]))
    assert "expected  integers" in told
    assert "of which floating-point numbers keep 53" in told


@pytest.mark.parametrize(("place", "name"), [(0, "px"), (0, "m"), (2, "te")])
def test_columns_that_are_not_there_are_told(
    tmp_path: Path, place: int, name: str
) -> None:
    one = event(0)
    columns = dict(one.particles if place == 0 else one.hits)
    del columns[name]
    listed = parts(one)
    listed[place] = forge.frame_of(columns)
    assert f"events without {name}" in problem_of(write(tmp_path, [tuple(listed)]))


def test_columns_of_text_are_told(tmp_path: Path) -> None:
    one = event(0)
    rows = len(one.hits["tx"])
    numbers = {name: c for name, c in one.hits.items() if name != "tx"}
    blocks = [
        forge.block(forge.array(c[np.newaxis]), place, place + 1)
        for place, c in enumerate(numbers.values())
    ]
    text = forge.block(forge.objects(["1.0"] * rows), len(numbers), len(numbers) + 1)
    hits = forge.frame([*numbers, "tx"], [*blocks, text])
    told = problem_of(write(tmp_path, [(*parts(one)[:2], hits)]))
    assert "tx\n  expected  numbers\n  got       object" in told


FRAMES = tuple(parts(event(0)))


@pytest.mark.parametrize(
    ("value", "got"),
    [
        ([], "list without events"),
        ({}, "dict without events"),
        (FRAMES[0], "Frame without events"),
        ([FRAMES[:2]], "1 of 1 events of another kind"),
        ([FRAMES, (*FRAMES, FRAMES[0])], "1 of 2 events of another kind"),
        ([FRAMES, FRAMES[0], None], "2 of 3 events of another kind"),
        ([(FRAMES[0], None, FRAMES[2])], "1 of 1 events of another kind"),
    ],
    ids=["no events", "a dict", "a frame", "two", "four", "no tuple", "None"],
)
def test_what_is_no_list_of_three_frames_is_told(
    tmp_path: Path, value: Any, got: str
) -> None:
    told = problem_of(write(tmp_path, value))
    assert f"got       {got}" in told
    assert "a list of events, each three DataFrames" in told


def test_a_file_that_was_cut_off_is_told(tmp_path: Path) -> None:
    write_pickles(tmp_path, events(1, signal=True), events(1))
    path = tmp_path / "raw_2T" / "signal_events_2T.pkl"
    path.write_bytes(path.read_bytes()[:-100])
    assert "a pickle of plain arrays and containers" in problem_of(tmp_path)
