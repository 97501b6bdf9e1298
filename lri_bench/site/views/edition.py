# SPDX-License-Identifier: MIT
"""The page of an edition: who can be told apart from whom, and at what cost."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from lri_bench.board.model import Board
from lri_bench.catalog.card import Published
from lri_bench.metrics.registry import METRICS
from lri_bench.site.ramp import ramp_class
from lri_bench.site.svg.forest import Forest, Guide, Item, forest
from lri_bench.site.svg.scatter import Dot, scatter
from lri_bench.site.views.line import Line
from lri_bench.site.views.metric import keys_of, meaning, title
from lri_bench.site.views.pairs import PairTable
from lri_bench.site.views.source import Source

__all__ = ["MATRIX_ROWS", "edition_view"]

MATRIX_ROWS = 40
"""More rows than these make a matrix that nobody reads."""
_PERCENT = 100.0
_OF_THE_RECORD = ("zenodo", "raw")
"""Editions of the data that published numbers rest on."""


def edition_view(source: Source, name: str) -> dict[str, Any]:
    """Return what the template of an edition's page asks for."""
    board, catalog = source.board, source.catalog
    edition, lines = board.editions[name], source.lines[name]
    keys = keys_of(edition.rows)
    named = catalog.edition(name)
    published = board.published.get(edition.dataset, ())
    return {
        "name": name,
        "edition": edition,
        "card": catalog.card(edition.dataset),
        "short": source.title(edition.dataset),
        "summary": catalog.facts(named).summary,
        "lines": lines,
        "ranked": [line for line in lines if line.row.rank],
        "columns": [(key, title(key), meaning(key)) for key in keys],
        "headline": METRICS[board.settings.headline].title,
        "forest": _forest(source, name, _drawn(named.base, board, published)),
        "matrix": _matrix(board, name, lines),
        "scatter": _scatter(board, name, lines),
        "published": _published(published),
    }


def _drawn(base: str, board: Board, published: tuple[Published, ...]) -> list[Item]:
    """Return rows of the literature that may stand beside those of the edition."""
    if base not in _OF_THE_RECORD:
        return []
    return [
        Item(
            f"{item.method} · {item.backbone}",
            "published",
            item.mean / _PERCENT,
            None if item.std is None else (item.mean - item.std) / _PERCENT,
            None if item.std is None else (item.mean + item.std) / _PERCENT,
        )
        for item in published
        if item.metric == board.settings.headline and item.method != "random"
    ]


def _forest(source: Source, name: str, published: list[Item]) -> Markup:
    lines = source.lines[name]
    items = [
        Item(x.name, x.track, score.value, score.low, score.high, x.row.groups)
        for x in lines
        if (score := x.headline)
    ]
    if published:
        items += [Item("published, not ranked: mean ± std", "heading"), *published]
    return forest(
        Forest(
            items,
            (Guide("random", source.chance(name)), Guide("labels", 1.0)),
            METRICS[source.board.settings.headline].title,
            f"Forest plot of {len(lines)} rows on {name}, best first; "
            "the table below holds the same numbers.",
        )
    )


def _matrix(board: Board, name: str, lines: list[Line]) -> dict[str, Any] | None:
    """Return in how many replicates each row beats each other one."""
    shown = [line for line in lines if line.entry in board.editions[name].pairs.entries]
    shown = shown[:MATRIX_ROWS]
    if len(shown) < 2:
        return None
    pairs = PairTable(board.editions[name].pairs)
    return {
        "lines": shown,
        "left_out": len(lines) - len(shown),
        "rows": [
            (first, [_cell(pairs, first, second) for second in shown])
            for first in shown
        ],
    }


def _cell(pairs: PairTable, first: Line, second: Line) -> dict[str, str] | None:
    found = pairs.of(first.entry, second.entry)
    if found is None:
        return None
    return {"class": ramp_class(found.win), "text": f"{round(_PERCENT * found.win)}"}


def _scatter(board: Board, name: str, lines: list[Line]) -> Markup | None:
    dots = [
        Dot(line.name, line.track, cost, line.headline.value)
        for line in lines
        if line.headline
        and (cost := board.entries[line.entry].facts.seconds_per_cloud.get(name))
    ]
    if not dots:
        return None
    axis = METRICS[board.settings.headline].title
    told = f"{axis} against seconds a cloud, for {len(dots)} rows on {name}."
    return scatter(dots, axis, told)


def _published(published: tuple[Published, ...]) -> dict[str, Any] | None:
    """Return the rows of the literature, as a table."""
    if not published:
        return None
    metrics = list(dict.fromkeys(item.metric for item in published))
    rows: dict[tuple[str, str, str], dict[str, str]] = {}
    notes: dict[tuple[str, str, str], str] = {}
    for item in published:
        key = (item.method, item.backbone, item.source)
        spread = "" if item.std is None else f" ± {item.std:g}"
        rows.setdefault(key, {})[item.metric] = f"{item.mean:g}{spread}"
        if item.note:
            notes[key] = item.note
    return {
        "metrics": [(metric, title(metric)) for metric in metrics],
        "rows": [(*key, values, notes.get(key, "")) for key, values in rows.items()],
    }
