# SPDX-License-Identifier: MIT
"""BatchNorm after a linear layer of both ends of an edge, most of it paid once a point.

The layer's result is x = B p (see `incidence`). All that the norm and its gradient need
of x, and of a gradient g, are B^T 1, B^T B p and B^T g, which are sums at points: with
them the sum of x is (B^T 1)^T p, and for each channel x^T x is (B^T B p)^T p and g^T x
is (B^T g)^T p. So of the tensors with the width of messages that BatchNorm writes and
reads, none is left but its result.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.autograd.function import once_differentiable

from lri_bench.models.edges import Edges
from lri_bench.models.incidence import Incidence, dot

__all__ = ["EdgeNorm"]


class EdgeNorm(nn.BatchNorm1d):
    """BatchNorm (doi 10.48550/arXiv.1502.03167) that knows how edges came about.

    Called as any module is, it is BatchNorm of rows, whatever they are of.

    Parameters
    ----------
    width : int
        Of what there is at an edge.
    """

    momentum: float

    def folded(
        self, weight: torch.Tensor, bias: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return a linear layer and, after it, the norm in evaluation as one layer.

        Parameters
        ----------
        weight : (w, m) float
        bias : (w,) float

        Returns
        -------
        weight : (w, m) float
        bias : (w,) float
        """
        mean, variance = self.get_buffer("running_mean"), self.get_buffer("running_var")
        scale = self.weight * torch.rsqrt(variance + self.eps)
        return weight * scale[:, None], self.bias + (bias - mean) * scale

    def of_edges(
        self,
        rows: torch.Tensor,
        values: torch.Tensor,
        weight: torch.Tensor,
        edges: Edges,
    ) -> torch.Tensor:
        """Return the norm, in training, of what `edge_linear` makes of edges.

        Its gradient has no gradient itself.

        Parameters
        ----------
        rows, values, weight, edges
            See `edge_linear`.

        Returns
        -------
        normed : (E, w) float
        """
        # Sums of products that are rounded to bfloat16 would be no variances.
        with torch.autocast(rows.device.type, enabled=False):
            parts = (part.to(self.weight.dtype) for part in (rows, values, weight))
            normed, mean, variance = _Norm.apply(  # type: ignore[no-untyped-call]
                *parts, self.weight, self.bias, self.eps, edges
            )
        number = len(values)
        unbiased = variance * (number / max(number - 1, 1))
        self.get_buffer("running_mean").lerp_(mean, self.momentum)
        self.get_buffer("running_var").lerp_(unbiased, self.momentum)
        self.get_buffer("num_batches_tracked").add_(1)
        found: torch.Tensor = normed
        return found


class _Norm(torch.autograd.Function):
    """Normed edges, (E, w), and the mean and the variance there were, (w,)."""

    @staticmethod
    def forward(  # noqa: PLR0913, PLR0917 - autograd hands over by place
        ctx: Any,
        rows: torch.Tensor,
        values: torch.Tensor,
        weight: torch.Tensor,
        factor: torch.Tensor,
        bias: torch.Tensor,
        eps: float,
        edges: Edges,
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        number = max(len(values), 1)
        incidence = Incidence.of(values, edges)
        points, turned = rows.flatten(0, 1), weight.T
        ones = incidence.ones()
        mean = (ones[0].T @ points + ones[1].T @ turned)[0] / number
        # Each edge has one row of a point that receives.
        receives = torch.tensor([[1.0], [0.0]]).to(rows)
        # With a mean of 0 the variance is no small difference of large sums.
        parts = (rows - receives * mean).flatten(0, 1), turned
        back = incidence.there_and_back(parts)
        variance = (dot(back, parts) / number).clamp(min=0)
        spread = torch.rsqrt(variance + eps)
        scale = factor * spread
        scaled = torch.addcmul(receives * bias, incidence.rows(parts[0]), scale)
        normed = incidence.times((scaled.flatten(0, 1), turned * scale))
        ctx.save_for_backward(*parts, *back, scale, spread)
        ctx.incidence = incidence
        ctx.mark_non_differentiable(mean, variance)
        return normed, mean, variance

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        *saved, scale, spread = ctx.saved_tensors
        parts, back = (saved[0], saved[1]), (saved[2], saved[3])
        gradient, incidence = gradients[0], ctx.incidence
        number = max(len(gradient), 1)
        ones, found = incidence.ones(), incidence.back(gradient)
        # Over points that receive, of which each edge has one.
        of_bias = incidence.rows(found[0])[:, 0].sum(0)
        of_factor = dot(found, parts) * spread
        # That of x is scale (g - level - slope x).
        level, slope = of_bias / number, of_factor * spread / number
        of_values = None
        if ctx.needs_input_grad[1]:
            turned = parts[1] * scale
            through = (slope * turned).T
            of_values = gradient @ turned.T - turned @ level
            of_values -= incidence.times((parts[0] @ through, parts[1] @ through))
        for sums, one, x in zip(found, ones, back, strict=True):
            sums.addcmul_(one, level, value=-1).addcmul_(x, slope, value=-1).mul_(scale)
        of_rows, of_weight = incidence.rows(found[0]), found[1].T
        return of_rows, of_values, of_weight, of_factor, of_bias, None, None
