# SPDX-License-Identifier: MIT
"""Features and edge attributes, embedded to the hidden width."""

from __future__ import annotations

import torch
from torch import nn

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

    def before(self, weight: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the embedding and a linear layer after it as one linear layer.

        So nothing of the hidden width is computed per edge.

        Parameters
        ----------
        weight : (w, hidden) float
            Of the layer after.

        Returns
        -------
        weight : (w, d + 1) float
        bias : (w,) float
        """
        return weight @ self.weight, weight @ self.bias
