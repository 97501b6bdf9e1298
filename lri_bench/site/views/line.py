# SPDX-License-Identifier: MIT
"""A row of a board as the tables show it."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from lri_bench.board.model import Board, BoardScore, Row
from lri_bench.site.address import edition_page, entry_page
from lri_bench.site.svg.bar import interval_bar
from lri_bench.site.svg.scale import around
from lri_bench.site.text import interval, milliseconds, ranks
from lri_bench.site.views.metric import metric_key
from lri_bench.site.views.notices import doubts_of

__all__ = ["Line", "ends_of", "lines_of", "name_of"]


@dataclass(frozen=True)
class Line:
    """An entry on an edition.

    Attributes
    ----------
    edition, dataset, entry : str
        What is scored.
    method, backbone, track : str
        Facts of the entry.
    row : Row
        The numbers.
    headline : BoardScore or None
        The score that orders the board.
    bar : Markup
        The interval of the headline, drawn.
    milliseconds : str
        What an explanation costs.
    doubts : list of str
        Titles of the notices that put the numbers in doubt.
    """

    edition: str
    dataset: str
    entry: str
    method: str
    backbone: str
    track: str
    row: Row
    headline: BoardScore | None
    bar: Markup
    milliseconds: str
    doubts: list[str]
    scores: dict[str, BoardScore] = field(repr=False)

    @property
    def name(self) -> str:
        """Method and backbone."""
        return _joined(self.method, self.backbone)

    @property
    def page(self) -> str:
        """Path of the entry's page."""
        return entry_page(self.entry)

    @property
    def edition_page(self) -> str:
        """Path of the edition's page."""
        return edition_page(self.edition)

    @property
    def ranks(self) -> str:
        """A range, or one number."""
        return ranks(self.row.rank)

    @property
    def interval(self) -> str:
        """Of the headline, as text."""
        return interval(self.headline) if self.headline else ""


def name_of(board: Board, entry: str) -> str:
    """Return method and backbone of an entry, as it is called in figures."""
    facts = board.entries[entry].facts
    return _joined(facts.method, facts.backbone)


def _joined(method: str, backbone: str | None) -> str:
    return f"{method} · {backbone}" if backbone else method


def lines_of(board: Board) -> dict[str, list[Line]]:
    """Return the rows of each edition, best first; all bars have one axis."""
    low, high = ends_of(board)
    return {
        name: [_line(board, name, row, low, high) for row in edition.rows]
        for name, edition in board.editions.items()
    }


def ends_of(board: Board) -> tuple[float, float]:
    """Return the ends of the axis that bars are drawn on."""
    values = [0.5, 1.0]
    for edition in board.editions.values():
        for row in edition.rows:
            if score := row.score(board.settings.headline):
                found = (score.value, score.low, score.high)
                values += [value for value in found if value is not None]
    return around(values)


def _line(board: Board, edition: str, row: Row, low: float, high: float) -> Line:
    entry = board.entries[row.entry]
    score = row.score(board.settings.headline)
    chance = board.editions[edition].random_expectation[board.settings.headline]
    return Line(
        edition=edition,
        dataset=board.editions[edition].dataset,
        entry=row.entry,
        method=entry.facts.method,
        backbone=entry.facts.backbone or "",
        track=entry.facts.track.value,
        row=row,
        headline=score,
        bar=interval_bar(score, low, high, chance) if score else Markup(),
        milliseconds=milliseconds(entry.facts.seconds_per_cloud.get(edition)),
        doubts=doubts_of(entry, edition),
        scores={metric_key(s): s for s in row.scores},
    )
