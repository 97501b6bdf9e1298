# SPDX-License-Identifier: MIT
"""Entries that are not on the board yet: their scores, places and notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lri_bench.board.entry import Entry
from lri_bench.board.measured import measure
from lri_bench.board.model import Notice
from lri_bench.board.notices import notices_of
from lri_bench.board.scored import Scoring, scored_entries
from lri_bench.board.standing import Standing, standings_of
from lri_bench.catalog.editions import Catalog
from lri_bench.evaluation import Report, evaluate
from lri_bench.evaluation.headline import BOOTSTRAP

__all__ = ["Arrival", "Newcomer", "arrivals_of"]


@dataclass(frozen=True)
class Newcomer:
    """An entry whose form is right.

    Attributes
    ----------
    entry : Entry
        What ``entry.yaml`` says.
    file : Path
        The submission; it can be scored.
    """

    entry: Entry
    file: Path


@dataclass(frozen=True, eq=False)
class Arrival:
    """What an entry would be on the board.

    Attributes
    ----------
    entry : Entry
    report : Report
        Its scores.
    standings : tuple of Standing
        Its place on each edition that the board has.
    notices : tuple of Notice
        What would stand beside it.
    """

    entry: Entry
    report: Report
    standings: tuple[Standing, ...]
    notices: tuple[Notice, ...]


def arrivals_of(
    catalog: Catalog, newcomers: Mapping[str, Newcomer], scoring: Scoring | None = None
) -> dict[str, Arrival]:
    """Lay entries beside those of the board, and beside each other.

    Parameters
    ----------
    catalog : Catalog
        Beside whose cards the entries and the board lie.
    newcomers : mapping of str to Newcomer
        By folder; entries of the same name on the board are taken for replaced.
    scoring : Scoring, optional
        How entries of the board are scored.

    Returns
    -------
    arrivals : dict of str to Arrival
        By folder.

    Raises
    ------
    SubmissionError
        If a submission cannot be scored.
    EntryError
        If an entry of the board cannot be, or the board is damaged.
    """
    scoring = scoring or Scoring(BOOTSTRAP)
    submissions = catalog.shipped.parent / "submissions"
    there = scored_entries(catalog, submissions, scoring)
    facts = {name: item.entry for name, item in there.items()}
    facts |= {name: item.entry for name, item in newcomers.items()}
    measured = [
        row
        for name, it in there.items()
        if name not in newcomers
        for row in it.measured
    ]
    for name, new in newcomers.items():
        rows = measure(new.file, catalog, scoring.bootstrap)
        measured += [row.named(name) for row in rows]
    notices = notices_of(facts, measured)
    return {
        name: _arrival(catalog, new, notices.get(name, ()))
        for name, new in newcomers.items()
    }


def _arrival(catalog: Catalog, new: Newcomer, notices: tuple[Notice, ...]) -> Arrival:
    report = evaluate(new.file, catalog=catalog)
    standings = standings_of(catalog, new.file, report)
    return Arrival(new.entry, report, tuple(standings), notices)
