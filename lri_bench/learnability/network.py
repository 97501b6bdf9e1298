# SPDX-License-Identifier: MIT
"""A plain classifier: edge convolutions, pooling, two layers.

After DGCNN (doi 10.1145/3326362), small, on a graph that does not change. It is none
of the paper's backbones, and explains nothing.
"""

from __future__ import annotations

import torch
from torch import nn

from lri_bench.learnability.inputs import Batch

__all__ = ["Classifier"]

_HEAD = 64
_DROPOUT = 0.2


class EdgeConvolution(nn.Module):
    """Messages from neighbours, of which the mean and the largest count.

    The first linear layer is split into parts of the point, of the neighbour and of the
    edge, so that most of it is paid once a point.
    """

    def __init__(self, width: int, edge: int) -> None:
        super().__init__()
        self.own = nn.Linear(width, width)
        self.other = nn.Linear(width, width, bias=False)
        self.edge = nn.Linear(edge, width, bias=False)
        self.norm = nn.BatchNorm1d(width)
        self.message = nn.Linear(width, width)
        self.update = nn.Sequential(
            nn.Linear(3 * width, width), nn.BatchNorm1d(width), nn.ReLU()
        )

    def forward(self, hidden: torch.Tensor, batch: Batch) -> torch.Tensor:
        """Return (N, width) of (N, width)."""
        sent = self.own(hidden)[:, None] + self.other(hidden)[batch.nearest]
        sent = sent + self.edge(batch.edges)
        sent = torch.relu(self.norm(sent.flatten(0, 1)).view_as(sent))
        sent = self.message(sent)
        heard = torch.cat([hidden, sent.mean(1), sent.amax(1)], 1)
        updated: torch.Tensor = self.update(heard)
        return updated


class Classifier(nn.Module):
    """Logits of clouds.

    Parameters
    ----------
    sizes : (int, int, int)
        Features of a point, of an edge and of a cloud.
    width, layers : int
        Of the edge convolutions.
    """

    def __init__(self, sizes: tuple[int, int, int], width: int, layers: int) -> None:
        super().__init__()
        point, edge, cloud = sizes
        self.embed = nn.Linear(point, width)
        self.layers = nn.ModuleList(EdgeConvolution(width, edge) for _ in range(layers))
        pooled = 2 * width + cloud
        self.head = nn.Sequential(
            nn.BatchNorm1d(pooled),
            nn.Linear(pooled, _HEAD),
            nn.ReLU(),
            nn.Dropout(_DROPOUT),
            nn.Linear(_HEAD, 1),
        )

    def forward(self, batch: Batch) -> torch.Tensor:
        """Return (C,) float32, the logits."""
        hidden = torch.relu(self.embed(batch.features))
        for layer in self.layers:
            hidden = hidden + layer(hidden, batch)
        pooled = torch.cat([*_pooled(hidden, batch), batch.context], 1)
        logits: torch.Tensor = self.head(pooled)
        return logits.squeeze(1)


def _pooled(hidden: torch.Tensor, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the mean and the largest of each cloud; 0 of a cloud without points."""
    clouds, width = len(batch.context), hidden.shape[1]
    total = hidden.new_zeros(clouds, width).index_add(0, batch.owner, hidden)
    number = torch.bincount(batch.owner, minlength=clouds).clamp(min=1)
    index = batch.owner[:, None].expand_as(hidden)
    largest = hidden.new_zeros(clouds, width).scatter_reduce(
        0, index, hidden, "amax", include_self=False
    )
    return total / number[:, None], largest
