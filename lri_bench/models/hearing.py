# SPDX-License-Identifier: MIT
"""What points hear: sums of weighted messages, with little memory moved.

Large batches are limited by how much memory is moved, and a tensor of the width of
messages is most of it. So a product of messages and weights is never written down, and
the gradient writes one such tensor where those of a product and of a scattered sum
write four.
"""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional

__all__ = ["Receivers"]


class Receivers:
    """Who receives each message of a batch.

    Parameters
    ----------
    receives : (E,) int64
        Points, in any order.
    points : int
        N, of the batch.
    """

    def __init__(self, receives: torch.Tensor, points: int) -> None:
        self._receives = receives
        self._order = torch.argsort(receives, stable=True)
        number = torch.bincount(receives, minlength=points)
        self._first = number.cumsum(0) - number

    def summed(
        self, messages: torch.Tensor, weight: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return the sum of weighted messages at the points that receive them.

        Parameters
        ----------
        messages : (E, w) float
        weight : (E,) float, optional
            By default 1.

        Returns
        -------
        sums : (N, w) float
            0 where no message goes. Of the wider kind of float, if the two differ.
        """
        if weight is not None:
            kind = torch.promote_types(messages.dtype, weight.dtype)
            messages, weight = messages.to(kind), weight.to(kind)
        found: torch.Tensor = _WeightedSum.apply(  # type: ignore[no-untyped-call]
            messages, weight, self._receives, self._order, self._first
        )
        return found


class _WeightedSum(torch.autograd.Function):
    """A sum over bags of rows, with a gradient that does not sort and scatter them."""

    @staticmethod
    def forward(
        messages: torch.Tensor,
        weight: torch.Tensor | None,
        receives: torch.Tensor,
        order: torch.Tensor,
        first: torch.Tensor,
    ) -> torch.Tensor:
        del receives
        if weight is not None:
            weight = weight.index_select(0, order)
        return functional.embedding_bag(
            order, messages, first, mode="sum", per_sample_weights=weight
        )

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: torch.Tensor) -> None:
        del output
        messages, weight, receives, *_ = inputs
        # Without weights the gradient does not depend on what was said.
        ctx.save_for_backward(
            messages if weight is not None else None, weight, receives
        )

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        (gradient,) = gradients
        messages, weight, receives = ctx.saved_tensors
        heard = gradient.index_select(0, receives)
        if weight is None:
            return heard, None, None, None, None
        of_weight = None
        if ctx.needs_input_grad[1]:
            of_weight = torch.einsum("ew,ew->e", heard, messages)
        if not ctx.needs_input_grad[0]:
            return None, of_weight, None, None, None
        if torch.is_grad_enabled():  # a gradient of the gradient is wanted
            return heard * weight[:, None], of_weight, None, None, None
        return heard.mul_(weight[:, None]), of_weight, None, None, None
