# SPDX-License-Identifier: MIT
"""Where a submission would stand on the board, and whether that is beyond doubt."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from lri_bench.board.entry import Track
from lri_bench.board.measured import DIGITS
from lri_bench.board.model import Board, Row
from lri_bench.board.neighbours import Files, Neighbour, neighbours_of
from lri_bench.board.stored import board_path, load_board
from lri_bench.catalog.editions import Catalog
from lri_bench.evaluation import EditionReport, Report
from lri_bench.evaluation.headline import HEADLINE

__all__ = ["Place", "Standing", "standing_of", "standings_of"]

_NEIGHBOURS = 2


@dataclass(frozen=True)
class Place:
    """One line of a standing.

    Attributes
    ----------
    name : str
        Method of the row, and its backbone.
    value : float
        Headline metric.
    low, high : float or None
        95 % interval.
    track : str
        Empty for the new one.
    new : bool
        True for the submission that is placed.
    entry : str
        Folder of the row; empty for the new one.
    """

    name: str
    value: float
    low: float | None
    high: float | None
    track: str
    new: bool = False
    entry: str = ""


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
    resolution : float or None
        The smallest difference that the test split shows in 4 of 5 cases, if known.
    neighbours : tuple of Neighbour
        Methods with the nearest scores, or else heuristics; empty where there are
        none, or their files are not at hand.
    """

    edition: str
    places: tuple[Place, ...]
    known: bool = False
    resolution: float | None = None
    neighbours: tuple[Neighbour, ...] = ()

    @property
    def rank(self) -> int:
        """1 for the best; reference rows count as rows."""
        return 1 + next(i for i, place in enumerate(self.places) if place.new)


def standings_of(catalog: Catalog, file: Path, report: Report) -> list[Standing]:
    """Place a scored file on the committed board.

    Parameters
    ----------
    catalog : Catalog
        Beside whose cards the board lies.
    file : Path
        The submission.
    report : Report
        What it scored.

    Returns
    -------
    standings : list of Standing
        One for each edition that the board has rows of.

    Raises
    ------
    EntryError
        If the board is damaged.
    """
    board = load_board(board_path(catalog))
    if board is None:
        return []
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    files = Files(catalog)
    found = []
    for edition in report.editions:
        standing = standing_of(board, report.method, edition, sha256)
        if standing:
            near = _neighbours(board, standing)
            compared = neighbours_of(files, file, edition.edition, near)
            found.append(replace(standing, neighbours=compared))
    return found


def standing_of(
    board: Board, method: str, report: EditionReport, sha256: str = ""
) -> Standing | None:
    """Place a report among the rows of the board.

    Parameters
    ----------
    board : Board
    method : str
        Name of the submission.
    report : EditionReport
        What it scored.
    sha256 : str
        Of the submission's file: an entry of the board is not placed twice.

    Returns
    -------
    standing : Standing or None
        Without neighbours; None if the board has no rows of that edition, or there is
        no score.
    """
    edition = board.editions.get(report.edition)
    score = report.score(HEADLINE)
    if edition is None or score.value is None:
        return None
    others = [row for row in edition.rows if board.entries[row.entry].sha256 != sha256]
    places = [place for row in others if (place := _place(board, row))]
    value = round(score.value, DIGITS)
    places.append(Place(method, value, score.low, score.high, "", new=True))
    # Among equals the new one comes last: it has to beat what is there.
    places.sort(key=lambda place: (-place.value, place.new))
    resolution = edition.resolution
    return Standing(
        edition=report.edition,
        places=tuple(places),
        known=len(others) < len(edition.rows),
        resolution=None if resolution is None else resolution.difference,
    )


def _place(board: Board, row: Row) -> Place | None:
    score = row.score(HEADLINE)
    if score is None:
        return None
    facts = board.entries[row.entry].facts
    values = score.value, score.low, score.high
    return Place(facts.title, *values, facts.track, entry=row.entry)


def _neighbours(board: Board, standing: Standing) -> dict[str, str]:
    """Return entries with the nearest scores and their names, methods first."""
    mine = standing.places[standing.rank - 1]
    others = [
        place
        for place in standing.places
        if not place.new and not board.entries[place.entry].facts.saw_truth
    ]
    others.sort(
        key=lambda place: (
            place.track == Track.REFERENCE,
            abs(place.value - mine.value),
        )
    )
    return {place.entry: place.name for place in others[:_NEIGHBOURS]}
