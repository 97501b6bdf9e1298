# SPDX-License-Identifier: MIT
"""Tables of the board as text, in the formats that papers take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from lri_bench.errors import OutputError, unknown_name
from lri_bench.papers.choice import Choice
from lri_bench.papers.latex import latex
from lri_bench.papers.markdown import markdown
from lri_bench.papers.records import csv_text
from lri_bench.papers.sheet import sheet_of

__all__ = ["FORMATS", "format_of", "table"]

_WRITERS: Final[Mapping[str, Callable[[Choice], str]]] = {
    "latex": lambda choice: latex(sheet_of(choice)),
    "markdown": lambda choice: markdown(sheet_of(choice)),
    "csv": csv_text,
}

_SUFFIXES: Final = {".tex": "latex", ".md": "markdown", ".csv": "csv"}

FORMATS = tuple(_WRITERS)
"""Names of the formats."""


def format_of(name: str | None, output: Path | None) -> str:
    """Return the format that is asked for.

    Parameters
    ----------
    name : str or None
        One of `FORMATS`.
    output : Path or None
        The file to write, whose end tells the format where there is no name.

    Returns
    -------
    name : str
        Markdown, where nothing tells.

    Raises
    ------
    OutputError
        If there is no such format.
    """
    if name is None:
        return _SUFFIXES.get(output.suffix.lower() if output else "", "markdown")
    if name not in FORMATS:
        run = "lri-bench leaderboard table --format markdown"
        raise OutputError(unknown_name("--format", name, FORMATS, run))
    return name


def table(choice: Choice, kind: str) -> str:
    """Return a table.

    Parameters
    ----------
    choice : Choice
        What it shows.
    kind : str
        One of `FORMATS`.

    Returns
    -------
    text : str
        With a line feed at its end.
    """
    return _WRITERS[kind](choice)
