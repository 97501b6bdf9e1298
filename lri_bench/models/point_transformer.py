# SPDX-License-Identifier: MIT
"""Point Transformer's layer: attention for each channel, by features and positions.

After doi 10.1109/ICCV48922.2021.01595, with the sizes of the LRI paper. Point i hears
the sum over j of softmax(a_i - a_j + delta) (v_j + delta + e_ij), where delta is linear
in r_i - r_j. The part a_i is the same for all j, and so is the bias of delta, so the
softmax does not know them; for a_i the layer has no weights.
"""

from __future__ import annotations

import torch
from torch import nn

from lri_bench.models.edge_linear import sent_linear
from lri_bench.models.edges import Edges
from lri_bench.models.embedding import EdgeEmbedding
from lri_bench.models.layer import Layer, Said
from lri_bench.models.segments import largest_at

__all__ = ["AttentionLayer"]


class AttentionLayer(Layer):
    """One layer of Point Transformer.

    Parameters
    ----------
    hidden : int
    dimension : int
        Of positions.
    edge_attributes : bool
        The embedding has the hidden width already; the layer is the same.
    """

    def __init__(self, hidden: int, dimension: int, *, edge_attributes: bool) -> None:
        del edge_attributes
        super().__init__()
        self.enter = nn.Linear(hidden, hidden)
        self.key = nn.Linear(hidden, hidden, bias=False)
        self.value = nn.Linear(hidden, hidden, bias=False)
        self.position = nn.Linear(dimension, hidden)
        self.leave = nn.Linear(hidden, hidden)

    def said(
        self, hidden: torch.Tensor, edges: Edges, embedding: EdgeEmbedding | None
    ) -> Said:
        """Return (E, hidden) and (N, hidden) float: attended values, attention in all.

        Parameters
        ----------
        hidden, edges, embedding
            See `Layer.said`.
        """
        inner = torch.relu(self.enter(hidden))
        turned = -self.position.weight  # edges know r_j - r_i
        score = sent_linear(-self.key(inner), edges.apart, turned, edges)
        values, weight = edges.apart, turned
        bias: torch.Tensor = self.position.bias
        if embedding is not None:
            values, bias = edges.known, bias + embedding.bias
            weight = torch.cat([turned, embedding.weight], 1)
        value = sent_linear(self.value(inner) + bias, values, weight, edges)
        attention, total = _attention(score, edges)
        return attention * value, total

    def heard(self, hidden: torch.Tensor, said: Said, edges: Edges) -> torch.Tensor:
        """Return (N, hidden) float.

        Weights of messages do not enter the softmax: a masked message is not replaced
        by more of the others.

        Parameters
        ----------
        hidden, said, edges
            See `Layer.heard`.
        """
        del hidden
        attended, total = said
        return torch.relu(self.leave(edges.summed(attended) / total))


def _attention(score: torch.Tensor, edges: Edges) -> tuple[torch.Tensor, torch.Tensor]:
    """Return attention, (E, w) float, and what it sums to at each point, (N, w).

    The softmax is their ratio. Scores are overwritten.
    """
    largest = largest_at(score.detach(), edges.receives, edges.points)
    raw = torch.exp(score.sub_(largest.index_select(0, edges.receives)))
    # The largest gives 1: only where nothing is heard a sum is less.
    return raw, edges.receivers.summed(raw).clamp(min=1)
