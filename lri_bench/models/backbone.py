# SPDX-License-Identifier: MIT
"""A backbone: features embedded, then layers with residuals and dropout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, cast

import torch
from torch import nn

from lri_bench.errors import DataError, unknown_name
from lri_bench.models.batch import Points
from lri_bench.models.description import PointDescription
from lri_bench.models.dgcnn import EdgeConvolution
from lri_bench.models.dropout import Dropout
from lri_bench.models.edges import Edges
from lri_bench.models.egnn import DistanceLayer
from lri_bench.models.embedding import EdgeEmbedding, PointEmbedding
from lri_bench.models.layer import Layer, Said
from lri_bench.models.point_transformer import AttentionLayer
from lri_bench.models.settings.model import BackboneSettings
from lri_bench.models.settings.strict import BackboneName

__all__ = ["BACKBONES", "Backbone", "Begun", "backbone_name"]

BACKBONES: Final[
    Mapping[BackboneName, type[EdgeConvolution | AttentionLayer | DistanceLayer]]
] = MappingProxyType(
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


@dataclass(frozen=True, eq=False)
class Begun:
    """What a backbone has computed before any weight of an edge counts.

    Attributes
    ----------
    edges : Edges
    hidden : (N, hidden) float
        Embedded features.
    said : tuple of tensors
        Along the edges of the first layer.
    """

    edges: Edges
    hidden: torch.Tensor
    said: Said


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
        self.dropout = Dropout(settings.dropout)

    def forward(self, begun: Begun, edges: Edges | None = None) -> torch.Tensor:
        """Return (N, hidden) float, what comes out in the end.

        Parameters
        ----------
        begun : Begun
        edges : Edges, optional
            The same as those of `begun`, with other weights.
        """
        before, made = self.last_layer(begun, edges)
        found: torch.Tensor = self.dropout(before + made)
        return found

    def begin(self, points: Points, edges: Edges) -> Begun:
        """Return what does not depend on weights of edges.

        Parameters
        ----------
        points : Points
        edges : Edges
        """
        hidden: torch.Tensor = self.embed(points)
        first = cast("Layer", self.layers[0])
        return Begun(edges, hidden, first.said(hidden, edges, self.embed_edges))

    def last_layer(
        self, begun: Begun, edges: Edges | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return what comes to the last layer, and what that makes of it.

        Parameters
        ----------
        begun, edges
            See `forward`.

        Returns
        -------
        before, made : (N, hidden) float
            Their sum, with dropout, is what comes out.
        """
        edges = begun.edges if edges is None else edges
        first, *others = cast("list[Layer]", list(self.layers))
        hidden = begun.hidden
        made = first.heard(hidden, begun.said, edges)
        for layer in others:
            hidden = self.dropout(hidden + made)
            made = layer(hidden, edges, self.embed_edges)
        return hidden, made
