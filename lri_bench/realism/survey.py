# SPDX-License-Identifier: MIT
"""Look at all that can be looked at in an edition, and in another one beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lri_bench.catalog.card import Card
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Clouds
from lri_bench.realism.checks import CHECKS
from lri_bench.realism.observable import Observable, Plane, lacking
from lri_bench.realism.row import PlaneRow, Row
from lri_bench.realism.sample import Sample

__all__ = ["LeftOut", "Survey", "survey"]


@dataclass(frozen=True)
class LeftOut:
    """What could not be looked at in an edition.

    Attributes
    ----------
    name : str
        Of the observable or plane.
    edition : str
    columns : tuple of str
        Which it lacks.
    """

    name: str
    edition: str
    columns: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return JSON values."""
        columns = list(self.columns)
        return {"name": self.name, "edition": self.edition, "columns": columns}


@dataclass(frozen=True, eq=False)
class Survey:
    """All that was found.

    Attributes
    ----------
    edition : Edition
    against : Edition or None
    clouds : tuple of int
        How many the one or two have.
    rows : tuple of Row
    planes : tuple of PlaneRow
    left_out : tuple of LeftOut
    """

    edition: Edition
    against: Edition | None
    clouds: tuple[int, ...]
    rows: tuple[Row, ...]
    planes: tuple[PlaneRow, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The one or two."""
        return (self.edition,) if self.against is None else (self.edition, self.against)

    @property
    def titles(self) -> tuple[str, ...]:
        """Name and size of the one or two."""
        return tuple(
            f"{edition}, {clouds:,} cloud{'' if clouds == 1 else 's'}"
            for edition, clouds in zip(self.editions, self.clouds, strict=True)
        )

    def as_dict(self) -> dict[str, Any]:
        """Return JSON values."""
        return {
            "edition": str(self.edition),
            "against": str(self.against) if self.against else None,
            "clouds": list(self.clouds),
            "observables": [row.as_dict() for row in self.rows],
            "planes": [plane.as_dict() for plane in self.planes],
            "left_out": [item.as_dict() for item in self.left_out],
        }


def survey(
    catalog: Catalog, edition: Edition, against: Edition | None = None
) -> Survey:
    """Look at an edition that is on this machine.

    Parameters
    ----------
    catalog : Catalog
    edition : Edition
    against : Edition, optional
        Another edition of the same data set, which is shown beside it.

    Returns
    -------
    survey : Survey
        Without what an edition lacks a column for; it says so.

    Raises
    ------
    DataError
        If an edition is not on this machine or is damaged.
    """
    card, checks = catalog.card(edition.dataset), CHECKS[edition.dataset]
    here = catalog.clouds(edition)
    there = catalog.clouds(against) if against else None
    every: tuple[Observable | Plane, ...] = (*checks.observables, *checks.planes)
    sides = [(str(edition), here)]
    if against is not None and there is not None:
        sides.append((str(against), there))
    return Survey(
        edition=edition,
        against=against,
        clouds=tuple(len(clouds) for _, clouds in sides),
        rows=tuple(
            _row(card, item, here, _with(item, there))
            for item in checks.observables
            if not lacking(here, item.needs)
        ),
        planes=tuple(
            _plane(item, here, _with(item, there))
            for item in checks.planes
            if not lacking(here, item.needs)
        ),
        left_out=tuple(
            LeftOut(item.name, name, missing)
            for name, clouds in sides
            for item in every
            if (missing := lacking(clouds, item.needs))
        ),
    )


def _with(item: Observable | Plane, clouds: Clouds | None) -> Clouds | None:
    """Return the clouds if they have what an item needs."""
    if clouds is None or lacking(clouds, item.needs):
        return None
    return clouds


def _row(card: Card, item: Observable, here: Clouds, there: Clouds | None) -> Row:
    features = {feature.name: feature.categories for feature in card.features}
    return Row(
        observable=item,
        here=Sample.of(item.values(here), len(here)),
        there=None if there is None else Sample.of(item.values(there), len(there)),
        known=item.known.on(card) if item.known else None,
        categories=features.get(item.feature, ()),
    )


def _plane(item: Plane, here: Clouds, there: Clouds | None) -> PlaneRow:
    beside = None if there is None else item.places(there)
    return PlaneRow(item, item.places(here), beside)
