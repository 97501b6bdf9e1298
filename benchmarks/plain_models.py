# SPDX-License-Identifier: MIT
"""LRI-Bernoulli as papers write it down, in PyG: the other side of a benchmark.

It computes what `lri_bench.explainers.lri_bernoulli` does, with the same weights, and
pays for what that leaves out, as the authors' own code does: each linear layer of a
message once an edge, neighbour graphs of points that never move in each pass over a
batch, and the path without a mask although only a log would look at it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import torch
from torch import nn
from torch_geometric.data import Batch as Graphs
from torch_geometric.data import Data
from torch_geometric.nn import MessagePassing, global_add_pool
from torch_geometric.utils import softmax

from lri_bench.explainers.lri_bernoulli import LriBernoulli
from lri_bench.explainers.relaxation import bernoulli_divergence, concrete
from lri_bench.models import Inputs
from lri_bench.models.dropout import Dropout
from lri_bench.models.placing import graph_of, placed
from lri_bench.training.plain import cross_entropy
from lri_bench.types import Ints

__all__ = ["PlainBernoulli", "Seen", "graphs_of", "joined", "with_torch_dropout"]

_NEAREST = 1e-6  # a point has no direction to itself


class PlainEdgeConvolution(MessagePassing):
    """DGCNN: the mean of a perceptron of (x_i, x_j - x_i, e_ij)."""

    def __init__(self, layer: Any, _: int) -> None:
        super().__init__(aggr="mean")
        self.weights = layer

    def forward(self, x: torch.Tensor, seen: Seen) -> torch.Tensor:
        """Return (N, w) of (N, w)."""
        heard = self.propagate(seen.index, x=x, edge=seen.edge, weight=seen.weight)
        return torch.relu(self.weights.norm(self.weights.update(heard)))

    def message(
        self,
        x_i: torch.Tensor,
        x_j: torch.Tensor,
        edge: torch.Tensor,
        weight: torch.Tensor | None,
    ) -> torch.Tensor:
        """Return (E, w)."""
        first = self.weights.first(torch.cat([x_i, x_j - x_i, edge], dim=1))
        sent = self.weights.second(torch.relu(self.weights.edge_norm(first)))
        return sent if weight is None else sent * weight


class PlainDistanceLayer(MessagePassing):
    """EGNN: the sum of a perceptron of (x_i, x_j, squared distance [, e_ij])."""

    def __init__(self, layer: Any, _: int) -> None:
        super().__init__(aggr="add")
        self.weights = layer

    def forward(self, x: torch.Tensor, seen: Seen) -> torch.Tensor:
        """Return (N, w) of (N, w)."""
        heard = self.propagate(
            seen.index, x=x, pos=seen.pos, edge=seen.edge, weight=seen.weight
        )
        updated = self.weights.update(torch.cat([x, heard], dim=1))
        return torch.relu(self.weights.norm(updated))

    def message(  # noqa: PLR0913, PLR0917 - PyG hands over by name
        self,
        x_i: torch.Tensor,
        x_j: torch.Tensor,
        pos_i: torch.Tensor,
        pos_j: torch.Tensor,
        edge: torch.Tensor | None,
        weight: torch.Tensor | None,
    ) -> torch.Tensor:
        """Return (E, w)."""
        squared = (pos_i - pos_j).square().sum(dim=1, keepdim=True)
        parts = [x_i, x_j, squared] if edge is None else [x_i, x_j, squared, edge]
        first = torch.relu(self.weights.first(torch.cat(parts, dim=1)))
        sent = torch.relu(self.weights.second(first))
        return sent if weight is None else sent * weight


class PlainAttentionLayer(MessagePassing):
    """Point Transformer, with the part of x_i that its softmax does not know."""

    def __init__(self, layer: Any, hidden: int) -> None:
        super().__init__(aggr="add")
        self.weights = layer
        self.query = nn.Linear(hidden, hidden, bias=False)

    def forward(self, x: torch.Tensor, seen: Seen) -> torch.Tensor:
        """Return (N, w) of (N, w)."""
        inner = torch.relu(self.weights.enter(x))
        heard = self.propagate(
            seen.index,
            x=self.weights.value(inner),
            pos=seen.pos,
            asks=self.query(inner),
            answers=self.weights.key(inner),
            edge=seen.edge,
            weight=seen.weight,
        )
        return torch.relu(self.weights.leave(heard))

    def message(  # noqa: PLR0913, PLR0917 - PyG hands over by name
        self,
        x_j: torch.Tensor,
        pos_i: torch.Tensor,
        pos_j: torch.Tensor,
        asks_i: torch.Tensor,
        answers_j: torch.Tensor,
        edge: torch.Tensor,
        weight: torch.Tensor | None,
        index: torch.Tensor,
        size_i: int | None,
    ) -> torch.Tensor:
        """Return (E, w)."""
        delta = self.weights.position(pos_i - pos_j)
        share = softmax(asks_i - answers_j + delta, index, num_nodes=size_i)
        sent = share * (x_j + delta + edge)
        return sent if weight is None else sent * weight


PLAIN: Final[Mapping[str, type[MessagePassing]]] = MappingProxyType(
    {
        "dgcnn": PlainEdgeConvolution,
        "egnn": PlainDistanceLayer,
        "point-transformer": PlainAttentionLayer,
    }
)
"""Layers by the name of the backbone."""


class Seen:
    """What layers see of a batch beside embeddings of points.

    Parameters
    ----------
    pos : (N, d) float
    index : (2, E) int64
    importance : (N,) float or None
    embedding : nn.Module or None
        Of edge attributes.
    """

    def __init__(
        self,
        pos: torch.Tensor,
        index: torch.Tensor,
        importance: torch.Tensor | None,
        embedding: nn.Module | None,
    ) -> None:
        self.pos, self.index = pos, index
        sends, receives = index
        self.weight = None
        if importance is not None:
            self.weight = (importance[sends] * importance[receives])[:, None]
        self.edge = None
        if embedding is not None:
            apart = pos[sends] - pos[receives]
            far = apart.norm(dim=1, keepdim=True)
            self.edge = embedding(torch.cat([far, apart / (far + _NEAREST)], dim=1))


class PlainBernoulli(nn.Module):
    """A method with the weights of another one, computed the straightforward way.

    Parameters
    ----------
    method : LriBernoulli
        Of a data set without ligands; its weights are shared. Its dropout becomes
        torch's own.
    backbone : str
    """

    def __init__(self, method: LriBernoulli, backbone: str) -> None:
        super().__init__()
        with_torch_dropout(method)
        self.method = method
        encoder = method.classifier.encoder
        hidden = method.classifier.head[0].in_features
        kind = PLAIN[backbone]
        self.layers = nn.ModuleList(kind(layer, hidden) for layer in encoder.layers)
        self.beta = method.configuration()["settings"]["lri_bernoulli"]["backbones"][
            backbone
        ]["beta"]

    def forward(
        self, graphs: Any, epoch: int = 0
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return loss, masked logits (C,) and whole logits (C,)."""
        embeddings = self.embeddings(graphs)
        logit = self.method.viewer.perceptron(embeddings).squeeze(1)
        mask = concrete(logit, 1.0) if self.training else torch.sigmoid(logit)
        masked = self.said(self.embeddings(graphs, mask), graphs)
        whole = self.said(self.embeddings(graphs), graphs)
        divergence = bernoulli_divergence(logit, self.method.prior(epoch)).mean()
        loss = cross_entropy(masked, graphs.y) + self.beta * divergence
        return loss, masked, whole

    def embeddings(
        self, graphs: Any, importance: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return (N, hidden), with a graph that is found anew."""
        encoder = self.method.classifier.encoder
        geometry = self.method.classifier.description.points.geometry
        pos = placed(graphs.pos, geometry)
        index = graph_of(pos, graphs.ptr, geometry)
        seen = Seen(pos, index, importance, encoder.embed_edges)
        hidden: torch.Tensor = encoder.embed(graphs)
        for layer in self.layers:
            hidden = encoder.dropout(hidden + layer(hidden, seen))
        return hidden

    def said(self, embeddings: torch.Tensor, graphs: Any) -> torch.Tensor:
        """Return (C,) logits."""
        pooled = global_add_pool(embeddings, graphs.batch, size=graphs.num_graphs)
        logits: torch.Tensor = self.method.classifier.head(pooled)
        return logits.squeeze(1)


def with_torch_dropout(module: nn.Module) -> None:
    """Put torch's own dropout in the place of ours.

    Parameters
    ----------
    module : nn.Module
    """
    for parent in list(module.modules()):
        for name, child in parent.named_children():
            if isinstance(child, Dropout):
                setattr(parent, name, nn.Dropout(child.p))


def graphs_of(inputs: Inputs, chosen: Ints) -> list[Data]:
    """Return clouds as PyG has them, without edges.

    Parameters
    ----------
    inputs : Inputs
    chosen : (C,) int64
    """
    return [_graph_of(inputs, number) for number in chosen]


def _graph_of(inputs: Inputs, number: int) -> Data:
    batch = inputs.batch(np.array([number]))
    return Data(
        pos=batch.pos, categorical=batch.categorical, scalar=batch.scalar, y=batch.y
    )


def joined(graphs: Sequence[Data], order: Ints, size: int) -> Iterator[Any]:
    """Yield batches of graphs, collated as PyG's loader does.

    Parameters
    ----------
    graphs : sequence of Data
    order : (C,) int64
    size : int
        Of a batch.
    """
    for first in range(0, len(order), size):
        part = order[first : first + size]
        yield Graphs.from_data_list([graphs[place] for place in part])
