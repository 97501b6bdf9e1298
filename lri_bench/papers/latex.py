# SPDX-License-Identifier: MIT
"""A sheet as LaTeX, in the rules of booktabs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from lri_bench.papers.latex_text import latex_text
from lri_bench.papers.sheet import Cell, Column, Sheet

__all__ = ["latex"]

_LONG_TITLE = 8
"""Characters above which a title is set in two lines."""

_SHRINK = r"  \resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{"
"""What is wider than the page is made smaller; all else stays as it is."""


def latex(sheet: Sheet) -> str:
    r"""Return a `table` environment.

    Parameters
    ----------
    sheet : Sheet

    Returns
    -------
    source : str
        Needs ``\usepackage{booktabs,graphicx}``. Bounds of an interval stand small
        behind the value, below each other.
    """
    return "\n".join(
        [
            f"% Made by {sheet.made_by}; needs \\usepackage{{booktabs,graphicx}}.",
            r"\begin{table}",
            r"  \centering",
            r"  \caption{%",
            *(f"    {latex_text(sentence)}" for sentence in sheet.caption),
            r"  }",
            rf"  \label{{tab:{'-'.join(sheet.editions).replace('@', '-')}}}",
            r"  \footnotesize",
            r"  \setlength{\tabcolsep}{3pt}",
            r"  \renewcommand{\arraystretch}{1.3}",
            _SHRINK + "%",
            rf"  \begin{{tabular}}{{{''.join(_alignments(sheet.columns))}}}",
            *(f"    {line}" for line in _body(sheet)),
            r"  \end{tabular}}",
            r"\end{table}",
            "",
        ]
    )


def _alignments(columns: Sequence[Column]) -> Iterator[str]:
    for column in columns:
        yield "c" if column.numeric or column.title == "rank" else "l"


def _body(sheet: Sheet) -> Iterator[str]:
    yield r"\toprule"
    if any(column.panel for column in sheet.columns):
        yield from _panels(sheet.columns)
    yield _line([_title(column) for column in sheet.columns])
    for part in (sheet.methods, sheet.references):
        if part:
            yield r"\midrule"
        for cells in part:
            yield _line([_cell(cell) for cell in cells])
    yield r"\bottomrule"


def _panels(columns: Sequence[Column]) -> Iterator[str]:
    """Yield the names of editions, and the rules below them."""
    names, rules, start = [], [], 1
    for panel, group in groupby(columns, key=lambda column: column.panel):
        width = len(list(group))
        names.append(rf"\multicolumn{{{width}}}{{c}}{{{latex_text(panel)}}}")
        if panel:
            rules.append(rf"\cmidrule(lr){{{start}-{start + width - 1}}}")
        start += width
    yield _line(names)
    yield " ".join(rules)


def _title(column: Column) -> str:
    """Set a long title in two lines, broken near its middle."""
    text = column.title
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    if len(text) <= _LONG_TITLE or not spaces:
        return latex_text(text)
    middle = min(spaces, key=lambda place: abs(place - len(text) / 2))
    above, below = latex_text(text[:middle]), latex_text(text[middle:])
    return rf"\shortstack{{{above}\\{below}}}"


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return latex_text(cell)
    value = rf"\mathbf{{{cell.value}}}" if cell.best else cell.value
    bounds = f"_{{{cell.low}}}^{{{cell.high}}}" if cell.low else ""
    return f"${value}{bounds}$"


def _line(cells: Sequence[str]) -> str:
    return " & ".join(cells) + r" \\"
