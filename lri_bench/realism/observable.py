# SPDX-License-Identifier: MIT
"""What is looked at: a number of each cloud, point, track or pair, and its facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from lri_bench.clouds import Clouds
from lri_bench.types import AnyArray, Floats

if TYPE_CHECKING:
    from lri_bench.catalog.card import Card

__all__ = ["Axis", "Kind", "Known", "Observable", "PaperNumber", "Plane", "lacking"]


class Kind(StrEnum):
    """What values can be."""

    REAL = "real"
    COUNT = "count"
    CATEGORY = "category"
    """Numbers that stand for names: neither a mean nor an order makes sense."""


@dataclass(frozen=True)
class Known:
    """A number that the mean is held against.

    Attributes
    ----------
    value : float
        In the unit of the observable.
    source : str
        ``doi:…``, or where else it is from.
    note : str
        What must be known to compare; may be empty.
    """

    value: float
    source: str
    note: str = ""

    def on(self, card: Card) -> Known:
        """Return itself: it does not depend on the card."""
        del card
        return self

    def as_dict(self) -> dict[str, Any]:
        """Return JSON values."""
        return {"value": self.value, "source": self.source, "note": self.note}


@dataclass(frozen=True)
class PaperNumber:
    """A statistic of the paper's table, which the card holds.

    Attributes
    ----------
    statistic : str
        A field of `lri_bench.catalog.card.Statistics`.
    note : str
        What must be known to compare; may be empty.
    """

    statistic: str
    note: str = ""

    def on(self, card: Card) -> Known:
        """Return the number that the card of the data set has."""
        value = float(getattr(card.paper, self.statistic))
        note = "; ".join(filter(None, ("table of the paper", self.note)))
        return Known(value, f"doi:{card.paper.source}", note)


@dataclass(frozen=True)
class Observable:
    """Something that clouds have many values of.

    Attributes
    ----------
    name : str
    unit : str
        Empty where there is none.
    values : callable
        Takes `Clouds`, returns (n,) values; those that are not finite do not count.
    kind : Kind
    needs : tuple of str
        Columns that not every edition has, as `Clouds.columns` names them.
    known : Known or PaperNumber, optional
        What its mean is known to be.
    feature : str
        Of a category: the feature of the card that names the values 0, 1, ….
    log : bool
        Whether it is drawn on a logarithmic axis.
    """

    name: str
    unit: str
    values: Callable[[Clouds], AnyArray]
    kind: Kind = Kind.REAL
    needs: tuple[str, ...] = ()
    known: Known | PaperNumber | None = None
    feature: str = ""
    log: bool = False


@dataclass(frozen=True)
class Axis:
    """One direction of a plane.

    Attributes
    ----------
    name, unit : str
    low, high : float
        What is shown of it, in that unit.
    cell : float
        Width of the cells in which places are counted; divides the range.
    """

    name: str
    unit: str
    low: float
    high: float
    cell: float


@dataclass(frozen=True)
class Plane:
    """Two numbers that belong together, and are drawn as a density.

    Attributes
    ----------
    name : str
    axes : (Axis, Axis)
        Across and up.
    places : callable
        Takes `Clouds`, returns (n, 2) float64.
    needs : tuple of str
        As for an `Observable`.
    """

    name: str
    axes: tuple[Axis, Axis]
    places: Callable[[Clouds], Floats]
    needs: tuple[str, ...] = ()


def lacking(clouds: Clouds, needs: Iterable[str]) -> tuple[str, ...]:
    """Return which of the needed columns an edition does not have."""
    there = {name for name, _ in clouds.columns()}
    return tuple(name for name in needs if name not in there)
