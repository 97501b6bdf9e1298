# SPDX-License-Identifier: MIT
"""Compact letter display: rows that share a letter cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count, islice
from string import ascii_letters

from lri_bench.types import Bools

__all__ = ["letters"]

_GREEK = 0x3B1  # alpha


def letters(different: Bools) -> list[str]:
    """Return the letters of each row, such that two share one iff they do not differ.

    The algorithm of insertion and absorption: Piepho 2004,
    doi:10.1198/1061860043515. Letters are given in the order of the rows: `a` to the
    first row's group. After `Z` they go on with Greek and whatever letters Unicode has
    next, one character each.

    Parameters
    ----------
    different : (n, n) bool
        Symmetric: whether two rows differ beyond doubt.

    Returns
    -------
    letters : list of n str

    Examples
    --------
    >>> import numpy as np
    >>> different = np.zeros((3, 3), dtype=bool)
    >>> different[0, 2] = different[2, 0] = True
    >>> letters(different)
    ['a', 'ab', 'b']
    """
    rows = len(different)
    groups = _groups(different)
    groups.sort(key=lambda group: [row for row in range(rows) if group >> row & 1])
    marks = list(islice(_alphabet(), len(groups)))
    return [
        "".join(
            mark for mark, group in zip(marks, groups, strict=True) if group >> row & 1
        )
        for row in range(rows)
    ]


def _groups(different: Bools) -> list[int]:
    """Return the largest groups without a pair that differs, rows as bits."""
    rows = len(different)
    groups = [(1 << rows) - 1] if rows else []
    for first in range(rows):
        for second in range(first + 1, rows):
            if different[first, second]:
                groups = _split(groups, 1 << first, 1 << second)
    return groups


def _split(groups: list[int], first: int, second: int) -> list[int]:
    """Let no group hold both; drop groups that others contain."""
    both = first | second
    kept = [group for group in groups if group & both != both]
    for group in groups:
        if group & both == both:
            for new in (group & ~first, group & ~second):
                if not any(new & other == new for other in kept):
                    kept.append(new)
    return kept


def _alphabet() -> Iterator[str]:
    further = (chr(code) for code in count(_GREEK))
    return chain(ascii_letters, (mark for mark in further if mark.isalpha()))
