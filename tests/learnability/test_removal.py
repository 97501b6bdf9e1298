# SPDX-License-Identifier: MIT
"""What clouds lose, so that sizes do not tell the classes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.clouds import Clouds
from lri_bench.learnability.removal import matched_loss
from lri_bench.learnability.settings import Control
from lri_bench.ragged import counts, offsets_from_counts, owner


def events(seed: int, number: int = 12) -> Clouds:
    """Return events of ten tracks of one to four hits; a positive has two marked."""
    random = np.random.default_rng(seed)
    hits = random.integers(1, 5, (number, 10))
    offsets = offsets_from_counts(hits.sum(axis=1))
    y = (np.arange(number) % 2).astype(np.uint8)
    group = np.concatenate([np.repeat(np.arange(10), row) for row in hits])
    truth = (group < 2) & (y[owner(offsets)] == 1)
    return Clouds(
        offsets=offsets,
        pos=random.normal(size=(len(group), 3)),
        x=np.zeros((len(group), 0)),
        truth=truth.astype(np.uint8),
        group=group.astype(np.int32),
        cloud_id=np.array([f"event-{place}" for place in range(number)]),
        y=y,
        split=np.zeros(number, dtype=np.uint8),
    )


def tracks(clouds: Clouds) -> list[int]:
    each = zip(owner(clouds.offsets).tolist(), clouds.group.tolist(), strict=True)  # type: ignore[union-attr]
    found = [cloud for cloud, _ in set(each)]
    return [found.count(cloud) for cloud in range(len(clouds))]


@given(st.integers(0, 50))
def test_negatives_lose_whole_tracks_as_many_as_positives(seed: int) -> None:
    clouds = events(seed)
    lost = matched_loss(clouds, Control.TRACKS, np.random.default_rng(seed))
    assert tracks(clouds.with_points(~lost)) == [8] * len(clouds)
    positive = clouds.y[owner(clouds.offsets)] == 1
    assert (lost[positive] == (clouds.truth[positive] == 1)).all()


def test_nothing_is_lost_by_negatives_that_positives_contain() -> None:
    clouds = events(1)
    lost = matched_loss(clouds, Control.NOTHING, np.random.default_rng(1))
    assert (lost == (clouds.truth == 1)).all()


def test_marked_points_go_from_negatives_too() -> None:
    clouds = events(1)
    pocket = replace(clouds, truth=np.ones(clouds.points, dtype=np.uint8))
    lost = matched_loss(pocket, Control.MARKED, np.random.default_rng(1))
    assert lost.all()
    assert counts(pocket.with_points(~lost).offsets).tolist() == [0] * len(clouds)


def test_without_tracks_positives_alone_lose_points() -> None:
    clouds = replace(events(1), group=None)
    lost = matched_loss(clouds, Control.TRACKS, np.random.default_rng(1))
    assert (lost == (clouds.truth == 1)).all()
