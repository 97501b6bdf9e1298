# SPDX-License-Identifier: MIT
"""ROOT trees of 2022 and of today give the same clouds; damaged ones are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uproot
from tracker import (
    Event,
    barcode,
    event,
    events,
    no_rows,
    of_2022,
    of_today,
    tables,
    write_root,
)

from lri_bench.build import BuildOptions, build
from lri_bench.builders.actstrack.build import build_events
from lri_bench.builders.actstrack.trees import read_trees
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Clouds

ROOT = Edition("actstrack", "root")
SIGNAL, BACKGROUND = events(4, signal=True), events(4)

# A time is rounded to float32 as ns, as mm, and as ns again: the last two by half a
# unit in the last place each, which are at most 2**-24 of the number.
TIME_ROUNDING = 2**-23


def clouds_of(catalog: Catalog, folder: Path) -> Clouds:
    return build(catalog, ROOT, BuildOptions(source=folder)).clouds


def expected_clouds() -> Clouds:
    return build_events("edition", tables(SIGNAL), tables(BACKGROUND)).clouds


def write_both(folder: Path, form: Callable[[Event], Any] = of_2022, **kw: str) -> Path:
    write_root(folder / "signal", SIGNAL, form, **kw)
    write_root(folder / "bkg", BACKGROUND, form, **kw)
    return folder


def assert_same_but_for_times(found: Clouds, expected: Clouds) -> None:
    theirs = dict(expected.columns())
    for name, column in found.columns():
        if name == "x":
            np.testing.assert_array_equal(column[:, 1:], theirs[name][:, 1:])
            times = column[:, 0], theirs[name][:, 0]
            np.testing.assert_allclose(*times, rtol=TIME_ROUNDING, atol=0)
        else:
            np.testing.assert_array_equal(column, theirs[name], name)


def test_trees_of_2022_are_read(catalog: Catalog, tmp_path: Path) -> None:
    found = clouds_of(catalog, write_both(tmp_path))
    assert found.content_hash() == expected_clouds().content_hash()
    assert set(found.meta["sources"]) == {
        f"{kind}/{name}.root"
        for kind in ("signal", "bkg")
        for name in ("particles_initial", "hits")
    }


@pytest.mark.parametrize("stem", ["particles_initial", "particles_simulation"])
def test_trees_of_today_give_the_same_clouds(
    catalog: Catalog, tmp_path: Path, stem: str
) -> None:
    """Barcodes in five parts, of other names in each tree, and c t in mm."""
    folder = write_both(tmp_path, of_today, particles_file=f"{stem}.root")
    product = build(catalog, ROOT, BuildOptions(source=folder))
    assert_same_but_for_times(product.clouds, expected_clouds())
    told = [line for line in product.findings if "converted to ns" in line]
    assert [Path(line.partition(":")[0]).parent.name for line in told] == [
        "signal",
        "bkg",
    ]


def test_background_may_be_called_so(catalog: Catalog, tmp_path: Path) -> None:
    write_both(tmp_path)
    (tmp_path / "bkg").rename(tmp_path / "background")
    found = clouds_of(catalog, tmp_path)
    assert found.content_hash() == expected_clouds().content_hash()


def test_hits_in_any_order_of_events_are_sorted_by_event(tmp_path: Path) -> None:
    write_root(tmp_path / "signal", SIGNAL)
    path = tmp_path / "signal" / "hits.root"
    with uproot.open(path) as file:
        columns = file["hits"].arrays(library="np")
    order = np.argsort(columns["event_id"] % 2, kind="stable")
    with uproot.recreate(path) as file:
        file.mktree("hits", {n: c.dtype for n, c in columns.items()}).extend(
            {n: c[order] for n, c in columns.items()}
        )
    found, expected = read_trees(tmp_path / "signal"), tables(SIGNAL)
    assert found.hits.offsets.tolist() == expected.hits.offsets.tolist()
    for name, column in expected.hits.columns.items():
        np.testing.assert_array_equal(found.hits[name], column)


def test_events_without_particles_or_hits_are_there_and_empty(tmp_path: Path) -> None:
    bare = replace(event(0), particles=no_rows(event(0).particles))
    silent = replace(event(1), hits=no_rows(event(1).hits))
    write_root(tmp_path / "some", [event(2), bare, silent])
    read = read_trees(tmp_path / "some")
    assert read.event_id.tolist() == [0, 1, 2]
    assert np.diff(read.particles.offsets).tolist() == [12, 0, 12]
    assert np.diff(read.hits.offsets)[2] == 0


@pytest.mark.parametrize("form", [of_2022, of_today])
def test_no_rows_at_all(tmp_path: Path, form: Callable[[Event], Any]) -> None:
    empty = Event(no_rows(event(0).particles), no_rows(event(0).hits))
    write_root(tmp_path / "none", [empty, empty], form)
    read = read_trees(tmp_path / "none")
    assert len(read) == 2
    assert not read.notes
    assert len(read.hits["tx"]) == len(read.particles["px"]) == 0


@pytest.mark.parametrize("form", [of_2022, of_today])
def test_barcodes_that_differ_in_the_lowest_bit_stay_two_tracks(
    tmp_path: Path, form: Callable[[Event], Any]
) -> None:
    """As floating-point numbers these two would be one."""
    high = barcode(1, vertex=4095) | 0xFFFE
    assert float(high) == float(high + 1)
    one = event(0, tracks=2)
    pair = np.array([high, high + 1], dtype=np.uint64)
    index = np.searchsorted(one.particles["particle_id"], one.hits["particle_id"])
    changed = Event(
        one.particles | {"particle_id": pair}, one.hits | {"particle_id": pair[index]}
    )
    write_root(tmp_path / "some", [changed], form)
    read = read_trees(tmp_path / "some")
    assert read.particles["particle_id"].tolist() == [high, high + 1]
    assert read.hits["particle_id"].tolist() == pair[index].tolist()
    assert len(set(read.hits["particle_id"].tolist())) == 2
