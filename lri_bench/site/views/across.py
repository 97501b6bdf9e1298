# SPDX-License-Identifier: MIT
"""The page across data sets: methods x editions, and one number over all four."""

from __future__ import annotations

from typing import Any

from lri_bench.board.entry import Track
from lri_bench.board.model import Board, Composite
from lri_bench.site.address import edition_page, entry_page
from lri_bench.site.ramp import ramp_class
from lri_bench.site.views.line import Line, name_of
from lri_bench.site.views.source import Source

__all__ = ["across_view"]

_TRACKS = (Track.INHERENT, Track.POST_HOC, Track.REFERENCE)


def across_view(source: Source) -> dict[str, Any]:
    """Return what the template of the page across data sets asks for."""
    board = source.board
    return {
        "editions": [(name, edition_page(name)) for name in source.lines],
        "tracks": _tracks(source),
        "composites": [
            {
                "family": composite.family,
                "datasets": sorted(source.catalog.cards),
                "rows": [_named(board, row.entry, row) for row in composite.rows],
                "partial": _partial(board, composite),
            }
            for composite in board.composites
        ],
    }


def _tracks(source: Source) -> list[dict[str, Any]]:
    """Return the rows of the heat map, track by track."""
    entries = source.board.entries
    tracks = []
    for track in _TRACKS:
        names = [entry for entry, x in entries.items() if x.facts.track == track]
        rows = [_cells(source, entry) for entry in names]
        rows.sort(key=lambda row: row["key"])
        if rows:
            tracks.append({"track": track.value, "rows": rows})
    return tracks


def _cells(source: Source, entry: str) -> dict[str, Any]:
    found = {line.edition: line for line in source.by_entry[entry]}
    shares = [x.row.share for x in found.values() if x.row.share is not None]
    return {
        "name": name_of(source.board, entry),
        "page": entry_page(entry),
        "cells": [_cell(found.get(name)) for name in source.lines],
        "key": (-max(shares, default=-9.0), entry),
    }


def _cell(line: Line | None) -> dict[str, str] | None:
    if line is None or line.headline is None:
        return None
    return {
        "class": ramp_class(line.row.share),
        "text": f"{line.headline.value:.3f}",
        "ranks": line.ranks,
        "groups": line.row.groups,
    }


def _partial(board: Board, composite: Composite) -> list[dict[str, Any]]:
    """Return entries that cover the same, and say the same of it, as one row."""
    rows: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for item in composite.partial:
        key = (", ".join(item.has), ", ".join(item.lacks), item.why)
        rows.setdefault(key, []).append(_named(board, item.entry, item))
    return [
        {"has": has, "lacks": lacks, "why": why, "entries": entries}
        for (has, lacks, why), entries in rows.items()
    ]


def _named(board: Board, entry: str, row: Any) -> dict[str, Any]:
    return {
        "name": name_of(board, entry),
        "page": entry_page(entry),
        "track": board.entries[entry].facts.track.value,
        "row": row,
    }
