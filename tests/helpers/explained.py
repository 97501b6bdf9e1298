# SPDX-License-Identifier: MIT
"""Clouds cut short with classifiers of them, and a classifier known by heart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import torch
from torch import nn

from lri_bench.catalog.card import Card
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Clouds, Split
from lri_bench.models import Batch, Begun, Classifier, Inputs, load_settings
from lri_bench.models.edges import Edges
from lri_bench.models.segments import owner_of, sum_at
from lri_bench.ragged import owner

CLOUDS, POINTS = 4, 12


@cache
def card_of(dataset: str) -> Card:
    """Return the card of a data set."""
    return Catalog.default().card(dataset)


@cache
def small(dataset: str) -> Clouds:
    """Return four test clouds and some that features are standardised by, cut short."""
    clouds = Catalog.default().clouds(Edition(dataset, "mini"))
    test, train = (
        np.flatnonzero(clouds.split == split) for split in (Split.TEST, Split.TRAIN)
    )
    some = clouds.select(np.concatenate([test[:CLOUDS], train[:CLOUDS]]))
    first = np.arange(some.points) - some.offsets[owner(some.offsets)]
    return some.with_points(first < POINTS)


class Case:
    """Test clouds of a data set, and a classifier with weights as drawn."""

    def __init__(
        self, dataset: str, backbone: Any, dtype: torch.dtype = torch.float64
    ) -> None:
        self.dataset, self.backbone, self.dtype = dataset, backbone, dtype
        self.settings = load_settings(dataset)
        self.clouds = small(dataset)
        self.inputs = self.inputs_of(self.clouds)
        self.batch = self.batch_of(self.inputs)
        with torch.random.fork_rng():
            torch.manual_seed(0)
            model = Classifier(self.settings, backbone, self.inputs.description)
        self.classifier = model.to(dtype).eval()

    def inputs_of(self, clouds: Clouds) -> Inputs:
        card = card_of(self.dataset)
        known = self.inputs.encodings if hasattr(self, "inputs") else None
        geometry = self.settings.geometry(self.backbone)
        return Inputs(clouds, card, self.settings, geometry, known)

    def batch_of(self, inputs: Inputs, chosen: Sequence[int] = range(CLOUDS)) -> Batch:
        return inputs.batch(np.asarray(chosen)).to(dtype=self.dtype)


class Quadratic(Classifier):
    """A logit that is the sum over points of p A p / 2 + b p."""

    def __init__(self, matrix: torch.Tensor, slope: torch.Tensor) -> None:
        nn.Module.__init__(self)
        self.matrix, self.slope = nn.Parameter(matrix), nn.Parameter(slope)

    def embeddings(
        self,
        batch: Batch,
        *,
        importance: torch.Tensor | None = None,
        noise: torch.Tensor | None = None,
        begun: Begun | None = None,
    ) -> torch.Tensor:
        del importance, noise, begun
        before, made = self.last_layer(batch)
        return before + made

    def begin(self, batch: Batch, *, noise: torch.Tensor | None = None) -> Begun:
        """Return nothing of use: no edge says anything."""
        del noise
        none = batch.edges[0]
        edges = Edges(none, none, batch.pos[:0], len(batch.pos))
        return Begun(edges, batch.scalar, ())

    def last_layer(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the linear part, as if it had come there, and the quadratic one."""
        pos = batch.pos
        linear, quadratic = self.slope * pos, pos @ self.matrix * pos / 2
        return linear.sum(1, keepdim=True), quadratic.sum(1, keepdim=True)

    def ligand_of(self, batch: Batch) -> torch.Tensor | None:
        del batch
        return None

    def rejoined(self, batch: Batch) -> Batch:
        return batch

    def logit_of(
        self,
        embeddings: torch.Tensor,
        batch: Batch,
        ligand: torch.Tensor | None = None,
    ) -> torch.Tensor:
        del ligand
        return sum_at(embeddings, batch.owner, len(batch))[:, 0]


def batch_of(sizes: Sequence[int], seed: int = 0) -> Batch:
    """Return points without edges in three dimensions."""
    ptr = torch.tensor([0, *np.cumsum(sizes)])
    random = torch.Generator().manual_seed(seed)
    pos = torch.randn(sum(sizes), 3, generator=random, dtype=torch.float64)
    return Batch(
        pos=pos,
        categorical=torch.empty(len(pos), 0, dtype=torch.int64),
        scalar=torch.ones(len(pos), 1, dtype=torch.float64),
        owner=owner_of(ptr),
        ptr=ptr,
        edges=torch.empty(2, 0, dtype=torch.int64),
        y=torch.zeros(len(sizes)),
    )
