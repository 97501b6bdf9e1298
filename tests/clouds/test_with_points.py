# SPDX-License-Identifier: MIT
"""Clouds that lose points."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.clouds import Alternatives, Clouds
from lri_bench.ragged import offsets_from_counts


def clouds_of(sizes: list[int]) -> Clouds:
    """Return clouds whose every column holds the number of the point."""
    offsets = offsets_from_counts(sizes)
    points = np.arange(offsets[-1])
    number = np.arange(len(sizes)) % 3
    inner = Clouds(
        offsets=np.arange(len(sizes) + 1),
        pos=np.zeros((len(sizes), 3)),
        x=np.zeros((len(sizes), 0)),
        truth=np.zeros(len(sizes), dtype=np.uint8),
        cloud_id=np.array([f"ligand-{place}" for place in range(len(sizes))], np.str_),
        y=np.zeros(len(sizes), dtype=np.uint8),
        split=np.zeros(len(sizes), dtype=np.uint8),
    )
    masks = [
        (np.arange(size) + each) % 2
        for size, times in zip(sizes, number, strict=True)
        for each in range(times)
    ]
    return Clouds(
        offsets=offsets,
        pos=np.stack([points, points], axis=1),
        x=points[:, np.newaxis],
        truth=points % 2,
        direction=np.stack([points, points], axis=1),
        group=points,
        alternatives=Alternatives(number, np.concatenate([[], *masks])),
        cloud_id=np.array([f"cloud-{place}" for place in range(len(sizes))], np.str_),
        y=np.zeros(len(sizes), dtype=np.uint8),
        split=np.zeros(len(sizes), dtype=np.uint8),
        point_extra={"place": points},
        context={"ligand": inner},
    )


@given(st.lists(st.integers(0, 5), max_size=5), st.randoms())
def test_every_column_keeps_the_points_that_stay(
    sizes: list[int], random: object
) -> None:
    clouds = clouds_of(sizes)
    keep = np.array(
        [random.random() < 0.5 for _ in range(clouds.points)],  # type: ignore[attr-defined]
        dtype=np.bool_,
    )
    left = clouds.with_points(keep)
    assert left.group is not None
    assert left.alternatives is not None
    assert clouds.alternatives is not None
    chosen = np.flatnonzero(keep)
    for column in (left.group, left.x[:, 0], left.pos[:, 1], left.point_extra["place"]):
        assert column.tolist() == chosen.tolist()
    assert left.cloud_id.tolist() == clouds.cloud_id.tolist()
    assert len(left.context["ligand"]) == len(clouds)
    for cloud in range(len(clouds)):
        part = slice(*clouds.offsets[cloud : cloud + 2])
        assert left.offsets[cloud + 1] - left.offsets[cloud] == keep[part].sum()
        before = clouds.alternatives.of(clouds.offsets, cloud)
        after = left.alternatives.of(left.offsets, cloud)
        assert after.tolist() == before[:, keep[part]].tolist()


def test_nothing_changes_where_all_stay() -> None:
    clouds = clouds_of([2, 0, 3])
    left = clouds.with_points(np.ones(5, dtype=np.bool_))
    assert left.content_hash() == clouds.content_hash()
