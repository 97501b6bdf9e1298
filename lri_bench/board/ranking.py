# SPDX-License-Identifier: MIT
"""All rows of one edition: which can be told apart, and so which rank each can have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lri_bench.board.entry import Entry, Track
from lri_bench.board.floor import expected_at_random
from lri_bench.board.measured import DIGITS, Measured
from lri_bench.board.model import EditionBoard, Pairs, Range, Resolution, Row
from lri_bench.catalog.card import Card
from lri_bench.ragged import counts
from lri_bench.statistics.composite import share
from lri_bench.statistics.holm import holm
from lri_bench.statistics.letters import letters
from lri_bench.statistics.pairs import Comparison, compare
from lri_bench.statistics.ranks import rank_ranges
from lri_bench.statistics.resolution import CONFIDENCE, resolving
from lri_bench.truth import Truth
from lri_bench.types import AnyArray, Bools, Floats

__all__ = ["CEILING", "FLOOR", "edition_board"]

FLOOR, CEILING = 0.5, 1.0
"""What random importances and the labels score on any edition."""


def edition_board(
    measured: Sequence[Measured], facts: Mapping[str, Entry], truth: Truth, card: Card
) -> EditionBoard:
    """Rank the rows of an edition.

    Parameters
    ----------
    measured : sequence of Measured
        All rows, in any order.
    facts : mapping of str to Entry
        By entry.
    truth : Truth
        Of the edition.
    card : Card
        Of its data set.

    Returns
    -------
    board : EditionBoard
        Best row first; equal ones by name.
    """
    rows = sorted(measured, key=lambda item: (-item.value, item.row.entry))
    entries = [facts[item.row.entry] for item in rows]
    ranked = np.array([entry.track != Track.REFERENCE for entry in entries])
    values = np.array([item.value for item in rows])
    found = compare(values, np.stack([item.replicates for item in rows]))
    p = _corrected(found, ranked)
    positive = truth.y == 1
    return EditionBoard(
        dataset=card.name,
        clouds=len(truth),
        positives=int(positive.sum()),
        points=int(truth.offsets[-1]),
        positive_points=int(counts(truth.offsets)[positive].sum()),
        random_expectation=expected_at_random(truth, card.precision_at),
        resolution=_resolution(rows, entries, ranked, found),
        rows=tuple(_placed(rows, entries, ranked, found, p)),
        pairs=Pairs(
            entries=tuple(item.row.entry for item in rows),
            difference=_column(found.difference),
            low=_column(found.low),
            high=_column(found.high),
            p_holm=_column(p),
            win=_column(found.win),
        ),
    )


def _corrected(found: Comparison, ranked: Bools) -> Floats:
    """Correct for all pairs of ranked rows; pairs with a reference stay as they are."""
    p = found.p.copy()
    family = _both(ranked)
    p[family] = holm(p[family])
    return p


def _both(chosen: Bools) -> Bools:
    """Return (P,) bool, whether both rows of a pair are chosen."""
    first, second = np.triu_indices(len(chosen), k=1)
    both: Bools = chosen[first] & chosen[second]
    return both


def _resolution(
    rows: Sequence[Measured],
    entries: Sequence[Entry],
    ranked: Bools,
    found: Comparison,
) -> Resolution | None:
    """Tell by the methods what is resolved.

    Where there are not two, by the heuristics: all references but the labels and what
    is made of them, and constants. Copies of one another tell nothing.
    """
    chosen = ranked
    if ranked.sum() < 2:
        chosen = np.array(
            [
                not entry.saw_truth and np.ptp(item.replicates) > 0
                for item, entry in zip(rows, entries, strict=True)
            ]
        )
    errors = found.error[_both(chosen)]
    result = resolving(errors[errors > 0])
    if result is None:
        return None
    return Resolution(
        difference=round(result.difference, DIGITS),
        spread=round(result.spread, DIGITS),
        pairs=result.pairs,
    )


def _placed(
    rows: Sequence[Measured],
    entries: Sequence[Entry],
    ranked: Bools,
    found: Comparison,
    p: Floats,
) -> list[Row]:
    """Give ranks and groups to the methods, and to all their share of the way."""
    better = _beyond_doubt(found.difference, p, len(rows))[np.ix_(ranked, ranked)]
    firsts, lasts = rank_ranges(better)
    marks = letters(better | better.T)
    place = np.cumsum(ranked) - 1
    placed = []
    for i, (item, entry) in enumerate(zip(rows, entries, strict=True)):
        part = share(np.array(item.value), FLOOR, CEILING)
        change: dict[str, Any] = {"share": round(float(part), DIGITS)}
        if ranked[i]:
            ends = firsts[place[i]], lasts[place[i]]
            change["rank"] = Range(first=int(ends[0]), last=int(ends[1]))
            change["groups"] = marks[place[i]]
        if entry.saw_truth:
            change["strata"] = ()
        placed.append(item.row.model_copy(update=change))
    return placed


def _beyond_doubt(difference: Floats, p: Floats, rows: int) -> Bools:
    """Return (n, n) bool, whether row i is better than row j beyond doubt."""
    better = np.zeros((rows, rows), dtype=np.bool_)
    first, second = np.triu_indices(rows, k=1)
    sure = p < 1 - CONFIDENCE
    better[first, second] = sure & (difference > 0)
    better[second, first] = sure & (difference < 0)
    return better


def _column(values: AnyArray) -> tuple[float, ...]:
    # + 0.0: no minus before a zero
    return tuple((np.round(values, DIGITS) + 0.0).tolist())
