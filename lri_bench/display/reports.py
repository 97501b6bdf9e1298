# SPDX-License-Identifier: MIT
"""Scores of a submission, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lri_bench.display.console import console, table_of

if TYPE_CHECKING:
    from lri_bench.board.neighbours import Neighbour
    from lri_bench.board.standing import Standing
    from lri_bench.evaluation.report import EditionReport, Report, Score

__all__ = ["show_report"]

_NEIGHBOURS = 4
_LEAST_P = 0.0001


def show_report(file: str, report: Report, standings: Iterable[Standing]) -> None:
    """Print every metric of a report, what it rests on, and where it stands."""
    output = console()
    places = {standing.edition: standing for standing in standings}
    output.print(f"[bold]{escape(report.method)}[/]  {escape(file)}")
    for edition in report.editions:
        seeds = f"{edition.seeds} seed" + ("s" if edition.seeds > 1 else "")
        output.print(
            f"\n[bold]{edition.edition}[/]  all {edition.clouds:,} {edition.scope}, "
            f"{edition.points:,} points, {seeds}"
        )
        output.print(_score_table(edition))
        for line in _footnotes(edition, report.replicates):
            output.print(escape(line))
        if edition.edition in places:
            _show_standing(output, places[edition.edition])


def _score_table(edition: EditionReport) -> Table:
    shown = [score for score in edition.scores if score.value is not None]
    columns: dict[str, list[str]] = {
        "metric": [_titled(score) for score in shown],
        "value": [_number(score, score.value) for score in shown],
        "sd": [_number(score, score.seed_std) for score in shown],
        "95 % interval": [_interval(score) for score in shown],
        "clouds": [f"{score.clouds:,}" for score in shown],
        "points": [f"{score.points:,}" for score in shown],
        "skipped": [_skipped(score) for score in shown],
    }
    # A column without anything in it only takes room.
    filled = {name: cells for name, cells in columns.items() if any(cells)}
    table = table_of(*filled, right=[name for name in filled if name != "metric"])
    for row in zip(*filled.values(), strict=True):
        table.add_row(*row)
    return table


def _titled(score: Score) -> str:
    return score.title + (" (low)" if score.facts.better == "lower" else "")


def _skipped(score: Score) -> str:
    number = sum(score.skipped.values())
    return f"{number:,}" if number else ""


def _number(score: Score, value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.2f}°" if score.facts.unit == "degrees" else f"{value:.4f}"


def _interval(score: Score) -> str:
    if score.low is None or score.high is None:
        return ""
    return f"{_number(score, score.low)} to {_number(score, score.high)}"


def _footnotes(edition: EditionReport, replicates: int) -> Iterable[str]:
    shown = [score for score in edition.scores if score.value is not None]
    populations = dict.fromkeys(score.facts.population.value for score in shown)
    yield f"Computed on: {'; '.join(populations)}."
    if any(score.facts.better == "lower" for score in shown):
        yield "(low): lower is better; everywhere else higher is."
    if edition.seeds > 1:
        yield f"sd: sample standard deviation over {edition.seeds} seeds."
    if replicates:
        yield f"Intervals: {replicates:,} bootstrap replicates over clouds and seeds."
    reasons = {
        (reason, number): None
        for score in edition.scores
        for reason, number in score.skipped.items()
    }
    for reason, number in reasons:
        yield f"Skipped: {number:,} clouds, {reason}."
    missing: dict[str, list[str]] = {}
    for score in edition.scores:
        if score.value is None:
            missing.setdefault(score.reason, []).append(score.title)
    for reason, titles in missing.items():
        yield f"Not computed: {', '.join(titles)} ({reason})."
    for notice in edition.notices:
        yield f"Notice: {notice}"


def _show_standing(output: Console, standing: Standing) -> None:
    """Print the neighbours on the board."""
    rank, places = standing.rank, standing.places
    verb = "is" if standing.known else "would be"
    output.print(
        f"\n[bold]On the board of {standing.edition}[/] it {verb} row {rank} of "
        f"{len(places)}, by pooled ROC AUC"
    )
    numbers = ("row", "ROC AUC", "95 % interval")
    table = table_of("row", "method", "track", *numbers[1:], right=numbers)
    first = max(0, min(rank - 1 - _NEIGHBOURS, len(places) - 2 * _NEIGHBOURS - 1))
    shown = list(enumerate(places, start=1))[first : first + 2 * _NEIGHBOURS + 1]
    for row, place in shown:
        interval = (
            ""
            if place.low is None or place.high is None
            else f"{place.low:.4f} to {place.high:.4f}"
        )
        name = f"> {place.name}" if place.new else f"  {place.name}"
        style = "bold green" if place.new else ""
        cells = (escape(name), place.track, f"{place.value:.4f}", interval)
        table.add_row(str(row), *cells, style=style)
    output.print(table)
    for neighbour in standing.neighbours:
        output.print(escape(_against(neighbour)))
    if standing.resolution is not None:
        output.print(
            "The smallest difference that this test split shows in 4 of 5 cases is "
            f"about {standing.resolution:.3f}."
        )


def _against(neighbour: Neighbour) -> str:
    verdict = "told apart" if neighbour.is_sure else "not told apart"
    p = f"p = {neighbour.p:.2g}" if neighbour.p >= _LEAST_P else f"p < {_LEAST_P:g}"
    return (
        f"Against {neighbour.name}, on the same clouds: {neighbour.difference:+.4f} "
        f"({neighbour.low:+.4f} to {neighbour.high:+.4f}), {verdict} ({p})."
    )
