# SPDX-License-Identifier: MIT
"""A table before it is text: what each cell says, whatever the format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lri_bench.board.model import BoardScore, Range, Row
from lri_bench.metrics.registry import METRICS, Metric
from lri_bench.papers.caption import caption_of
from lri_bench.papers.choice import Choice, score_key
from lri_bench.papers.standout import standout

__all__ = ["Cell", "Column", "Number", "Sheet", "rank_text", "sheet_of"]

_DIGITS = {"1": 3, "degrees": 1}
"""Behind the point, by the unit of a metric."""

EXPECTED = "random (expectation)"


@dataclass(frozen=True, slots=True)
class Number:
    """A score as it is printed.

    Attributes
    ----------
    value : str
    low, high : str
        The interval; empty where there is none.
    best : bool
        True if it is told apart from all others.
    """

    value: str
    low: str = ""
    high: str = ""
    best: bool = False


Cell = str | Number


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    title : str
    numeric : bool
        Whether it holds numbers.
    panel : str
        The edition it belongs to, where there are several.
    """

    title: str
    numeric: bool = False
    panel: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table.

    Attributes
    ----------
    caption : tuple of str
        Sentences: what is shown, and how to read it.
    made_by : str
        Name and version of what computed the numbers.
    columns : tuple of Column
    methods, references : tuple of tuple of Cell
        Lines; references stand below, unranked.
    editions : tuple of str
    """

    caption: tuple[str, ...]
    made_by: str
    columns: tuple[Column, ...]
    methods: tuple[tuple[Cell, ...], ...]
    references: tuple[tuple[Cell, ...], ...]
    editions: tuple[str, ...] = field(default=())


def sheet_of(choice: Choice) -> Sheet:
    """Lay out methods and metrics of an edition, or of several beside each other.

    Parameters
    ----------
    choice : Choice

    Returns
    -------
    sheet : Sheet
        Methods come in the order of the first edition, then of the next one for
        those that it lacks.
    """
    entries = dict.fromkeys(r.entry for rows in choice.rows.values() for r in rows)
    lines: dict[bool, list[tuple[Cell, ...]]] = {False: [], True: []}
    for entry in entries:
        is_reference, line = _line(choice, entry)
        lines[is_reference].append(line)
    if choice.has_references:
        lines[True].append(_expected(choice))
    return Sheet(
        caption=tuple(caption_of(choice)),
        made_by=choice.board.made_by,
        columns=tuple(_columns(choice)),
        methods=tuple(lines[False]),
        references=tuple(lines[True]),
        editions=tuple(choice.rows),
    )


def rank_text(rank: Range | None) -> str:
    """Return the ranks a row can have; empty for what is not ranked."""
    if rank is None:
        return ""
    if rank.first == rank.last:
        return str(rank.first)
    return f"{rank.first}–{rank.last}"  # noqa: RUF001 - a range


def _facts(choice: Choice, method: str, backbone: str | None, track: str) -> list[Cell]:
    """Return the first cells; a backbone that all have stands in the caption."""
    return [method, *([backbone or ""] if len(choice.backbones) > 1 else []), track]


def _line(choice: Choice, entry: str) -> tuple[bool, tuple[Cell, ...]]:
    """Return whether an entry is a reference, and its cells."""
    found = {
        edition: row
        for edition, rows in choice.rows.items()
        for row in rows
        if row.entry == entry
    }
    first = next(iter(found.values()))
    entry_facts = choice.facts(first)
    line = _facts(choice, choice.name(first), entry_facts.backbone, entry_facts.track)
    for edition in choice.rows:
        line += _cells(choice, edition, found.get(edition))
    return choice.is_reference(first), tuple(line)


def _columns(choice: Choice) -> Iterator[Column]:
    for title in _facts(choice, "method", "backbone", "track"):
        yield Column(str(title))
    several = len(choice.rows) > 1
    for edition, keys in choice.metrics.items():
        panel = edition if several else ""
        for key in keys:
            yield Column(_title(key), numeric=True, panel=panel)
            if choice.has_ranks(edition, key):
                yield Column("rank", panel=panel)
                yield Column("group", panel=panel)


def _cells(choice: Choice, edition: str, row: Row | None) -> Iterator[Cell]:
    """Yield what an entry has in the columns of an edition."""
    headline = choice.board.settings.headline
    scores = {score_key(score): score for score in row.scores} if row else {}
    best = standout(choice.board.editions[edition])
    for key in choice.metrics[edition]:
        is_best = key == headline and row is not None and row.entry == best
        yield _number(scores[key], best=is_best) if key in scores else ""
        if choice.has_ranks(edition, key):
            yield rank_text(row.rank) if row else ""
            yield row.groups if row else ""


def _number(score: BoardScore, *, best: bool) -> Number:
    def text(value: float | None) -> str:
        return "" if value is None else _digits(value, score.metric)

    return Number(text(score.value), text(score.low), text(score.high), best)


def _digits(value: float, metric: str) -> str:
    return f"{value:.{_DIGITS[METRICS[metric].unit]}f}"


def _expected(choice: Choice) -> tuple[Cell, ...]:
    """Return the line of what random importances score on average."""
    line = _facts(choice, EXPECTED, None, "reference")
    for edition, keys in choice.metrics.items():
        expected = choice.board.editions[edition].random_expectation
        for key in keys:
            metric = key.partition(":")[0]
            known = key in expected
            line.append(Number(_digits(expected[key], metric)) if known else "")
            if choice.has_ranks(edition, key):
                line += ["", ""]
    return tuple(line)


def _title(key: str) -> str:
    name, _, m = key.partition(":")
    metric: Metric = METRICS[name]
    unit = "" if metric.unit == "1" else f" ({metric.unit})"
    return metric.title.format(m=m) + unit
