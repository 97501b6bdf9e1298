# SPDX-License-Identifier: MIT
"""Layers against the same sums written out for each edge and each point."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import torch
from torch import nn

from lri_bench.models.dgcnn import EdgeConvolution
from lri_bench.models.edges import Edges
from lri_bench.models.egnn import DistanceLayer
from lri_bench.models.embedding import EdgeEmbedding
from lri_bench.models.graphs import nearest_graph
from lri_bench.models.point_transformer import AttentionLayer

WIDTH, DIMENSION, POINTS = 8, 3, 14
LAYERS = {
    "dgcnn": EdgeConvolution,
    "egnn": DistanceLayer,
    "point-transformer": AttentionLayer,
}


class Case:
    """A layer with weights, points, a graph of them and importances."""

    def __init__(
        self, name: str, *, attributes: bool, masked: bool, loop: bool
    ) -> None:
        with torch.random.fork_rng():
            torch.manual_seed(1)
            self.layer = LAYERS[name](WIDTH, DIMENSION, edge_attributes=attributes)
            self.embedding = EdgeEmbedding(DIMENSION + 1, WIDTH) if attributes else None
            for module in self.layer.modules():
                if isinstance(module, nn.BatchNorm1d):
                    module.running_mean.uniform_(-1, 1)
                    module.running_var.uniform_(0.5, 2)
            self.pos = torch.randn(POINTS, DIMENSION)
            self.hidden = torch.randn(POINTS, WIDTH)
            self.importance = torch.rand(POINTS) if masked else None
        ptr = torch.tensor([0, 3, 4, 14])
        self.index = nearest_graph(self.pos, ptr, 4, loop=loop, flow="target_to_source")
        self.layer.eval()

    def double(self) -> Case:
        """Compute in float64 from now on."""
        for module in (self.layer, self.embedding):
            if module is not None:
                module.double()
        self.pos, self.hidden = self.pos.double(), self.hidden.double()
        if self.importance is not None:
            self.importance = self.importance.double()
        return self

    def found(self) -> torch.Tensor:
        edges = Edges.of(self.pos, self.index, self.importance)
        return self.layer(self.hidden, edges, self.embedding)

    def of_edges(self) -> list[tuple[int, int, torch.Tensor, torch.Tensor]]:
        """Return for each edge who sends, who receives, its embedding, its weight."""
        found = []
        for j, i in self.index.T.tolist():
            apart = self.pos[j] - self.pos[i]
            far = apart.norm()
            attributes = torch.cat([far[None], apart / (far + 1e-6)])
            embedded = torch.empty(0)
            if self.embedding is not None:
                embedded = self.embedding(attributes)
            weight = torch.tensor(1.0)
            if self.importance is not None:
                weight = self.importance[i] * self.importance[j]
            found.append((j, i, embedded, weight))
        return found


def naive_dgcnn(case: Case) -> torch.Tensor:
    layer: Any = case.layer
    total, number = torch.zeros(POINTS, WIDTH), torch.zeros(POINTS, 1)
    for j, i, embedded, weight in case.of_edges():
        own, other = case.hidden[i], case.hidden[j]
        first = layer.first(torch.cat([own, other - own, embedded]))
        sent = layer.second(torch.relu(layer.edge_norm(first[None])))[0]
        total[i] += weight * sent
        number[i] += 1
    mean = total / number.clamp(min=1)
    return torch.relu(layer.norm(layer.update(mean)))


def naive_egnn(case: Case) -> torch.Tensor:
    layer: Any = case.layer
    total = torch.zeros(POINTS, WIDTH)
    for j, i, embedded, weight in case.of_edges():
        square = ((case.pos[j] - case.pos[i]) ** 2).sum()[None]
        told = torch.cat([case.hidden[i], case.hidden[j], square, embedded])
        sent = torch.relu(layer.second(torch.relu(layer.first(told))))
        total[i] += weight * sent
    return torch.relu(layer.norm(layer.update(torch.cat([case.hidden, total], 1))))


def naive_point_transformer(case: Case) -> torch.Tensor:
    layer: Any = case.layer
    inner = torch.relu(layer.enter(case.hidden))
    # What the receiving point adds to all its scores: any numbers will do.
    query = torch.randn(POINTS, WIDTH, generator=torch.Generator().manual_seed(2))
    heard = []
    for point in range(POINTS):
        edges = [edge for edge in case.of_edges() if edge[1] == point]
        scores, values = [], []
        for j, i, embedded, weight in edges:
            delta = layer.position(case.pos[i] - case.pos[j])
            scores.append(query[i] - layer.key(inner[j]) + delta)
            value = layer.value(inner[j]) + delta
            values.append(weight * (value + embedded if len(embedded) else value))
        if edges:
            attention = torch.softmax(torch.stack(scores), 0)
            heard.append((attention * torch.stack(values)).sum(0))
        else:
            heard.append(torch.zeros(WIDTH))
    return torch.relu(layer.leave(torch.stack(heard)))


NAIVE = {
    "dgcnn": naive_dgcnn,
    "egnn": naive_egnn,
    "point-transformer": naive_point_transformer,
}


OPTIONS = [
    {"attributes": attributes, "masked": masked, "loop": loop}
    for attributes, masked, loop in itertools.product([True, False], repeat=3)
]


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_layer_is_what_it_is_written_out(name: str, options: dict[str, bool]) -> None:
    case = Case(name, **options)
    with torch.no_grad():
        found, expected = case.found(), NAIVE[name](case)
    assert torch.allclose(found, expected, atol=1e-5)
    assert found.abs().max() > 0.1


def whole_dgcnn(case: Case) -> torch.Tensor:
    """Return the edge convolution with all its layers paid per edge, all at once."""
    layer: Any = case.layer
    told = [
        torch.cat([case.hidden[i], case.hidden[j] - case.hidden[i], embedded])
        for j, i, embedded, _ in case.of_edges()
    ]
    first = layer.edge_norm(layer.first(torch.stack(told)))
    sent = layer.second(torch.relu(first)) * torch.stack(
        [weight[None] for *_, weight in case.of_edges()]
    )
    mean = [sent[case.index[1] == point].mean(0) for point in range(POINTS)]
    return torch.relu(layer.norm(layer.update(torch.stack(mean))))


@pytest.mark.parametrize("masked", [True, False])
def test_in_training_edge_convolutions_have_the_statistics_and_gradients_of_edges(
    masked: bool,  # noqa: FBT001
) -> None:
    case = Case("dgcnn", attributes=True, masked=masked, loop=True).double()
    layer: Any = case.layer.train()
    layer.edge_norm.momentum = 1.0  # then running statistics are those of one batch
    results = []
    for way in (case.found, lambda: whole_dgcnn(case)):
        layer.edge_norm.reset_running_stats()
        layer.zero_grad()
        found = way()
        found.square().sum().backward()
        results.append(
            [
                found.detach(),
                layer.edge_norm.running_mean.clone(),
                layer.edge_norm.running_var.clone(),
                *(weight.grad.clone() for weight in layer.parameters()),
            ]
        )
    for one, other in zip(*results, strict=True):
        assert torch.allclose(one, other, rtol=1e-9, atol=1e-9)


def test_edges_know_distance_direction_and_weight() -> None:
    pos = torch.tensor([[0.0, 0.0], [3.0, 4.0]])
    index = torch.tensor([[0, 1, 0], [0, 0, 1]])
    edges = Edges.of(pos, index, torch.tensor([0.5, 0.25]))
    assert edges.attributes[1].tolist() == pytest.approx([5, 0.6, 0.8], abs=1e-6)
    assert edges.attributes[2].tolist() == pytest.approx([5, -0.6, -0.8], abs=1e-6)
    assert edges.attributes[0].tolist() == [0, 0, 0]
    assert edges.squared.T.tolist() == [[0, 25, 25]]
    assert edges.heard.T.tolist() == [[2, 1]]
    assert edges.weight is not None
    assert edges.weight.T.tolist() == [[0.25, 0.125, 0.125]]
    assert edges.summed(torch.ones(3, 1)).T.tolist() == [[0.375, 0.125]]
    assert edges.share.T.tolist() == [[0.1875, 0.125]]
