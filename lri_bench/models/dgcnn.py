# SPDX-License-Identifier: MIT
"""DGCNN's edge convolution, with no linear layer of the hidden width paid per edge.

After doi 10.1145/3326362, with the sizes of the LRI paper. A message is a perceptron
of (x_i, x_j - x_i, e_ij), where i receives and j sends; points hear the mean. The
perceptron's first layer is linear, so it is a part of i, a part of j and a part of the
edge. Its last layer is linear, too, so it commutes with the mean, and is one with the
linear layer that updates points.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from lri_bench.models.edge_linear import edge_linear, rows_of
from lri_bench.models.edge_norm import EdgeNorm
from lri_bench.models.edges import Edges
from lri_bench.models.embedding import EdgeEmbedding
from lri_bench.models.layer import Layer, Said

__all__ = ["EdgeConvolution"]


class EdgeConvolution(Layer):
    """One layer of DGCNN.

    Parameters
    ----------
    hidden : int
    dimension : int
        Of positions, which come in through the edge attributes alone.
    edge_attributes : bool
    """

    def __init__(self, hidden: int, dimension: int, *, edge_attributes: bool) -> None:
        del dimension
        super().__init__()
        self._parts = [hidden, hidden, hidden if edge_attributes else 0]
        self.first = nn.Linear(sum(self._parts), 2 * hidden)
        self.edge_norm = EdgeNorm(2 * hidden)
        self.second = nn.Linear(2 * hidden, hidden)
        self.update = nn.Linear(hidden, hidden)
        self.norm = nn.BatchNorm1d(hidden)

    def said(
        self, hidden: torch.Tensor, edges: Edges, embedding: EdgeEmbedding | None
    ) -> Said:
        """Return (E, 2 hidden) float, messages before the perceptron's last layer.

        BatchNorm's running statistics see what is said once, however often it is heard.

        Parameters
        ----------
        hidden, edges, embedding
            See `Layer.said`.
        """
        weight, bias = self._first()
        own, apart, edge = torch.split(weight, self._parts, dim=1)
        values = edges.no_values
        if embedding is not None:
            values = edges.attributes
            edge, more = embedding.before(edge)
            bias = bias + more
        rows = rows_of(hidden, own - apart, apart, bias)
        after = self.edge_norm.of_edges if self.training else edge_linear
        normed = after(rows, values, edge, edges)
        return (functional.relu(normed, inplace=True),)

    def _first(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the first linear layer, in evaluation one with the norm after it."""
        weight, bias = self.first.weight, self.first.bias
        if self.training:
            return weight, bias
        return self.edge_norm.folded(weight, bias)

    def heard(self, hidden: torch.Tensor, said: Said, edges: Edges) -> torch.Tensor:
        """Return (N, hidden) float.

        Parameters
        ----------
        hidden, said, edges
            See `Layer.heard`.
        """
        del hidden
        (sent,) = said
        weight = self.update.weight @ self.second.weight
        # After the linear layer, which makes rows half as wide.
        mean = functional.linear(edges.summed(sent), weight) / edges.heard
        bias = edges.share * (self.update.weight @ self.second.bias) + self.update.bias
        return torch.relu(self.norm(mean + bias))
