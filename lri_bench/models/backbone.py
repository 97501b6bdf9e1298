# SPDX-License-Identifier: MIT
"""A backbone: features embedded, then layers with residuals and dropout."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, cast

import torch
from torch import nn

from lri_bench.errors import DataError, unknown_name
from lri_bench.models.batch import Points
from lri_bench.models.description import PointDescription
from lri_bench.models.dgcnn import EdgeConvolution
from lri_bench.models.edges import Edges
from lri_bench.models.egnn import DistanceLayer
from lri_bench.models.embedding import EdgeEmbedding, PointEmbedding
from lri_bench.models.point_transformer import AttentionLayer
from lri_bench.models.settings.model import BackboneSettings
from lri_bench.models.settings.strict import BackboneName

__all__ = ["BACKBONES", "Backbone", "backbone_name"]

Layer = EdgeConvolution | AttentionLayer | DistanceLayer

BACKBONES: Final[Mapping[BackboneName, type[Layer]]] = MappingProxyType(
    {
        "dgcnn": EdgeConvolution,
        "point-transformer": AttentionLayer,
        "egnn": DistanceLayer,
    }
)
"""The layers that backbones are made of, by the backbone's name."""


def backbone_name(name: str) -> BackboneName:
    """Return a name that is known to be a backbone's.

    Raises
    ------
    DataError
        If there is no such backbone.
    """
    if name not in BACKBONES:
        run = "lri-bench explain --help"
        raise DataError(unknown_name("backbone", name, BACKBONES, run))
    return cast("BackboneName", name)


class Backbone(nn.Module):
    """Embeddings of points.

    Parameters
    ----------
    name : {'dgcnn', 'point-transformer', 'egnn'}
    settings : BackboneSettings
    points : PointDescription
    """

    def __init__(
        self, name: BackboneName, settings: BackboneSettings, points: PointDescription
    ) -> None:
        super().__init__()
        hidden, known = settings.hidden, settings.edge_attributes
        self.embed = PointEmbedding(points, hidden)
        self.embed_edges = (
            EdgeEmbedding(points.dimension + 1, hidden) if known else None
        )
        self.layers = nn.ModuleList(
            BACKBONES[name](hidden, points.dimension, edge_attributes=known)
            for _ in range(settings.layers)
        )
        self.dropout = nn.Dropout(settings.dropout)

    def forward(self, points: Points, edges: Edges) -> torch.Tensor:
        """Return (N, hidden) float, what comes out in the end."""
        before, made = self.last_layer(points, edges)
        found: torch.Tensor = self.dropout(before + made)
        return found

    def last_layer(
        self, points: Points, edges: Edges
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return what comes to the last layer, and what that makes of it.

        Parameters
        ----------
        points : Points
        edges : Edges

        Returns
        -------
        before, made : (N, hidden) float
            Their sum, with dropout, is what comes out.
        """
        hidden: torch.Tensor = self.embed(points)
        *layers, last = self.layers
        for layer in layers:
            hidden = self.dropout(hidden + layer(hidden, edges, self.embed_edges))
        return hidden, last(hidden, edges, self.embed_edges)
