# SPDX-License-Identifier: MIT
"""Make a scene of one cloud of any data set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from lri_bench.catalog.card import Card
from lri_bench.catalog.editions import Edition
from lri_bench.clouds import Clouds
from lri_bench.scenes import actstrack, plbind, synmol, tau3mu
from lri_bench.scenes.scene import Scene, Shape

__all__ = ["AXES", "scene_of", "unit_of"]

_SHAPES: Final[Mapping[str, Callable[[Clouds, Card], Shape]]] = {
    "actstrack": lambda cloud, _: actstrack.event_shape(cloud),
    "tau3mu": lambda cloud, _: tau3mu.event_shape(cloud),
    "synmol": lambda cloud, _: synmol.molecule_shape(cloud),
    "plbind": lambda cloud, card: plbind.complex_shape(
        cloud, card.features[0].categories
    ),
}
"""By data set."""

_UNITS: Final[Mapping[str, str]] = {"angstrom": "Å", "mm": "mm"}
"""As people write those that cards name; others are not lengths."""

AXES: Final[Mapping[str, tuple[str, ...]]] = {
    "actstrack": ("x", "y", "z"),
    "tau3mu": ("pseudorapidity η", "azimuth φ (rad)"),
    "synmol": (),
    "plbind": (),
}
"""Names of coordinates, by data set; of molecules they mean nothing."""


def unit_of(card: Card) -> str:
    """Return the unit of lengths as people write it; empty where there is none."""
    return _UNITS.get(card.position_unit, "")


def scene_of(card: Card, edition: Edition, clouds: Clouds, index: int) -> Scene:
    """Return one cloud as a scene.

    Parameters
    ----------
    card : Card
        Of the data set; tells what points and classes are called.
    edition : Edition
        That the clouds are of.
    clouds : Clouds
    index : int
        Which of them.
    """
    cloud = clouds.select(np.array([index]))
    return Scene(
        edition=str(edition),
        cloud_id=str(cloud.cloud_id[0]),
        cloud=card.cloud,
        point=card.point,
        positive=bool(cloud.y[0] == 1),
        class_name=card.classes[int(cloud.y[0] == 1)],
        unit=unit_of(card),
        important=cloud.truth == 1,
        shape=_SHAPES[edition.dataset](cloud, card),
    )
