# SPDX-License-Identifier: MIT
"""From scored entries to `leaderboard.json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from lri_bench import __version__
from lri_bench.board.composite import composites
from lri_bench.board.entry import Entry
from lri_bench.board.json_text import json_text
from lri_bench.board.measured import Measured
from lri_bench.board.model import (
    Board,
    BoardEntry,
    EditionBoard,
    Settings,
)
from lri_bench.board.notices import notices_of
from lri_bench.board.ranking import edition_board
from lri_bench.board.scored import Scoring, scored_entries
from lri_bench.catalog.editions import Catalog
from lri_bench.evaluation.headline import BOOTSTRAP, HEADLINE
from lri_bench.statistics.resolution import CONFIDENCE, POWER

__all__ = ["board_json", "board_of"]


def board_of(
    catalog: Catalog, submissions: Path, scoring: Scoring | None = None
) -> Board:
    """Score every entry and put the numbers together.

    Parameters
    ----------
    catalog : Catalog
        Where cards and truth are.
    submissions : Path
        Folder of the entries.
    scoring : Scoring, optional
        With which replicates, in how many processes; those of the board in one.

    Returns
    -------
    board : Board
        For each edition its rows, best first; for each data set what is published.

    Raises
    ------
    EntryError
        With every problem of every entry.
    """
    scoring = scoring or Scoring(BOOTSTRAP)
    entries = scored_entries(catalog, submissions, scoring)
    measured = [item for entry in entries.values() for item in entry.measured]
    facts = {name: scored.entry for name, scored in entries.items()}
    rows = _by_edition(measured)
    editions = {name: _edition(catalog, name, rows[name], facts) for name in rows}
    notices = notices_of(facts, measured)
    bootstrap = scoring.bootstrap
    return Board(
        made_by=f"lri-bench {__version__}",
        settings=Settings(
            headline=HEADLINE,
            replicates=bootstrap.number,
            seed=bootstrap.seed,
            confidence=CONFIDENCE,
            power=POWER,
        ),
        entries={
            name: BoardEntry(
                facts=scored.entry,
                sha256=scored.sha256,
                editions=tuple(item.edition for item in scored.measured),
                notices=notices.get(name, ()),
            )
            for name, scored in entries.items()
        },
        editions=editions,
        composites=composites(measured, facts, list(catalog.cards), bootstrap.seed),
        published={
            dataset: catalog.card(dataset).published
            for dataset in sorted({board.dataset for board in editions.values()})
        },
    )


def board_json(board: Board) -> str:
    """Return the board as text, one that is equal for equal boards."""
    return json_text(board.model_dump(mode="json", exclude_none=True))


def _by_edition(measured: Sequence[Measured]) -> dict[str, list[Measured]]:
    rows: dict[str, list[Measured]] = {}
    for item in measured:
        rows.setdefault(item.edition, []).append(item)
    return {name: rows[name] for name in sorted(rows)}


def _edition(
    catalog: Catalog, name: str, rows: Sequence[Measured], facts: Mapping[str, Entry]
) -> EditionBoard:
    edition = catalog.edition(name)
    card, truth = catalog.card(edition.dataset), catalog.truth(edition)
    return edition_board(rows, facts, truth, card)
