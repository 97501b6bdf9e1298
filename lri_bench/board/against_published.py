# SPDX-License-Identifier: MIT
"""What is measured on the real data, beside what the literature prints.

python -m lri_bench.board.against_published
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lri_bench.board.entry import Track
from lri_bench.board.model import Board, Row
from lri_bench.board.stored import board_path, load_board
from lri_bench.catalog.card import Published
from lri_bench.catalog.editions import Catalog

__all__ = ["FAR", "REAL", "Gap", "gaps_of", "table_of"]

REAL: Final = ("zenodo", "raw", "root")
"""Editions of the data that published scores are of; with a field's name or without."""

FAR: Final = 2.0
"""Standard deviations beyond which a difference has to be explained."""

_PLAIN = "erm"  # what the literature calls a classifier that explains nothing
_PERCENT = 100.0
_HEAD = """\
| edition | entry | seeds | epochs | metric | measured | published | apart |
|---|---|--:|--:|---|--:|--:|--:|
"""


@dataclass(frozen=True)
class Gap:
    """One score of one entry, and what is published for the same.

    Attributes
    ----------
    edition, entry, metric : str
        ``classifier-BACKBONE`` for what post-hoc entries explain; the metric with its
        m, such as ``precision_at_m:5``.
    seeds : int
    epochs : int or None
        Of each training; None for those of the paper.
    measured, published : float
        Per cent.
    std : float or None
        Of the published score, over seeds.
    """

    edition: str
    entry: str
    metric: str
    seeds: int
    epochs: int | None
    measured: float
    published: float
    std: float | None

    @property
    def apart(self) -> float | None:
        """Measured less published, in published standard deviations."""
        return (self.measured - self.published) / self.std if self.std else None


def gaps_of(board: Board, precision_at: Mapping[str, int]) -> tuple[Gap, ...]:
    """Return all scores that have a published one.

    Parameters
    ----------
    board : Board
    precision_at : mapping of str to int
        By data set, the m of the published precision@m.

    Returns
    -------
    gaps : tuple of Gap
        By edition and entry. A published plain classifier is compared with the one
        that post-hoc entries explain; if they do not share one, with that of the most
        seeds.
    """
    found: dict[tuple[str, str, str], Gap] = {}
    gaps = (
        gap
        for name, edition in sorted(board.editions.items())
        if name.partition("@")[2].partition("-")[0] in REAL
        for row in sorted(edition.rows, key=lambda row: row.entry)
        for item in board.published.get(edition.dataset, ())
        for gap in _gap(board, name, row, item, precision_at[edition.dataset])
    )
    for gap in gaps:
        key = (gap.edition, gap.entry, gap.metric)
        if key not in found or gap.seeds > found[key].seeds:
            found[key] = gap
    return tuple(found.values())


def _gap(
    board: Board, edition: str, row: Row, item: Published, m: int
) -> Iterator[Gap]:
    facts = board.entries[row.entry].facts
    plain = item.method == _PLAIN and facts.track is Track.POST_HOC
    if not plain and item.method != facts.method:
        return
    if facts.backbone not in {item.backbone, None}:
        return
    of = m if item.metric == "precision_at_m" else None
    for score in row.scores:
        if (score.metric, score.m) == (item.metric, of):
            yield Gap(
                edition=edition,
                entry=f"classifier-{facts.backbone}" if plain else row.entry,
                metric=f"{item.metric}:{of}" if of else item.metric,
                seeds=row.seeds,
                epochs=facts.epochs,
                measured=_PERCENT * score.value,
                published=item.mean,
                std=item.std,
            )


def table_of(gaps: tuple[Gap, ...]) -> str:
    """Return the table, in Markdown; what is far apart stands in bold.

    Parameters
    ----------
    gaps : tuple of Gap
    """
    return _HEAD + "".join(map(_line, gaps))


def _line(gap: Gap) -> str:
    spread = f" ± {gap.std:.2f}" if gap.std else ""
    apart = "" if gap.apart is None else f"{gap.apart:+.1f}"
    if gap.apart is not None and abs(gap.apart) > FAR:
        apart = f"**{apart}**"
    cells = [
        gap.edition,
        gap.entry,
        str(gap.seeds),
        "paper's" if gap.epochs is None else str(gap.epochs),
        gap.metric,
        f"{gap.measured:.2f}",
        f"{gap.published:.2f}{spread}",
        apart,
    ]
    return f"| {' | '.join(cells)} |\n"


def main() -> None:
    """Write the table of the committed board to standard output."""
    catalog = Catalog.default()
    board = load_board(board_path(catalog))
    if board is None:
        return
    first = {name: card.precision_at[0] for name, card in catalog.cards.items()}
    sys.stdout.write(table_of(gaps_of(board, first)))


if __name__ == "__main__":
    main()
