# SPDX-License-Identifier: MIT
"""A sheet as Markdown, in the dialect with tables of pipes."""

from __future__ import annotations

from collections.abc import Sequence

from lri_bench.board.markdown import cell as escaped
from lri_bench.papers.sheet import Cell, Column, Sheet

__all__ = ["markdown"]


def markdown(sheet: Sheet) -> str:
    """Return a table, and below it how to read it.

    Parameters
    ----------
    sheet : Sheet

    Returns
    -------
    text : str
        References come last, their names in italics.
    """
    head = [_title(column) for column in sheet.columns]
    rules = ["--:" if column.numeric else "---" for column in sheet.columns]
    lines = [_line(head), "|" + "|".join(rules) + "|"]
    lines += [_line([_cell(cell) for cell in line]) for line in sheet.methods]
    for name, *cells in sheet.references:
        lines.append(_line([f"*{_cell(name)}*", *map(_cell, cells)]))
    note = " ".join((*sheet.caption, f"Made by {sheet.made_by}."))
    return "\n".join([*lines, "", escaped(note), ""])


def _title(column: Column) -> str:
    panel = f"{column.panel}, " if column.panel and column.numeric else ""
    return escaped(panel + column.title)


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return escaped(" ".join(cell.split()))
    value = f"**{cell.value}**" if cell.best else cell.value
    return f"{value} ({cell.low} to {cell.high})" if cell.low else value


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
