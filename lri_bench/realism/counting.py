# SPDX-License-Identifier: MIT
"""Counts that every data set has."""

from __future__ import annotations

from lri_bench.clouds import Clouds
from lri_bench.ragged import cloud_sum, counts
from lri_bench.types import Floats, Ints

__all__ = ["important_of_positives", "points_of_clouds"]


def points_of_clouds(clouds: Clouds) -> Ints:
    """Return (S,) int64, the number of points of each cloud."""
    return counts(clouds.offsets)


def important_of_positives(clouds: Clouds) -> Floats:
    """Return (P,) float64, the number of important points of each positive cloud."""
    number: Floats = cloud_sum(clouds.truth, clouds.offsets)[clouds.y == 1]
    return number
