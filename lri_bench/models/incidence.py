# SPDX-License-Identifier: MIT
"""A linear layer of both ends of an edge as a matrix, of sums at points.

What such a layer makes of edges is x = B p, where p are its parts, rows of width w: two
of each point, as it receives and as it sends, and one of each value of edges; B has a
row for each edge. Products with the transpose of B are sums at points. What is known of
an edge tensor by them is enough for its products with x: for each channel g^T x is
(B^T g)^T p.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from lri_bench.models.edge_linear import edge_linear
from lri_bench.models.edges import Edges

__all__ = ["Incidence", "Parts", "dot"]

Parts = tuple[torch.Tensor, torch.Tensor]
"""Of points, (2 N, w), and of values, (m, w)."""


@dataclass(frozen=True, eq=False)
class Incidence:
    """The matrix B of a batch, most of which is 0.

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
    def of(cls, values: torch.Tensor, edges: Edges) -> Incidence:
        """Return the matrix of a batch.

        Parameters
        ----------
        values : (E, m) float
            Of edges; m may be 0.
        edges : Edges
        """
        at_points = edges.ends.summed(values).flatten(0, 1)
        number = edges.ends.number.view(-1, 1).to(values.dtype)
        return cls(values, edges, at_points, number)

    def rows(self, points: torch.Tensor) -> torch.Tensor:
        """Return (N, 2, w) of (2 N, w)."""
        return points.view(len(points) // 2, 2, points.shape[1])

    def times(self, parts: Parts) -> torch.Tensor:
        """Return B p, (E, w)."""
        points, weight = parts
        return edge_linear(self.rows(points), self.values, weight.T, self.edges)

    def ones(self) -> Parts:
        """Return B^T 1, with w = 1."""
        return self.number, self.values.sum(0)[:, None]

    def back(self, gradient: torch.Tensor) -> Parts:
        """Return B^T g of (E, w)."""
        sums = self.edges.ends.summed(gradient)
        return sums.flatten(0, 1), self.values.T @ gradient

    def there_and_back(self, parts: Parts) -> Parts:
        """Return B^T B p."""
        points, weight = parts
        sums = self.edges.ends.passed(self.rows(points)).flatten(0, 1)
        sums.addmm_(self.at_points, weight).addcmul_(self.number, points)
        of_values = self.at_points.T @ points
        return sums, of_values.addmm_(self.values.T @ self.values, weight)


def dot(one: Parts, other: Parts) -> torch.Tensor:
    """Return (w,), the product of two columns for each channel."""
    return (one[0] * other[0]).sum(0) + (one[1] * other[1]).sum(0)
