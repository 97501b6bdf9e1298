# SPDX-License-Identifier: MIT
"""Plain sentences, problems, and what checks found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from lri_bench.display.console import console, table_of

if TYPE_CHECKING:
    from lri_bench.errors import Problem
    from lri_bench.verify import Outcome

__all__ = ["show_checked", "show_lines", "show_outcomes", "show_problems"]

_NAMED = 8


def show_lines(lines: Iterable[Any]) -> None:
    """Print plain sentences, each on a line: paths in them can be copied."""
    output = console()
    for line in lines:
        output.print(escape(str(line)), soft_wrap=True)


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
    table = table_of("check", "", "found")
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


def show_checked(file: str, lines: Mapping[str, str], notices: Sequence[str]) -> None:
    """Print that a submission can be scored."""
    output = console()
    output.print(f"[green]valid[/] {escape(file)}")
    for edition, text in lines.items():
        output.print(f"  {edition}  {escape(text)}")
    for notice in notices:
        output.print(escape(f"  Notice: {notice}"))
