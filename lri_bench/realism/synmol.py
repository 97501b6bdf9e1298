# SPDX-License-Identifier: MIT
"""SynMol: what molecules are made of, and their size."""

from __future__ import annotations

from functools import partial
from typing import Final

from lri_bench.clouds import Clouds
from lri_bench.realism.counting import important_of_positives, points_of_clouds
from lri_bench.realism.gyration import radius_of_gyration
from lri_bench.realism.molecules import bond_counts, masses, ring_counts, share_of
from lri_bench.realism.observable import Kind, Observable, PaperNumber
from lri_bench.types import Floats

__all__ = ["OBSERVABLES"]

_ELEMENTS: Final = {
    "C": ("C",),
    "N": ("N",),
    "O": ("O",),
    "S": ("S",),
    "halogens": ("F", "Cl", "Br", "I"),
}


def _percent(clouds: Clouds, elements: tuple[str, ...]) -> Floats:
    return 100 * share_of(clouds, elements)


def _radius(clouds: Clouds) -> Floats:
    return radius_of_gyration(clouds.pos, clouds.offsets)


OBSERVABLES: Final = (
    Observable(
        "atoms",
        "",
        points_of_clouds,
        Kind.COUNT,
        known=PaperNumber("points_per_cloud", "that of positives alone, see the card"),
    ),
    Observable(
        "important (positive)",
        "",
        important_of_positives,
        Kind.COUNT,
        known=PaperNumber("important_points_per_positive_cloud"),
    ),
    Observable("bonds", "", bond_counts, Kind.COUNT),
    Observable("rings", "", ring_counts, Kind.COUNT),
    *(
        Observable(f"share of {name}", "%", partial(_percent, elements=elements))
        for name, elements in _ELEMENTS.items()
    ),
    Observable("mass, no hydrogens", "Da", masses),
    Observable("radius of gyration", "Å", _radius),
)
"""Each is a number of a molecule. All atoms weigh the same in the radius."""
