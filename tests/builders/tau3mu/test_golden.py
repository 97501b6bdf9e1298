# SPDX-License-Identifier: MIT
"""Every column is the authors', and unmixed trees make the record's events."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from muons import PILEUP_FILE, SIGNAL_FILE

from lri_bench.build import BuildOptions, build
from lri_bench.builders.tau3mu.build import build_events
from lri_bench.builders.tau3mu.events import MuonEvents
from lri_bench.builders.tau3mu.trees import mix, read_ntuple
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Clouds, Split

RAW = Edition("tau3mu", "raw")
SPLITS = {"train": Split.TRAIN, "valid": Split.VALID, "test": Split.TEST}


def test_every_column_is_the_authors(
    mirror: Path, golden: Path, catalog: Catalog
) -> None:
    clouds = build(catalog, RAW, BuildOptions(source=mirror)).clouds
    with np.load(golden / "tau3mu.npz") as arrays:
        expected = dict(arrays)
    columns = {
        "offsets": clouds.offsets,
        "pos": clouds.pos,
        "x": clouds.x,
        "node_label": clouds.truth,
        "y": clouds.y,
    }
    assert columns.keys() | {f"split_{name}" for name in SPLITS} == expected.keys()
    for name, column in columns.items():
        np.testing.assert_array_equal(column.ravel(), expected[name].ravel(), name)
    for name, split in SPLITS.items():
        found = np.flatnonzero(clouds.split == split)
        np.testing.assert_array_equal(found, np.sort(expected[f"split_{name}"]))


def as_set(clouds: Clouds) -> set[bytes]:
    """Return the content of each cloud, without its name and its place."""
    columns = [clouds.pos, clouds.x, clouds.truth[:, np.newaxis].astype(np.float32)]
    rows = np.hstack(columns)
    bounds = zip(clouds.offsets[:-1], clouds.offsets[1:], clouds.y, strict=True)
    return {bytes([y]) + rows[first:last].tobytes() for first, last, y in bounds}


def in_order(primary: Path) -> MuonEvents:
    """Mix pile-up event i with signal event i, as the record's file was made."""
    signal = read_ntuple(primary / "tau3mu" / SIGNAL_FILE)
    pileup = read_ntuple(primary / "tau3mu" / PILEUP_FILE)
    return mix(signal, pileup, np.arange(len(pileup)))


def test_trees_mixed_in_order_are_the_events_of_the_record(
    mirror: Path, primary: Path, catalog: Catalog
) -> None:
    """The record's rows were shuffled afterwards."""
    expected = build(catalog, RAW, BuildOptions(source=mirror)).clouds
    found = build_events("edition", in_order(primary)).clouds
    assert len(found) == len(expected)
    assert len(as_set(found)) == len(found)
    assert as_set(found) == as_set(expected)


def test_trees_mixed_at_random_have_the_same_signal(
    primary: Path, catalog: Catalog
) -> None:
    expected = build_events("edition", in_order(primary)).clouds
    source = primary / "tau3mu"
    root = Edition("tau3mu", "root")
    found = build(catalog, root, BuildOptions(source=source)).clouds
    names = expected.cloud_id[expected.y == 1].tolist()
    assert found.cloud_id[found.y == 1].tolist() == names
    for name in ("pos", "x"):
        ours, theirs = getattr(found, name), getattr(expected, name)
        np.testing.assert_array_equal(
            ours[found.truth == 1], theirs[expected.truth == 1]
        )
    assert as_set(found) != as_set(expected)
    other = build(catalog, root, BuildOptions(source=source, seed=1)).clouds
    assert as_set(other) != as_set(found)
    assert (found.meta["seed"], other.meta["seed"]) == (42, 1)
