# SPDX-License-Identifier: MIT
"""One small cloud of each data set, and a second one that is another class."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Clouds
from lri_bench.scenes import Scene, scene_of


def tracker() -> Clouds:
    """Three tracks of four hits, not in the order of their times; one is important."""
    turn = np.array([0.0, 2.0, 4.0])[:, np.newaxis]
    reach = np.array([100.0, 300.0, 200.0, 400.0])
    x, y = reach * np.cos(turn + reach / 2000), reach * np.sin(turn + reach / 2000)
    pos = np.stack([x, y, np.broadcast_to(2 * reach, x.shape)], -1).reshape(-1, 3)
    features = np.zeros((12, 9))
    features[:, 0] = np.tile(reach, 3) / 300
    return Clouds(
        offsets=np.array([0, 12, 16]),
        pos=np.vstack([pos, pos[:4]]),
        x=np.vstack([features, features[:4]]),
        truth=np.array([0] * 4 + [1] * 4 + [0] * 8),
        direction=np.vstack([pos, pos[:4]]),
        group=np.array([0] * 4 + [1] * 4 + [2] * 4 + [0] * 4),
        cloud_id=np.array(["signal-000001", "background-000001"]),
        y=np.array([1, 0]),
        split=np.array([2, 2]),
    )


def muons() -> Clouds:
    """Three labelled hits and two others; then pile-up alone."""
    near = [[1.8, 0.5], [1.9, 0.6], [2.0, 0.4], [1.95, 0.55]]
    return Clouds(
        offsets=np.array([0, 5, 7]),
        pos=np.array([*near, [-2.0, -3.0], [1.5, 1.0], [-1.5, 2.0]]),
        x=np.array([[20], [-50], [99], [0], [1], [2], [3]]),
        truth=np.array([1, 1, 1, 0, 0, 0, 0]),
        cloud_id=np.array(["mixed-000001", "mixed-000002"]),
        y=np.array([1, 0]),
        split=np.array([2, 2]),
    )


def molecules() -> Clouds:
    """Acetone; then a carbon alone."""
    acetone = [[0, 0, 0], [1.5, 0, 0], [2.2, 1.0, 0], [2.2, -1.3, 0]]
    return Clouds(
        offsets=np.array([0, 4, 5]),
        pos=np.array([*acetone, [0, 0, 0]]),
        x=np.array([[0], [0], [2], [0], [0]]),
        truth=np.array([0, 1, 1, 0, 0]),
        cloud_id=np.array(["acetone", "methane"]),
        y=np.array([1, 0]),
        split=np.array([2, 2]),
    )


def complexes() -> Clouds:
    """Six residues of two chains about carbon monoxide; twice."""
    step = np.arange(3)[:, np.newaxis] * [3.8, 0, 0]
    ca = np.vstack([step, step + np.array([0, 8, 0.5])])
    names = {"cloud_id": np.array(["1abc", "2abc"]), "y": np.array([1, 0])}
    split = np.array([2, 2])
    atoms = np.array([[4.0, 4, 0], [5.1, 4, 0], [3.0, 4, 0]])
    ligand = Clouds(
        **names,
        split=split,
        offsets=np.array([0, 3, 6]),
        pos=np.vstack([atoms, atoms]),
        x=np.tile(np.array([[5], [7], [0]]), (2, 17)),  # C, O and a hydrogen
        truth=np.zeros(6),
        point_extra={"true_pos": np.vstack([atoms, atoms]).astype(np.float32)},
    )
    return Clouds(
        **names,
        split=split,
        offsets=np.array([0, 6, 12]),
        pos=np.vstack([ca, ca]),
        x=np.zeros((12, 3)),
        truth=np.tile([0, 1, 0, 0, 1, 1], 2),
        group=np.tile([0, 0, 0, 1, 1, 1], 2),
        point_extra={"true_pos": np.vstack([ca, ca]).astype(np.float32)},
        context={"ligand": ligand},
    )


CLOUDS: dict[str, Callable[[], Clouds]] = {
    "actstrack@raw": tracker,
    "tau3mu@raw": muons,
    "synmol@mini": molecules,
    "plbind@raw": complexes,
}


def small_scenes(catalog: Catalog, edition: str) -> list[Scene]:
    """Return the two clouds of an edition as scenes, a positive and a negative."""
    named, clouds = Edition(*edition.split("@")), CLOUDS[edition]()
    card = catalog.card(named.dataset)
    return [scene_of(card, named, clouds, index) for index in range(2)]
