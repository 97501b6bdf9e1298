# SPDX-License-Identifier: MIT
"""Editions and cards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lri_bench.display.console import console, table_of
from lri_bench.metrics.registry import METRICS

if TYPE_CHECKING:
    from lri_bench.catalog.card import Card, EditionFacts, Statistics
    from lri_bench.catalog.editions import Edition

__all__ = ["show_description", "show_editions"]


def show_editions(rows: Iterable[tuple[str, str, str]]) -> None:
    """Print editions, what this machine has of them, and what they are."""
    table = table_of("edition", "here", "what it is")
    for edition, status, summary in rows:
        table.add_row(edition, status, escape(summary))
    console().print(table)


def show_description(
    card: Card,
    edition: Edition,
    facts: EditionFacts,
    measured: Statistics | None,
    measured_by: str,
) -> None:
    """Print a card and, where known, the statistics of one edition."""
    output = console()
    output.print(f"[bold]{escape(card.title)}[/]\n{escape(card.question)}\n")
    pairs = {
        "edition": f"{edition}: {facts.summary}",
        "exact": facts.exact,
        "needs": facts.needs,
        "cloud": f"{card.cloud}; points are {card.point}s",
        "classes": f"0 {card.classes[0]}; 1 {card.classes[1]}",
        "positions": f"{card.position_dimension} coordinates, {card.position_unit}",
        "order key": f"{', '.join(card.order_key.columns)} as {card.order_key.dtype}",
        "context": card.context,
        "labels": card.labels.definition,
        "softness": card.labels.softness,
        "alternatives": card.labels.alternatives,
        "split": card.split_rule,
        "licence": card.licence,
    }
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column()
    for key, text in pairs.items():
        grid.add_row(key, escape(text.strip()))
    for number, caveat in enumerate(card.caveats):
        grid.add_row("caveats" if not number else "", escape(caveat.strip()))
    output.print(grid)
    _show_features(output, card)
    _show_statistics(output, card, measured, measured_by)
    _show_sources(output, card)
    if card.published:
        _show_published(output, card)


def _show_features(output: Console, card: Card) -> None:
    table = table_of("feature", "kind", "unit", "what it is")
    for feature in card.features:
        note = "" if feature.given_to_model else " Not given to the paper's models."
        table.add_row(
            feature.name,
            feature.kind,
            feature.unit,
            escape(feature.description.strip() + note),
        )
    output.print(table)


def _show_statistics(
    output: Console, card: Card, measured: Statistics | None, measured_by: str
) -> None:
    numbers = ("here", "paper", "difference")
    table = table_of("statistic", *numbers, right=numbers)
    paper = _flat(card.paper)
    mine = _flat(measured) if measured else {}
    for key, value in paper.items():
        here = mine.get(key)
        table.add_row(
            key,
            "" if here is None else f"{here:,.6g}",
            f"{value:,.6g}",
            "" if here is None else f"{here - value:+,.3g}",
        )
    output.print(table)
    output.print(f"paper: doi:{card.paper.source}")
    output.print(escape(f"here: {measured_by}"))


def _flat(statistics: Statistics) -> dict[str, float]:
    """Return the numbers by what a reader calls them."""
    split = statistics.split
    return {
        "clouds": statistics.clouds,
        "points per cloud": statistics.points_per_cloud,
        "important points per positive cloud": (
            statistics.important_points_per_positive_cloud
        ),
        "share of positive clouds": statistics.positive_share,
        "share of training clouds": split.train,
        "share of validation clouds": split.valid,
        "share of test clouds": split.test,
    }


def _show_sources(output: Console, card: Card) -> None:
    output.print("\n[bold]sources[/]")
    for source in card.sources:
        where = f"doi:{source.doi}" if source.doi else str(source.url or "")
        licence = f" [{source.licence}]" if source.licence else ""
        output.print(escape(f"- {source.title} {where}{licence}"))


def _show_published(output: Console, card: Card) -> None:
    """Print scores from the literature: one row a method, one column a metric."""
    titles = {
        item.metric: METRICS[item.metric].title.format(m="m").removesuffix(", pooled")
        for item in card.published
    }
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for item in card.published:
        spread = "" if item.std is None else f" ± {item.std:g}"
        cells = rows.setdefault((item.method, item.backbone), {})
        cells[item.metric] = f"{item.mean:g}{spread}"
    table = table_of("method", "backbone", *titles.values(), right=[*titles.values()])
    for (method, backbone), cells in rows.items():
        table.add_row(method, backbone, *(cells.get(name, "") for name in titles))
    output.print("\n[bold]published scores[/], in per cent; never ranked with ours")
    output.print(table)
    sources = dict.fromkeys(item.source for item in card.published)
    output.print(escape(f"As printed in: {'; '.join(sources)}"))
    for item in card.published:
        if item.note:
            output.print(escape(f"- {item.method}, {titles[item.metric]}: {item.note}"))
