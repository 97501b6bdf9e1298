# SPDX-License-Identifier: MIT
"""What people read in a terminal: tables that fit 80 columns, also in a pipe."""

from __future__ import annotations

import math
import string
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lri_bench.metrics.registry import METRICS

if TYPE_CHECKING:
    from lri_bench.board.standing import Standing
    from lri_bench.catalog.card import Card, EditionFacts, Statistics
    from lri_bench.catalog.editions import Edition
    from lri_bench.errors import Problem
    from lri_bench.evaluation.report import EditionReport, Report, Score
    from lri_bench.realism.observable import Known
    from lri_bench.realism.row import Row
    from lri_bench.realism.sample import Sample
    from lri_bench.realism.survey import Survey
    from lri_bench.verify import Outcome

__all__ = [
    "show_checked",
    "show_description",
    "show_editions",
    "show_lines",
    "show_outcomes",
    "show_problems",
    "show_report",
    "show_survey",
]

WIDTH = 80
_NEIGHBOURS = 4
_NAMED = 8
_LARGEST = 3


def console(*, stderr: bool = False) -> Console:
    """Return a console that keeps to 80 columns where there is no terminal."""
    plain = Console(stderr=stderr, highlight=False, soft_wrap=False)
    if not plain.is_terminal:
        plain.width = WIDTH
    return plain


def _table(*columns: str, right: Sequence[str] = ()) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in columns:
        justify = "right" if column in right else "left"
        table.add_column(column, justify=justify, no_wrap=column in right)  # type: ignore[arg-type]
    return table


def show_problems(problems: Iterable[Problem]) -> None:
    """Print problems to stderr."""
    output = console(stderr=True)
    listed = list(problems)
    for problem in listed:
        output.print(f"[red]error[/] {escape(str(problem))}", soft_wrap=True)
    if len(listed) > 1:
        output.print(f"{len(listed)} problems", style="red")


def show_outcomes(title: str, outcomes: Iterable[Outcome]) -> None:
    """Print what the checks of an edition found, naming the first clouds at fault."""
    table = _table("check", "", "found")
    colours = {"ok": "green", "FAILED": "red", "differs": "yellow"}
    listed = list(outcomes)
    for outcome in listed:
        verdict = outcome.verdict.value
        named = ", ".join(outcome.clouds[:_NAMED])
        more = f", … ({len(outcome.clouds):,})" if len(outcome.clouds) > _NAMED else ""
        detail = outcome.detail + (f": {named}{more}" if named else "")
        colour = colours.get(verdict, "dim")
        table.add_row(outcome.check, f"[{colour}]{verdict}[/]", escape(detail))
    number = Counter(outcome.verdict.value for outcome in listed)
    total = ", ".join(f"{number[verdict]} {verdict}" for verdict in sorted(number))
    console().print(table, f"{title}: {total}", sep="")


def show_editions(rows: Iterable[tuple[str, str, str]]) -> None:
    """Print editions, what this machine has of them, and what they are."""
    table = _table("edition", "here", "what it is")
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
    table = _table("feature", "kind", "unit", "what it is")
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
    table = _table("statistic", *numbers, right=numbers)
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
    table = _table("method", "backbone", *titles.values(), right=[*titles.values()])
    for (method, backbone), cells in rows.items():
        table.add_row(method, backbone, *(cells.get(name, "") for name in titles))
    output.print("\n[bold]published scores[/], in per cent; never ranked with ours")
    output.print(table)
    sources = dict.fromkeys(item.source for item in card.published)
    output.print(escape(f"As printed in: {'; '.join(sources)}"))
    for item in card.published:
        if item.note:
            output.print(escape(f"- {item.method}, {titles[item.metric]}: {item.note}"))


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
    table = _table(*filled, right=[name for name in filled if name != "metric"])
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
    table = _table("row", "method", "track", *numbers[1:], right=numbers)
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
    if standing.overlapping:
        names = ", ".join(standing.overlapping)
        output.print(
            escape(f"Its interval overlaps with that of {names}: no order is certain.")
        )


def show_checked(file: str, lines: Mapping[str, str], notices: Sequence[str]) -> None:
    """Print that a submission can be scored."""
    output = console()
    output.print(f"[green]valid[/] {escape(file)}")
    for edition, text in lines.items():
        output.print(f"  {edition}  {escape(text)}")
    for notice in notices:
        output.print(escape(f"  Notice: {notice}"))


def show_lines(lines: Iterable[Any]) -> None:
    """Print plain sentences."""
    output = console()
    for line in lines:
        output.print(escape(str(line)))


def show_survey(survey: Survey) -> None:
    """Print how an edition is distributed, beside another one or what is known."""
    output = console()
    output.print(" beside ".join(survey.titles), style="bold")
    rows = [row for row in survey.rows if not row.is_category]
    known = {(row.known.source, row.known.note): "" for row in rows if row.known}
    marks = dict(zip(known, string.ascii_lowercase, strict=False))
    alone = survey.against is None
    names = ["mean"] if alone else [edition.name for edition in survey.editions]
    numbers = [title for name in names for title in (name, "5 %", "95 %")]
    numbers.append("known" if alone else "KS")
    table = _table("observable", "unit", *numbers, right=numbers)
    table.padding = (0, 1, 0, 0)  # else two editions do not fit beside each other
    for row in rows:
        sides = [row.here] if alone else [row.here, row.there]
        last = _known_cell(row.known, marks) if alone else _distance_cell(row)
        cells = [cell for sample in sides for cell in _sample_cells(row, sample)]
        table.add_row(escape(row.observable.name), row.observable.unit, *cells, last)
    output.print(table)
    lines = _survey_alone(survey, marks) if alone else _survey_notes(survey)
    for line in (*lines, *_left_out(survey)):
        output.print(escape(line))


def _sample_cells(row: Row, sample: Sample | None) -> tuple[str, str, str]:
    """Return mean, 5 and 95 %, with digits after the largest number of a row."""
    if sample is None or sample.mean is None or sample.range is None:
        return "", "", ""
    ends = [abs(end) for each in row.samples for end in each.range or ()]
    digits = max(0, 3 - math.ceil(math.log10(max([*ends, 2.0]))))
    after_mean = min(digits + 1, 2) if row.is_count else digits + 1
    after = 0 if row.is_count else digits
    low, high = sample.range
    # + 0.0: no minus before a zero
    return (
        f"{round(sample.mean, after_mean) + 0.0:,.{after_mean}f}",
        f"{round(low, after) + 0.0:,.{after}f}",
        f"{round(high, after) + 0.0:,.{after}f}",
    )


def _known_cell(known: Known | None, marks: Mapping[tuple[str, str], str]) -> str:
    if known is None:
        return ""
    return f"{known.value:,.4g} {marks[known.source, known.note]}"


def _distance_cell(row: Row) -> str:
    if row.distance is None:
        return ""
    return f"[dim]~{row.distance:.2f}[/]" if row.is_near else f"{row.distance:.2f}"


def _survey_alone(
    survey: Survey, marks: Mapping[tuple[str, str], str]
) -> Iterable[str]:
    for (source, note), mark in marks.items():
        yield f"{mark}  {source}{', ' if note else ''}{note}"
    for row in survey.rows:
        if row.is_category and len(row.here):
            shares = dict(zip(row.categories, row.shares[0], strict=True))
            first = sorted(shares, key=lambda name: -shares[name])[:_NAMED]
            told = ", ".join(f"{k} {shares[k]:.1%}" for k in first if shares[k])
            yield f"Most frequent, {row.observable.name}: {told}."


def _survey_notes(survey: Survey) -> Iterable[str]:
    yield (
        "KS: Kolmogorov-Smirnov distance, the largest difference of cumulative "
        "shares; 0 is alike, 1 nothing in common."
    )
    if any(row.is_near for row in survey.rows):
        yield (
            "~: so far apart two samples of one distribution may be by chance (5 %), "
            "if what is in a cloud counts once."
        )
    for row in survey.rows:
        if row.is_category and row.distance is not None:
            change = row.shares[0] - row.shares[1]
            largest = sorted(range(len(change)), key=lambda k: -abs(change[k]))
            told = ", ".join(
                f"{row.categories[k]} {100 * change[k]:+.1f}"
                for k in largest[:_LARGEST]
            )
            yield (
                f"Total variation distance, {row.observable.name}: "
                f"{row.distance:.2f}; largest differences {told} percentage points."
            )
    for plane in survey.planes:
        if plane.distance is not None:
            sizes = " by ".join(
                f"{axis.cell:g}{axis.unit}" for axis in plane.plane.axes
            )
            yield (
                f"Total variation distance, {plane.plane.name}: "
                f"{plane.distance:.2f}, over cells of {sizes}."
            )


def _left_out(survey: Survey) -> Iterable[str]:
    """Yield what could not be looked at, and why."""
    missing: dict[tuple[str, str], list[str]] = {}
    for item in survey.left_out:
        reason = f"has no {', '.join(item.columns)}"
        missing.setdefault((item.edition, reason), []).append(item.name)
    for number, named in enumerate(survey.editions):
        empty = [
            row.observable.name
            for row in survey.rows
            if number < len(row.samples) and not len(row.samples[number])
        ]
        if empty:
            missing[str(named), "has no values of it"] = empty
    for (edition, reason), names in missing.items():
        yield f"Left out: {', '.join(names)} ({edition} {reason})."
