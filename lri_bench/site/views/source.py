# SPDX-License-Identifier: MIT
"""What all pages are made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lri_bench.board.model import Board
from lri_bench.catalog.editions import Catalog
from lri_bench.site.views.line import Line, lines_of

__all__ = ["Source"]


@dataclass(frozen=True)
class Source:
    """A board, and the cards of its data sets.

    Attributes
    ----------
    board : Board
    catalog : Catalog
    """

    board: Board
    catalog: Catalog

    @cached_property
    def lines(self) -> dict[str, list[Line]]:
        """Rows by edition, best first; editions with most ranked rows come first."""
        found = lines_of(self.board)
        ranked = {
            name: sum(line.row.rank is not None for line in lines)
            for name, lines in found.items()
        }
        return {
            name: found[name] for name in sorted(found, key=lambda n: (-ranked[n], n))
        }

    @cached_property
    def by_entry(self) -> dict[str, list[Line]]:
        """The same rows by entry."""
        found: dict[str, list[Line]] = {entry: [] for entry in self.board.entries}
        for lines in self.lines.values():
            for line in lines:
                found[line.entry].append(line)
        return found

    def chance(self, edition: str) -> float:
        """Return what random importances score on average, by the headline."""
        expected = self.board.editions[edition].random_expectation
        return expected[self.board.settings.headline]

    def title(self, dataset: str) -> str:
        """Return the short name of a data set."""
        return self.catalog.card(dataset).title.partition(":")[0]
