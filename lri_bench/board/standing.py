# SPDX-License-Identifier: MIT
"""Where a submission would stand on the board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lri_bench.evaluation.report import EditionReport

__all__ = ["HEADLINE", "Place", "Standing", "standing_of"]

HEADLINE = "roc_auc"
"""The metric that orders a board: the paper's pooled interpretation ROC AUC."""


@dataclass(frozen=True)
class Place:
    """One line of a standing.

    Attributes
    ----------
    name : str
        Method of the row.
    value : float
        Headline metric.
    low, high : float or None
        95 % interval.
    track : str
        Empty for the new one.
    new : bool
        True for the submission that is placed.
    """

    name: str
    value: float
    low: float | None
    high: float | None
    track: str
    new: bool = False


@dataclass(frozen=True)
class Standing:
    """A submission among the rows of one edition.

    Attributes
    ----------
    edition : str
        ``dataset@edition``.
    places : tuple of Place
        Best first.
    known : bool
        True if the very file is an entry already.
    """

    edition: str
    places: tuple[Place, ...]
    known: bool = False

    @property
    def rank(self) -> int:
        """1 for the best; reference rows count as rows."""
        return 1 + next(i for i, place in enumerate(self.places) if place.new)

    @property
    def overlapping(self) -> tuple[str, ...]:
        """Names of the rows whose interval overlaps with the new one's."""
        new = self.places[self.rank - 1]
        return tuple(
            place.name
            for place in self.places
            if not place.new and _overlap(place, new)
        )


def standing_of(
    board: Mapping[str, Any], method: str, report: EditionReport, sha256: str = ""
) -> Standing | None:
    """Place a report among the rows of the board.

    Parameters
    ----------
    board : mapping
        As `lri_bench.board.board.load_board` gives it.
    method : str
        Name of the submission.
    report : EditionReport
        What it scored.
    sha256 : str
        Of the submission's file: an entry of the board is not placed twice.

    Returns
    -------
    standing : Standing or None
        None if the board has no rows of that edition, or there is no score.
    """
    rows = board["editions"].get(report.edition, {}).get("rows", ())
    score = report.score(HEADLINE)
    if not rows or score.value is None:
        return None
    others = [row for row in rows if row["sha256"] != sha256]
    places = [_place(row) for row in others]
    new = Place(method, round(score.value, 6), score.low, score.high, "", new=True)
    places.append(new)
    # Among equals the new one comes last: it has to beat what is there.
    places.sort(key=lambda place: (-place.value, place.new))
    return Standing(report.edition, tuple(places), known=len(others) < len(rows))


def _place(row: Mapping[str, Any]) -> Place:
    score = next(item for item in row["scores"] if item["metric"] == HEADLINE)
    return Place(
        row["method"], score["value"], score.get("low"), score.get("high"), row["track"]
    )


def _overlap(first: Place, second: Place) -> bool:
    ends = (first.low, first.high, second.low, second.high)
    if any(end is None for end in ends):
        return False
    low, high, other_low, other_high = (float(end or 0.0) for end in ends)
    return low <= other_high and other_low <= high
