# SPDX-License-Identifier: MIT
"""BatchNorm after a linear layer of both ends of an edge, most of it paid once a point.

Such a layer gives x = B p, where p are its parts, rows of width w: two of each point,
as it receives and as it sends, and one of each value of edges; B has a row for each
edge. All that the norm and its gradient need of x, and of a gradient g, are products
with the transpose of B, which are sums at points: B^T 1, B^T B p and B^T g. With them
the sum of x is (B^T 1)^T p, and for each channel x^T x = (B^T B p)^T p and g^T x = (B^T
g)^T p. So of the tensors with the width of messages that BatchNorm writes and reads,
none is left but its result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.autograd.function import once_differentiable

from lri_bench.models.edge_linear import edge_linear
from lri_bench.models.edges import Edges

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


_Parts = tuple[torch.Tensor, torch.Tensor]
"""Of points, (2 N, w), and of values, (m, w)."""


@dataclass(frozen=True, eq=False)
class _Incidence:
    """The matrix B, most of which is 0.

    Attributes
    ----------
    values : (E, m) float
    edges : Edges
    at_points : (2 N, m) float
        Sums of values.
    number : (2 N, 1) float
        Of edges.
    """

    values: torch.Tensor
    edges: Edges
    at_points: torch.Tensor
    number: torch.Tensor

    @classmethod
    def of(cls, values: torch.Tensor, edges: Edges) -> _Incidence:
        at_points = edges.ends.summed(values).flatten(0, 1)
        number = edges.ends.number.view(-1, 1).to(values.dtype)
        return cls(values, edges, at_points, number)

    def rows(self, points: torch.Tensor) -> torch.Tensor:
        """Return (N, 2, w) of (2 N, w)."""
        return points.view(len(points) // 2, 2, points.shape[1])

    def times(self, parts: _Parts) -> torch.Tensor:
        """Return B p, (E, w)."""
        points, weight = parts
        return edge_linear(self.rows(points), self.values, weight.T, self.edges)

    def ones(self) -> _Parts:
        """Return B^T 1, with w = 1."""
        return self.number, self.values.sum(0)[:, None]

    def back(self, gradient: torch.Tensor) -> _Parts:
        """Return B^T g of (E, w)."""
        sums = self.edges.ends.summed(gradient)
        return sums.flatten(0, 1), self.values.T @ gradient

    def there_and_back(self, parts: _Parts) -> _Parts:
        """Return B^T B p."""
        points, weight = parts
        sums = self.edges.ends.passed(self.rows(points)).flatten(0, 1)
        sums.addmm_(self.at_points, weight).addcmul_(self.number, points)
        of_values = self.at_points.T @ points
        return sums, of_values.addmm_(self.values.T @ self.values, weight)


def _dot(one: _Parts, other: _Parts) -> torch.Tensor:
    """Return (w,), the product of two columns for each channel."""
    return (one[0] * other[0]).sum(0) + (one[1] * other[1]).sum(0)


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
        incidence = _Incidence.of(values, edges)
        points, turned = rows.flatten(0, 1), weight.T
        ones = incidence.ones()
        mean = (ones[0].T @ points + ones[1].T @ turned)[0] / number
        # Each edge has one row of a point that receives.
        receives = torch.tensor([[1.0], [0.0]]).to(rows)
        # With a mean of 0 the variance is no small difference of large sums.
        parts = (rows - receives * mean).flatten(0, 1), turned
        back = incidence.there_and_back(parts)
        variance = (_dot(back, parts) / number).clamp(min=0)
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
        of_factor = _dot(found, parts) * spread
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
