# SPDX-License-Identifier: MIT
"""Which method, if any, may be printed bold."""

from __future__ import annotations

from lri_bench.board.model import EditionBoard

__all__ = ["standout"]

BEST_GROUP = "a"


def standout(edition: EditionBoard) -> str | None:
    """Return the entry that is told apart from all others, and is best.

    Parameters
    ----------
    edition : EditionBoard
        Whole: a method is not best because others were left out of a table.

    Returns
    -------
    entry : str or None
        None if several methods share the first group, or there is but one.
    """
    ranked = [row for row in edition.rows if row.rank]
    best = [row.entry for row in ranked if BEST_GROUP in row.groups]
    return best[0] if len(best) == 1 and len(ranked) > 1 else None
