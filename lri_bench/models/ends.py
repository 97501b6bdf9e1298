# SPDX-License-Identifier: MIT
"""One end of all edges of a batch: rows of points at edges, and sums back at points.

Large batches are limited by how much memory is moved, and a tensor of the width of
messages is most of it. So a product of messages and weights is never written down, and
gradients are sums over the edges of a point, one after the other, where those of
`index_select` are rows that are scattered.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import torch
from torch.nn import functional

__all__ = ["Ends"]


class Ends:
    """The points at which edges end, on the side that receives, say.

    Parameters
    ----------
    at : (E,) int64
        Points, in any order.
    points : int
        N, of the batch.

    Attributes
    ----------
    at : (E,) int64
    points : int
    """

    def __init__(self, at: torch.Tensor, points: int) -> None:
        self.at, self.points = at, points

    @cached_property
    def number(self) -> torch.Tensor:
        """(N,) int64, how many edges end at each point."""
        return torch.bincount(self.at, minlength=self.points)

    @cached_property
    def order(self) -> torch.Tensor:
        """(E,) int64, edges by the point at which they end."""
        return torch.argsort(self.at, stable=True)

    @cached_property
    def first(self) -> torch.Tensor:
        """(N,) int64, where the edges of each point begin in this order."""
        return self.number.cumsum(0) - self.number

    def rows(self, points: torch.Tensor) -> torch.Tensor:
        """Return for each edge the row of the point at which it ends.

        Parameters
        ----------
        points : (N, w) float

        Returns
        -------
        rows : (E, w) float
        """
        found: torch.Tensor = _Rows.apply(points, self)  # type: ignore[no-untyped-call]
        return found

    def summed(
        self, messages: torch.Tensor, weight: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return the sum of weighted messages at the points where they end.

        Parameters
        ----------
        messages : (E, w) float
        weight : (E,) float, optional
            By default 1.

        Returns
        -------
        sums : (N, w) float
            0 where no message ends. Of the wider kind of float, if the two differ.
        """
        if weight is not None:
            kind = torch.promote_types(messages.dtype, weight.dtype)
            messages, weight = messages.to(kind), weight.to(kind)
        found: torch.Tensor = _WeightedSum.apply(  # type: ignore[no-untyped-call]
            messages, weight, self
        )
        return found


class _Rows(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, points: torch.Tensor, ends: Ends) -> torch.Tensor:
        ctx.ends = ends
        return points.index_select(0, ends.at)

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, None]:
        return ctx.ends.summed(gradients[0]), None


class _WeightedSum(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, messages: torch.Tensor, weight: torch.Tensor | None, ends: Ends
    ) -> torch.Tensor:
        # Without weights the gradient does not depend on what was said.
        ctx.save_for_backward(messages if weight is not None else None, weight)
        ctx.ends = ends
        if weight is not None:
            weight = weight.index_select(0, ends.order)
        return functional.embedding_bag(
            ends.order, messages, ends.first, mode="sum", per_sample_weights=weight
        )

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        messages, weight = ctx.saved_tensors
        heard = ctx.ends.rows(gradients[0])
        if weight is None:
            return heard, None, None
        of_weight = None
        if ctx.needs_input_grad[1]:
            of_weight = torch.einsum("ew,ew->e", heard, messages)
        if not ctx.needs_input_grad[0]:
            return None, of_weight, None
        if torch.is_grad_enabled():  # a gradient of the gradient is wanted
            return heard * weight[:, None], of_weight, None
        return heard.mul_(weight[:, None]), of_weight, None
