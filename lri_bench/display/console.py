# SPDX-License-Identifier: MIT
"""How everything is printed: 80 columns in a pipe, tables without frames."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

__all__ = ["console", "table_of"]

WIDTH = 80


def console(*, stderr: bool = False) -> Console:
    """Return a console that keeps to 80 columns where there is no terminal."""
    plain = Console(stderr=stderr, highlight=False, soft_wrap=False)
    if not plain.is_terminal:
        plain.width = WIDTH
    return plain


def table_of(*columns: str, right: Sequence[str] = ()) -> Table:
    """Return an empty table; columns named in `right` hold numbers."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in columns:
        justify = "right" if column in right else "left"
        table.add_column(column, justify=justify, no_wrap=column in right)  # type: ignore[arg-type]
    return table
