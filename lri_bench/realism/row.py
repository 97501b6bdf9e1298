# SPDX-License-Identifier: MIT
"""One observable, or one plane, in one edition or in two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from lri_bench.realism.distance import by_chance, kolmogorov_smirnov, total_variation
from lri_bench.realism.observable import Axis, Kind, Known, Observable, Plane
from lri_bench.realism.sample import Sample
from lri_bench.types import Floats

__all__ = ["PlaneRow", "Row"]


@dataclass(frozen=True, eq=False)
class Row:
    """One observable.

    Attributes
    ----------
    observable : Observable
    here : Sample
        Of the edition that is looked at.
    there : Sample or None
        Of the other one; None if there is none, or it lacks a column.
    known : Known or None
        What the mean is known to be.
    categories : tuple of str
        Names of the values 0, 1, … of a category.
    """

    observable: Observable
    here: Sample
    there: Sample | None = None
    known: Known | None = None
    categories: tuple[str, ...] = ()

    @property
    def samples(self) -> tuple[Sample, ...]:
        """The one or two that there are."""
        return (self.here,) if self.there is None else (self.here, self.there)

    @property
    def is_category(self) -> bool:
        """Whether its values have no order."""
        return self.observable.kind == Kind.CATEGORY

    @property
    def is_count(self) -> bool:
        """Whether its values are whole numbers."""
        return self.observable.kind == Kind.COUNT

    @cached_property
    def shares(self) -> tuple[Floats, ...]:
        """Of a category: (K,) float64 for each sample."""
        return tuple(sample.shares(len(self.categories)) for sample in self.samples)

    @cached_property
    def distance(self) -> float | None:
        """From the other edition, see `lri_bench.realism.distance`."""
        if self.there is None:
            return None
        if self.is_category:
            return total_variation(*self.shares)
        return kolmogorov_smirnov(self.here, self.there)

    @property
    def chance(self) -> float | None:
        """What the distance may well be by chance; None for a category."""
        if self.there is None or self.is_category:
            return None
        return by_chance(self.here, self.there)

    @property
    def is_near(self) -> bool:
        """Whether the distance is no more than it may be by chance."""
        if self.distance is None or self.chance is None:
            return False
        return self.distance < self.chance

    def as_dict(self) -> dict[str, Any]:
        """Return JSON values."""
        samples = [sample.as_dict() for sample in self.samples]
        if self.is_category:
            samples = [
                {
                    "values": len(sample),
                    "shares": dict(zip(self.categories, share.tolist(), strict=True)),
                }
                for sample, share in zip(self.samples, self.shares, strict=True)
            ]
        return {
            "name": self.observable.name,
            "unit": self.observable.unit,
            "kind": self.observable.kind.value,
            "here": samples[0],
            "there": samples[1] if len(samples) > 1 else None,
            "distance": self.distance,
            "by_chance": self.chance,
            "known": self.known.as_dict() if self.known else None,
        }


@dataclass(frozen=True, eq=False)
class PlaneRow:
    """One plane.

    Attributes
    ----------
    plane : Plane
    here : (n, 2) float64
        Places in the edition that is looked at.
    there : (m, 2) float64 or None
        In the other one.
    """

    plane: Plane
    here: Floats
    there: Floats | None = None

    @property
    def places(self) -> tuple[Floats, ...]:
        """Those of the one or two editions that there are."""
        return (self.here,) if self.there is None else (self.here, self.there)

    @cached_property
    def counted(self) -> tuple[Floats, ...]:
        """How many places lie in each cell, (across, up) for each edition."""
        edges = [_edges(axis) for axis in self.plane.axes]
        return tuple(
            np.histogram2d(at[:, 0], at[:, 1], bins=edges)[0] for at in self.places
        )

    @property
    def distance(self) -> float | None:
        """From the other edition: total variation over the cells."""
        return None if self.there is None else total_variation(*self.counted)

    def as_dict(self) -> dict[str, Any]:
        """Return JSON values; of the places only how many there are."""
        names = ("name", "unit", "low", "high", "cell")
        axes = [{k: getattr(axis, k) for k in names} for axis in self.plane.axes]
        return {
            "name": self.plane.name,
            "axes": axes,
            "here": {"values": len(self.here)},
            "there": None if self.there is None else {"values": len(self.there)},
            "distance": self.distance,
        }


def _edges(axis: Axis) -> Floats:
    return np.linspace(
        axis.low, axis.high, round((axis.high - axis.low) / axis.cell) + 1
    )
