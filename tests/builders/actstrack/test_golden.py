# SPDX-License-Identifier: MIT
"""With the authors' sampler every column is theirs; ROOT gives what pickles give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lri_bench.build import BuildOptions, build
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Split

GOLDEN = {"raw": "actstrack.npz", "raw-4T": "actstrack_4T.npz"}
SPLITS = {"train": Split.TRAIN, "valid": Split.VALID, "test": Split.TEST}


@pytest.mark.parametrize("edition", GOLDEN)
def test_every_column_is_the_authors(
    mirror: Path, golden: Path, catalog: Catalog, edition: str
) -> None:
    options = BuildOptions(source=mirror, sampler="legacy")
    clouds = build(catalog, Edition("actstrack", edition), options).clouds
    with np.load(golden / GOLDEN[edition]) as arrays:
        expected = dict(arrays)
    columns = {
        "offsets": clouds.offsets,
        "pos": clouds.pos,
        "x": clouds.x,
        "node_dir": clouds.direction,
        "node_label": clouds.truth,
        "track_ids": clouds.group,
        "y": clouds.y,
        "signal_im": clouds.cloud_extra["signal_mass_gev"],
        "num_tracks": clouds.cloud_extra["num_tracks"],
    }
    splits = {f"split_{name}" for name in SPLITS}
    assert columns.keys() | splits == expected.keys()
    for name, column in columns.items():
        np.testing.assert_array_equal(column.ravel(), expected[name].ravel(), name)
    for name, split in SPLITS.items():
        found = np.flatnonzero(clouds.split == split)
        np.testing.assert_array_equal(found, np.sort(expected[f"split_{name}"]))


@pytest.mark.slow
@pytest.mark.parametrize("sampler", ["legacy", "each-event"])
def test_trees_give_the_clouds_that_pickles_give(
    mirror: Path, primary: Path, catalog: Catalog, sampler: str
) -> None:
    hashes = []
    for edition, source in (("raw", mirror), ("root", primary / "acts_2T")):
        options = BuildOptions(source=source, sampler=sampler)
        product = build(catalog, Edition("actstrack", edition), options)
        hashes.append(product.clouds.content_hash())
    assert hashes[0] == hashes[1]


def test_the_other_sampler_keeps_the_same_signal(
    mirror: Path, catalog: Catalog
) -> None:
    """It draws other tracks of the same events."""
    theirs, ours = (
        build(
            catalog,
            Edition("actstrack", "raw"),
            BuildOptions(source=mirror, sampler=sampler),
        ).clouds
        for sampler in ("legacy", None)
    )
    assert ours.cloud_id.tolist() == theirs.cloud_id.tolist()
    assert ours.meta["sampler"] == "each-event"
    for name in ("pos", "direction", "x"):
        column, expected = getattr(ours, name), getattr(theirs, name)
        np.testing.assert_array_equal(
            column[ours.truth == 1], expected[theirs.truth == 1]
        )
    assert ours.points != theirs.points
