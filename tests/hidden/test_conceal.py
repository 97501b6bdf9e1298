# SPDX-License-Identifier: MIT
"""Order and names tell nothing any more, and every cloud is still what it was."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from hiding import made, sizes_of_clouds
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.builders.product import Product
from lri_bench.catalog.editions import Edition
from lri_bench.clouds import Clouds, Split
from lri_bench.hidden.conceal import conceal, shuffled
from lri_bench.hidden.secret import Purpose, Secret

seeds = st.integers(0, 2**128 - 1)
EDITION = Edition("synmol", "hidden")


def rows(clouds: Clouds, place: int) -> list[tuple[Any, ...]]:
    """Return everything that belongs to each point of a cloud, sorted."""
    part = slice(*clouds.offsets[place : place + 2].tolist())
    columns = [clouds.pos[part], clouds.x[part], clouds.truth[part, np.newaxis]]
    columns += [value[part, np.newaxis] for value in clouds.point_extra.values()]
    if clouds.direction is not None and clouds.group is not None:
        columns += [clouds.direction[part], clouds.group[part, np.newaxis]]
    if clouds.alternatives is not None:
        columns.append(clouds.alternatives.of(clouds.offsets, place).T)
    return sorted(map(tuple, np.hstack(columns).tolist()))


@given(sizes_of_clouds, seeds)
def test_points_stay_with_all_that_is_theirs(sizes: list[int], seed: int) -> None:
    before = made(sizes, 1, 2)
    after = shuffled(before, seed)
    assert len(after) == len(before)
    names = before.cloud_id.tolist()
    for place, name in enumerate(after.cloud_extra["made_as"].tolist()):
        old = names.index(name)
        assert rows(after, place) == rows(before, old)
        assert after.y[place] == before.y[old]
        assert after.cloud_extra["row"][place] == before.cloud_extra["row"][old]
        inner, outer = after.context["ligand"], before.context["ligand"]
        assert rows(inner, place) == rows(outer, old)


@given(sizes_of_clouds, seeds)
def test_names_and_split_tell_nothing(sizes: list[int], seed: int) -> None:
    after = shuffled(made(sizes, 1, 2), seed)
    expected = [f"hidden-{number:06d}" for number in range(1, len(sizes) + 1)]
    for clouds in (after, after.context["ligand"]):
        assert clouds.cloud_id.tolist() == expected
        assert set(clouds.split.tolist()) == {Split.TEST}


@given(sizes_of_clouds, seeds, st.integers(0, 99))
def test_the_order_does_not_depend_on_answers(
    sizes: list[int], seed: int, answers: int
) -> None:
    one, other = (shuffled(made(sizes, 1, k), seed) for k in (answers, answers + 7))
    assert one.pos.tobytes() == other.pos.tobytes()


def test_truth_lies_anywhere_in_a_cloud_and_positives_anywhere_among_clouds() -> None:
    """Before, labelled points come last in each cloud, and positives first."""
    number, size = 400, 10
    flags = np.tile(np.arange(size) >= 7, number)
    before = Clouds(
        offsets=np.arange(number + 1) * size,
        pos=np.zeros((number * size, 2)),
        x=np.zeros((number * size, 0)),
        truth=flags.astype(np.uint8),
        cloud_id=np.arange(number).astype(str),
        y=(np.arange(number) < number // 2).astype(np.uint8),
        split=np.zeros(number, dtype=np.uint8),
    )
    after = shuffled(before, 5)
    share = after.truth.reshape(number, size).mean(axis=0)
    assert np.abs(share - 0.3).max() < 4 * np.sqrt(0.3 * 0.7 / number)
    first_half = after.y[: number // 2].mean()
    assert abs(first_half - 0.5) < 4 * np.sqrt(0.25 / number)
    another = shuffled(before, 6)
    assert not np.array_equal(after.truth, another.truth)


def test_the_seed_leaves_meta_and_the_commitment_comes() -> None:
    secret = Secret(bytes(range(40)))
    seed = secret.seed(str(EDITION), Purpose.GENERATOR)
    clouds = made([3, 2], 1, 2)
    clouds.meta["generator"].update({"seed": seed, "clouds": 2})  # type: ignore[attr-defined]
    meta = conceal(Product(clouds, ("told",)), EDITION, secret).clouds.meta
    assert meta["generator"] == {"clouds": 2}
    assert meta["commitment"] == secret.commitment
    assert meta["edition"] == "synmol@hidden"
    assert str(seed) not in json.dumps(dict(meta))
