# SPDX-License-Identifier: MIT
"""The page of an entry: its scores, where it fails, and where it comes from."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Any

from markupsafe import Markup

from lri_bench.board.model import Board, Stratum
from lri_bench.metrics.registry import METRICS
from lri_bench.site.address import stem
from lri_bench.site.svg.forest import Forest, Guide, Item, forest
from lri_bench.site.views.line import Line, ends_of, name_of
from lri_bench.site.views.metric import meaning, title
from lri_bench.site.views.notices import told_of
from lri_bench.site.views.provenance import facts_of
from lri_bench.site.views.source import Source

__all__ = ["entry_view"]


def entry_view(source: Source, entry: str) -> dict[str, Any]:
    """Return what the template of an entry's page asks for."""
    board = source.board
    held = board.entries[entry]
    return {
        "entry": entry,
        "held": held,
        "facts": held.facts,
        "name": name_of(board, entry),
        "notices": told_of(held),
        "provenance": facts_of(held.facts),
        "sections": [_section(source, line) for line in source.by_entry[entry]],
        "ends": ends_of(board),
        "headline": METRICS[board.settings.headline].title,
        "others": _others(board, entry),
        "file": stem(entry),
    }


def _section(source: Source, line: Line) -> dict[str, Any]:
    """Return what is told of the entry on one edition."""
    clouds = source.catalog.shipped_clouds(source.catalog.edition(line.edition))
    return {
        "line": line,
        "id": stem(line.edition),
        "scores": [(title(key), meaning(key), s) for key, s in line.scores.items()],
        "strata": line.row.strata,
        "worst": next((s for s in line.row.strata if s.worst), None),
        "forest": _forest(source, line),
        "shipped": clouds.is_file(),
    }


def _forest(source: Source, line: Line) -> Markup | None:
    if not line.row.strata or line.headline is None:
        return None
    whole = line.headline
    items = [Item("all clouds", line.track, whole.value, whole.low, whole.high)]
    for by, strata in groupby(line.row.strata, key=lambda stratum: stratum.by):
        items += [Item(by, "heading"), *map(_item, strata)]
    return forest(
        Forest(
            items,
            (Guide("random", source.chance(line.edition)), Guide("labels", 1.0)),
            METRICS[source.board.settings.headline].title,
            f"Scores of {line.name} over parts of the clouds of "
            f"{line.edition}; the table beside it holds the same numbers.",
        )
    )


def _item(stratum: Stratum) -> Item:
    return Item(
        f"{stratum.label} ({stratum.clouds})",
        "part",
        stratum.value,
        stratum.low,
        stratum.high,
        note="worst" if stratum.worst else "",
    )


def _others(board: Board, entry: str) -> list[tuple[str, str, str]]:
    """Return the entries that share an edition with this one."""
    mine = set(board.entries[entry].editions)
    others = [
        (other, stem(other), name_of(board, other))
        for other, held in board.entries.items()
        if other != entry and mine & set(held.editions)
    ]
    return sorted(others, key=itemgetter(2, 0))
