# SPDX-License-Identifier: MIT
"""Both ends of all edges of a batch: points as they receive, and as they send.

A point has two rows, one for each. What an edge has of its ends is one of either, and
their sum is written at once; gradients are sums over the edges of a row.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import torch
from torch.nn import functional

from lri_bench.models.ends import Ends

__all__ = ["BothEnds"]


class BothEnds:
    """Rows of points that edges have.

    Parameters
    ----------
    receives, sends : (E,) int64
        Points at both ends, in any order.
    points : int
        N, of the batch.

    Attributes
    ----------
    pairs : (E, 2) int64
        Rows of an edge, where all are one after the other: those of the first point,
        as it receives and as it sends, those of the second, and so on.
    rows : Ends
        The same, (2 E,), each pair after the other.
    """

    def __init__(
        self, receives: torch.Tensor, sends: torch.Tensor, points: int
    ) -> None:
        self.pairs = torch.stack([2 * receives, 2 * sends + 1], 1)
        self.rows = Ends(self.pairs.flatten(), 2 * points)

    @cached_property
    def number(self) -> torch.Tensor:
        """(N, 2) int64, how many edges have each row."""
        return self.rows.number.view(-1, 2)

    @cached_property
    def edges(self) -> torch.Tensor:
        """(2 E,) int64, edges by their rows; each is there twice."""
        return self.rows.order // 2

    @cached_property
    def opposite(self) -> torch.Tensor:
        """(2 E,) int64, the other row of each."""
        return self.pairs.flip(1).flatten().index_select(0, self.rows.order)

    def added(self, rows: torch.Tensor) -> torch.Tensor:
        """Return for each edge the sum of its two rows.

        Parameters
        ----------
        rows : (N, 2, w) float
            Of points as they receive, and as they send.

        Returns
        -------
        sums : (E, w) float
        """
        found: torch.Tensor = _Added.apply(rows, self)  # type: ignore[no-untyped-call]
        return found

    def summed(self, messages: torch.Tensor) -> torch.Tensor:
        """Return for each row the sum over its edges.

        Parameters
        ----------
        messages : (E, w) float

        Returns
        -------
        sums : (N, 2, w) float
        """
        found: torch.Tensor = _Summed.apply(  # type: ignore[no-untyped-call]
            messages, self
        )
        return found

    def passed(self, rows: torch.Tensor) -> torch.Tensor:
        """Return for each row the sum, over its edges, of their other row.

        Parameters
        ----------
        rows : (N, 2, w) float

        Returns
        -------
        sums : (N, 2, w) float
            Without a gradient.
        """
        with torch.no_grad():
            return functional.embedding_bag(
                self.opposite, rows.flatten(0, 1), self.rows.first, mode="sum"
            ).view_as(rows)


class _Added(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, rows: torch.Tensor, ends: BothEnds) -> torch.Tensor:
        ctx.ends = ends
        return functional.embedding_bag(ends.pairs, rows.flatten(0, 1), mode="sum")

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, None]:
        return ctx.ends.summed(gradients[0]), None


class _Summed(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, messages: torch.Tensor, ends: BothEnds) -> torch.Tensor:
        ctx.ends = ends
        sums = functional.embedding_bag(
            ends.edges, messages, ends.rows.first, mode="sum"
        )
        return sums.view(*ends.number.shape, messages.shape[1])

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, None]:
        return ctx.ends.added(gradients[0]), None
