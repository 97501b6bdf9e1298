# SPDX-License-Identifier: MIT
"""Texts and numbers in the cells of Markdown tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lri_bench.board.model import Range

__all__ = ["cell", "interval_cell", "percent", "rank_cell", "table"]

_ESCAPES = str.maketrans(
    {mark: f"\\{mark}" for mark in r"\`*_[]|~$"}
    | {"<": "&lt;", ">": "&gt;", "&": "&amp;", "\n": " ", "\r": " "}
)
_LINK = re.compile(r"(?i)(?<=\bwww)(?=\.)|(?<=:)(?=//)")
"""Where a backslash keeps GitHub from making a link of bare text."""


def cell(text: str) -> str:
    r"""Return a stranger's text such that nothing in it is taken for Markdown.

    Examples
    --------
    >>> print(cell("<b>*x*</b> | [a](javascript:b)"))
    &lt;b&gt;\*x\*&lt;/b&gt; \| \[a\](javascript:b)
    """
    return _LINK.sub(r"\\", text.translate(_ESCAPES))


def rank_cell(rank: Range | None) -> str:
    """Return the ranks that a row can have; a dash for a row without.

    Examples
    --------
    >>> rank_cell(Range(first=1, last=3)), rank_cell(Range(first=2, last=2))
    ('1-3', '2')
    """
    if rank is None:
        return "-"
    first, last = rank.first, rank.last
    return f"{first}" if first == last else f"{first}-{last}"


def interval_cell(value: float, low: float | None, high: float | None) -> str:
    """Return a number with its interval, where it has one.

    Examples
    --------
    >>> interval_cell(0.5, 0.25, 0.75)
    '0.500 (0.250 to 0.750)'
    """
    if low is None or high is None:
        return f"{value:.3f}"
    return f"{value:.3f} ({low:.3f} to {high:.3f})"


def percent(share: float | None) -> str:
    """Return a share as a whole per cent.

    Examples
    --------
    >>> percent(0.256), percent(-0.001)
    ('26 %', '0 %')
    """
    # + 0.0: no minus before a zero
    return "" if share is None else f"{round(100 * share) + 0.0:.0f} %"


def table(header: Sequence[str], rows: Iterable[Sequence[str]], texts: int) -> str:
    """Return a table whose first `texts` columns hold text, and the others numbers.

    Examples
    --------
    >>> print(table(["a", "b"], [["x", "1"]], texts=1))
    | a | b |
    |---|--:|
    | x | 1 |
    """
    rule = "|" + "---|" * texts + "--:|" * (len(header) - texts)
    lines = ["| " + " | ".join(row) + " |" for row in (header, *rows)]
    return "\n".join([lines[0], rule, *lines[1:]])
