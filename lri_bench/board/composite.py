# SPDX-License-Identifier: MIT
"""One number over all data sets, for entries that cover them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from lri_bench.board.entry import Entry, Track
from lri_bench.board.measured import DIGITS, Measured, rounded
from lri_bench.board.model import Composite, CompositeRow, Partial
from lri_bench.board.ranking import CEILING, FLOOR
from lri_bench.metrics.bootstrap import interval
from lri_bench.statistics.composite import beaten, mean_replicates, share

__all__ = ["composites"]

Scores = Mapping[str, Mapping[str, Measured]]
"""By entry, then by data set."""


def composites(
    measured: Sequence[Measured],
    facts: Mapping[str, Entry],
    datasets: Sequence[str],
    seed: int,
) -> tuple[Composite, ...]:
    """Put editions of one name together.

    Parameters
    ----------
    measured : sequence of Measured
        All rows of all editions.
    facts : mapping of str to Entry
        By entry.
    datasets : sequence of str
        All there are.
    seed : int
        Of the bootstrap.

    Returns
    -------
    composites : tuple of Composite
        One for each name, in their order.
    """
    families: dict[str, dict[str, dict[str, Measured]]] = {}
    for item in measured:
        dataset, _, family = item.edition.partition("@")
        scores = families.setdefault(family, {})
        scores.setdefault(item.row.entry, {})[dataset] = item
    return tuple(
        Composite(
            family=family,
            rows=tuple(_rows(scores, facts, datasets, seed)),
            partial=tuple(_partial(scores, facts, datasets)),
        )
        for family, scores in sorted(families.items())
    )


def _rows(
    scores: Scores, facts: Mapping[str, Entry], datasets: Sequence[str], seed: int
) -> list[CompositeRow]:
    complete = sorted(k for k, v in scores.items() if len(v) == len(datasets))
    borda = _borda(scores, complete, facts, datasets)
    found = []
    for entry in complete:
        each = {name: scores[entry][name] for name in datasets}
        shares = {
            name: float(share(np.array(item.value), FLOOR, CEILING))
            for name, item in each.items()
        }
        parts = [share(item.replicates, FLOOR, CEILING) for item in each.values()]
        low, high = interval(mean_replicates(parts, seed))
        found.append(
            CompositeRow(
                entry=entry,
                share=round(float(np.mean(list(shares.values()))), DIGITS),
                low=rounded(low),
                high=rounded(high),
                shares={name: round(value, DIGITS) for name, value in shares.items()},
                borda=borda[entry],
            )
        )
    return sorted(found, key=lambda row: (-row.share, row.entry))


def _borda(
    scores: Scores,
    complete: Sequence[str],
    facts: Mapping[str, Entry],
    datasets: Sequence[str],
) -> dict[str, float | None]:
    """Return the mean share of methods beaten, by entry; None without any to beat."""
    result: dict[str, float | None] = {}
    for entry in complete:
        others = [
            other
            for other in complete
            if other != entry and facts[other].track != Track.REFERENCE
        ]
        own = np.array([scores[entry][name].value for name in datasets])
        against = np.array(
            [[scores[other][name].value for other in others] for name in datasets]
        )
        points = beaten(own, against) if others else None
        result[entry] = None if points is None else rounded(float(points.mean()))
    return result


def _partial(
    scores: Scores, facts: Mapping[str, Entry], datasets: Sequence[str]
) -> Iterator[Partial]:
    for entry, each in sorted(scores.items()):
        has = tuple(name for name in datasets if name in each)
        lacks = tuple(name for name in datasets if name not in each)
        if lacks:
            why = facts[entry].partial or f"the file covers {' and '.join(has)} alone"
            yield Partial(entry=entry, has=has, lacks=lacks, why=why)
