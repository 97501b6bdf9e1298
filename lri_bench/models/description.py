# SPDX-License-Identifier: MIT
"""What a classifier must know of its inputs before it sees any."""

from __future__ import annotations

from dataclasses import dataclass

from lri_bench.models.settings.geometry import Geometry

__all__ = ["Description", "PointDescription"]


@dataclass(frozen=True)
class PointDescription:
    """Points of one kind.

    Attributes
    ----------
    dimension : int
        Of positions.
    categories : tuple of int
        How many each categorical feature has.
    scalars : int
        Features that are numbers.
    geometry : Geometry
        How the points are placed and joined.
    """

    dimension: int
    categories: tuple[int, ...]
    scalars: int
    geometry: Geometry


@dataclass(frozen=True)
class Description:
    """Clouds, and ligands if they have any."""

    points: PointDescription
    ligand: PointDescription | None = None
