# SPDX-License-Identifier: MIT
"""EGNN's layer, with coordinates that stay where they are.

After doi 10.48550/arXiv.2102.09844, with the sizes of the LRI paper. A message is a
perceptron of (h_i, h_j, |r_i - r_j|^2), with edge attributes for some data sets, where
i receives and j sends; points hear the sum. Without edge attributes all that a layer
knows of positions are distances.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from lri_bench.models.edge_linear import edge_linear, rows_of
from lri_bench.models.edges import Edges
from lri_bench.models.embedding import EdgeEmbedding
from lri_bench.models.layer import Layer, Said

__all__ = ["DistanceLayer"]


class DistanceLayer(Layer):
    """One layer of EGNN.

    Parameters
    ----------
    hidden : int
    dimension : int
        Of positions, of which distances count alone.
    edge_attributes : bool
    """

    def __init__(self, hidden: int, dimension: int, *, edge_attributes: bool) -> None:
        del dimension
        super().__init__()
        self._parts = [hidden, hidden, 1, hidden if edge_attributes else 0]
        self.first = nn.Linear(sum(self._parts), hidden)
        self.second = nn.Linear(hidden, hidden)
        self.update = nn.Sequential(
            nn.Linear(2 * hidden, hidden), nn.ReLU(), nn.Linear(hidden, hidden)
        )
        self.norm = nn.BatchNorm1d(hidden)

    def said(
        self, hidden: torch.Tensor, edges: Edges, embedding: EdgeEmbedding | None
    ) -> Said:
        """Return (E, hidden) float, the messages.

        Parameters
        ----------
        hidden, edges, embedding
            See `Layer.said`.
        """
        sent = functional.relu(self._first(hidden, edges, embedding), inplace=True)
        return (functional.relu(self.second(sent), inplace=True),)

    def heard(self, hidden: torch.Tensor, said: Said, edges: Edges) -> torch.Tensor:
        """Return (N, hidden) float.

        Parameters
        ----------
        hidden, said, edges
            See `Layer.heard`.
        """
        heard = torch.cat([hidden, edges.summed(said[0])], 1)
        return torch.relu(self.norm(self.update(heard)))

    def _first(
        self, hidden: torch.Tensor, edges: Edges, embedding: EdgeEmbedding | None
    ) -> torch.Tensor:
        """Return (E, hidden) float, what the first layer makes of each edge."""
        own, other, weight, edge = torch.split(self.first.weight, self._parts, dim=1)
        values = edges.squared
        bias: torch.Tensor = self.first.bias
        if embedding is not None:
            values = torch.cat([values, edges.attributes], 1)
            edge, more = embedding.before(edge)
            weight, bias = torch.cat([weight, edge], 1), bias + more
        rows = rows_of(hidden, own, other, bias)
        return edge_linear(rows, values, weight, edges)
