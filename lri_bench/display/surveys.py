# SPDX-License-Identifier: MIT
"""How an edition is distributed."""

from __future__ import annotations

import math
import string
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rich.markup import escape

from lri_bench.display.console import console, table_of

if TYPE_CHECKING:
    from lri_bench.realism.observable import Known
    from lri_bench.realism.row import Row
    from lri_bench.realism.sample import Sample
    from lri_bench.realism.survey import Survey

__all__ = ["show_survey"]

_NAMED = 8
_LARGEST = 3


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
    table = table_of("observable", "unit", *numbers, right=numbers)
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
