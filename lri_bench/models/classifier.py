# SPDX-License-Identifier: MIT
"""A classifier of clouds: backbone, sum pooling, head."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import nn

from lri_bench.models.backbone import Backbone, Begun, backbone_name
from lri_bench.models.batch import Batch, Points
from lri_bench.models.description import Description
from lri_bench.models.edges import Edges
from lri_bench.models.mlp import Mlp
from lri_bench.models.placing import graph_of, placed
from lri_bench.models.segments import sum_at
from lri_bench.models.settings.model import Settings

__all__ = ["Classifier"]


class Classifier(nn.Module):
    """Logits of clouds, and the embeddings of points that they are made of.

    ``forward`` is ``logit_of(embeddings(batch), batch)``: who needs activations and
    their gradients calls the two.

    Parameters
    ----------
    settings : Settings
        Of the data set.
    backbone : str
        A name in `BACKBONES`.
    description : Description
        Of the inputs; their geometry is that of the classifier.

    Raises
    ------
    DataError
        If there is no such backbone.

    Notes
    -----
    Weights are drawn from torch's global generator, and so is dropout in training.
    """

    def __init__(
        self, settings: Settings, backbone: str, description: Description
    ) -> None:
        super().__init__()
        name = backbone_name(backbone)
        sizes = settings.backbones[name]
        self.description = description
        self.encoder = Backbone(name, sizes, description.points)
        self.ligand_encoder = (
            Backbone(name, sizes, description.ligand) if description.ligand else None
        )
        self.head = Mlp((sizes.hidden, *settings.head.hidden, 1), settings.head.dropout)

    def forward(
        self,
        batch: Batch,
        *,
        importance: torch.Tensor | None = None,
        noise: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Return the logits of clouds.

        Parameters
        ----------
        batch : Batch
        importance, noise : optional
            See `embeddings`.

        Returns
        -------
        logits : (C,) float
        """
        return self.logit_of(
            self.embeddings(batch, importance=importance, noise=noise), batch
        )

    def embeddings(
        self,
        batch: Batch,
        *,
        importance: torch.Tensor | None = None,
        noise: torch.Tensor | None = None,
        begun: Begun | None = None,
    ) -> torch.Tensor:
        """Return what the last layer makes of the points that are explained.

        Parameters
        ----------
        batch : Batch
            Gradients reach ``batch.pos`` if it requires them. Its graph is taken as it
            is; see `rejoined`.
        importance : (N,) float, optional
            A message is multiplied with the importances of both its ends. Points are
            pooled all the same: one of importance 0 keeps what it says of itself.
        noise : (N, d) float, optional
            Added to the scaled positions; the graph is made anew.
        begun : Begun, optional
            From `begin` with the same weights, for several importances of one batch.

        Returns
        -------
        embeddings : (N, hidden) float
        """
        begun = self.begin(batch, noise=noise) if begun is None else begun
        edges = None if importance is None else begun.edges.weighted(importance)
        found: torch.Tensor = self.encoder(begun, edges)
        return found

    def begin(self, batch: Batch, *, noise: torch.Tensor | None = None) -> Begun:
        """Return what embeddings begin with, whatever the importances.

        Parameters
        ----------
        batch : Batch
        noise : (N, d) float, optional
            See `embeddings`.
        """
        return self.encoder.begin(batch, self.edges(batch, noise=noise))

    def edges(self, batch: Batch, *, noise: torch.Tensor | None = None) -> Edges:
        """Return the graph that messages run along.

        Parameters
        ----------
        batch : Batch
        noise : (N, d) float, optional
            See `embeddings`.
        """
        geometry = self.description.points.geometry
        points = placed(batch.pos, geometry, noise)
        index = batch.edges
        if noise is not None:
            index = graph_of(points, batch.ptr, geometry)
        return Edges.of(points, index)

    def last_layer(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the two parts of embeddings: what the last layer gets, and makes.

        Parameters
        ----------
        batch : Batch

        Returns
        -------
        before, made : (N, hidden) float
            In evaluation mode ``before + made`` is ``embeddings(batch)``.
        """
        return self.encoder.last_layer(self.begin(batch))

    def rejoined(self, batch: Batch) -> Batch:
        """Return a batch with the graph of where its points are now.

        Parameters
        ----------
        batch : Batch
            Whose `pos` was changed, with ``dataclasses.replace``.
        """
        geometry = self.description.points.geometry
        points = placed(batch.pos, geometry)
        return replace(batch, edges=graph_of(points, batch.ptr, geometry))

    def ligand_of(self, batch: Batch) -> torch.Tensor | None:
        """Return the pooled ligands.

        Parameters
        ----------
        batch : Batch

        Returns
        -------
        ligand : (C, hidden) float or None
            None where the data set has no ligands.
        """
        described = self.description.ligand
        if self.ligand_encoder is None or described is None or batch.ligand is None:
            return None
        points = placed(batch.ligand.pos, described.geometry)
        edges = Edges.of(points, batch.ligand.edges)
        begun = self.ligand_encoder.begin(batch.ligand, edges)
        return _pooled(self.ligand_encoder(begun), batch.ligand)

    def beside_ligand(
        self, embeddings: torch.Tensor, batch: Batch, ligand: torch.Tensor | None
    ) -> torch.Tensor:
        """Add to each point the pooled ligand of its cloud, as explainers see it.

        Parameters
        ----------
        embeddings : (N, hidden) float
        batch : Batch
        ligand : (C, hidden) float or None
            From `ligand_of`; without one nothing is added.

        Returns
        -------
        embeddings : (N, hidden) float
        """
        if ligand is None:
            return embeddings
        return embeddings + ligand.index_select(0, batch.owner)

    def logit_of(
        self,
        embeddings: torch.Tensor,
        batch: Batch,
        ligand: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Return the logits that embeddings give.

        Parameters
        ----------
        embeddings : (N, hidden) float
        batch : Batch
        ligand : (C, hidden) float, optional
            From `ligand_of`, where it is known already.

        Returns
        -------
        logits : (C,) float
        """
        pooled = _pooled(embeddings, batch)
        if ligand is None:
            ligand = self.ligand_of(batch)
        if ligand is not None:
            pooled = pooled + ligand
        logits: torch.Tensor = self.head(pooled)
        return logits.squeeze(1)


def _pooled(embeddings: torch.Tensor, points: Points) -> torch.Tensor:
    """Return (C, hidden) float, the sum over each cloud."""
    return sum_at(embeddings, points.owner, len(points))
