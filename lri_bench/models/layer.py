# SPDX-License-Identifier: MIT
"""What all layers are: something is said along edges, and points make something of it.

Weights of messages come in at the second step. So what is said along the edges of the
first layer does not depend on them, and is computed once for several masks.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import nn

from lri_bench.models.edges import Edges
from lri_bench.models.embedding import EdgeEmbedding

__all__ = ["Layer", "Said"]

Said = tuple[torch.Tensor, ...]
"""What is said along edges, as the layer wants it."""


class Layer(nn.Module, ABC):
    """One layer of a backbone.

    Parameters
    ----------
    hidden : int
    dimension : int
        Of positions.
    edge_attributes : bool
        Whether messages know distance and direction.
    """

    def forward(
        self, hidden: torch.Tensor, edges: Edges, embedding: EdgeEmbedding | None
    ) -> torch.Tensor:
        """Return (N, hidden) of (N, hidden)."""
        return self.heard(hidden, self.said(hidden, edges, embedding), edges)

    @abstractmethod
    def said(
        self, hidden: torch.Tensor, edges: Edges, embedding: EdgeEmbedding | None
    ) -> Said:
        """Return what is said along edges, whatever their weights.

        Parameters
        ----------
        hidden : (N, hidden) float
        edges : Edges
        embedding : EdgeEmbedding or None
            Of edge attributes, if messages know them.
        """

    @abstractmethod
    def heard(self, hidden: torch.Tensor, said: Said, edges: Edges) -> torch.Tensor:
        """Return (N, hidden) float, what points make of what is said, by its weights.

        Parameters
        ----------
        hidden : (N, hidden) float
        said : tuple of tensors
            From `said`; it is not changed.
        edges : Edges
        """
