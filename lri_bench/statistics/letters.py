# SPDX-License-Identifier: MIT
"""Compact letter display: rows that share a letter cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count, islice
from string import ascii_letters

import numpy as np

from lri_bench.types import Bools

__all__ = ["letters"]

_GREEK = 0x3B1  # alpha


def letters(different: Bools) -> list[str]:
    """Return the letters of each row, such that two share one iff they do not differ.

    Letters are groups of rows of which no two differ (Piepho 2004,
    doi:10.1198/1061860043515). All largest groups can be thousands, so a few that cover
    all pairs are looked for, greedily (Gramm et al. 2007,
    doi:10.1016/j.csda.2006.09.035). They are named in the order of the rows: `a` is the
    first row's. After `Z` come Greek and whatever letters Unicode has next, one
    character each.

    Parameters
    ----------
    different : (n, n) bool
        Symmetric: whether two rows differ beyond doubt. Rows are best first.

    Returns
    -------
    letters : list of n str

    Examples
    --------
    >>> different = np.zeros((3, 3), dtype=bool)
    >>> different[0, 2] = different[2, 0] = True
    >>> letters(different)
    ['a', 'ab', 'b']
    """
    groups = sorted(_groups(~different))
    marks: list[list[str]] = [[] for _ in range(len(different))]
    for mark, group in zip(islice(_alphabet(), len(groups)), groups, strict=True):
        for row in group:
            marks[row].append(mark)
    return ["".join(row) for row in marks]


def _groups(alike: Bools) -> Iterator[tuple[int, ...]]:
    """Yield groups that cover all pairs of rows that are alike, and all rows."""
    open_pairs = np.triu(alike)
    for row in range(len(alike)):
        while open_pairs[row].any():
            farthest = int(np.flatnonzero(open_pairs[row])[-1])
            group = _grown(row, farthest, alike, open_pairs)
            open_pairs[np.ix_(group, group)] = False
            yield tuple(group)


def _grown(first: int, second: int, alike: Bools, open_pairs: Bools) -> list[int]:
    """Return a largest group with two rows, first by pairs that no group has yet."""
    group = {first, second}
    common = alike[first] & alike[second]
    for wanted in (open_pairs[first], alike[first]):
        for row in np.flatnonzero(common & wanted).tolist():
            if common[row]:
                group.add(row)
                common &= alike[row]
    return sorted(group)


def _alphabet() -> Iterator[str]:
    further = (chr(code) for code in count(_GREEK))
    return chain(ascii_letters, (mark for mark in further if mark.isalpha()))
