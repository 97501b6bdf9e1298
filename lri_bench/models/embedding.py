# SPDX-License-Identifier: MIT
"""Features and edge attributes, embedded to the hidden width."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from lri_bench.models.batch import Points
from lri_bench.models.description import PointDescription

__all__ = ["EdgeEmbedding", "PointEmbedding"]


class PointEmbedding(nn.Module):
    """The sum of a vector a category and of a linear map of the numbers.

    Parameters
    ----------
    points : PointDescription
    hidden : int
    """

    def __init__(self, points: PointDescription, hidden: int) -> None:
        super().__init__()
        tables = [nn.Embedding(number, hidden) for number in points.categories]
        for table in tables:
            nn.init.xavier_uniform_(table.weight)
        self.tables = nn.ModuleList(tables)
        self.numbers = nn.Linear(points.scalars, hidden) if points.scalars else None

    def forward(self, points: Points) -> torch.Tensor:
        """Return (N, hidden) float."""
        parts = [
            table(column)
            for table, column in zip(self.tables, points.categorical.T, strict=True)
        ]
        if self.numbers is not None:
            parts.append(self.numbers(points.scalar))
        return torch.stack(parts).sum(0)


class EdgeEmbedding(nn.Linear):
    """Distance and unit direction, (E, d + 1), to (E, hidden)."""

    def through(self, attributes: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        """Return what a further linear layer makes of the embedding.

        Two linear maps are one: nothing of the hidden width is computed per edge.

        Parameters
        ----------
        attributes : (E, d + 1) float
        weight : (w, hidden) float

        Returns
        -------
        mapped : (E, w) float
            ``self(attributes) @ weight.T``.
        """
        return functional.linear(attributes, weight @ self.weight, weight @ self.bias)
