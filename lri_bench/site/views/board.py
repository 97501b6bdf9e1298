# SPDX-License-Identifier: MIT
"""The first page: every row of every edition in one table."""

from __future__ import annotations

from typing import Any

from lri_bench.board.entry import Track
from lri_bench.site.address import edition_page
from lri_bench.site.views.line import Line, ends_of
from lri_bench.site.views.metric import meaning
from lri_bench.site.views.source import Source

__all__ = ["COLUMNS", "board_view"]

COLUMNS = (
    "precision_at_m",
    "cloud_roc_auc",
    "cloud_average_precision",
    "r_precision",
    "prediction_roc_auc",
)
"""Metrics beside the headline, which every data set has."""


def board_view(source: Source) -> dict[str, Any]:
    """Return what the template of the first page asks for."""
    lines = [line for found in source.lines.values() for line in found]
    return {
        "lines": lines,
        "facets": {
            name: sorted({getattr(line, name) for line in lines} - {""})
            for name in ("dataset", "edition", "track", "backbone")
        },
        "columns": [(name, meaning(name)) for name in COLUMNS],
        "cards": [_card(source, name, found) for name, found in source.lines.items()],
        "ends": ends_of(source.board),
        "first_m": {
            dataset: source.catalog.card(dataset).precision_at[0]
            for dataset in sorted({line.dataset for line in lines})
        },
    }


def _card(source: Source, name: str, lines: list[Line]) -> dict[str, Any]:
    """Say in a few words what an edition is and who leads."""
    edition = source.board.editions[name]
    ranked = [line for line in lines if line.row.rank]
    return {
        "name": name,
        "page": edition_page(name),
        "title": source.title(edition.dataset),
        "edition": edition,
        "leaders": _leaders(ranked),
        "heuristic": _best_heuristic(source, lines),
        "ranked": len(ranked),
    }


def _best_heuristic(source: Source, lines: list[Line]) -> Line | None:
    """Return the best reference that was not given the labels."""
    entries = source.board.entries
    heuristics = (
        line
        for line in lines
        if line.track == Track.REFERENCE and not entries[line.entry].facts.saw_truth
    )
    return next(heuristics, None)


def _leaders(ranked: list[Line]) -> list[Line]:
    """Return the rows that cannot be told apart from the best one."""
    if not ranked:
        return []
    best = set(ranked[0].row.groups)
    return [x for x in ranked if x is ranked[0] or best & set(x.row.groups)]
