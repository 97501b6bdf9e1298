# SPDX-License-Identifier: MIT
"""Random clouds as the cards describe them, and models that are settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from lri_bench.catalog.card import Card
from lri_bench.catalog.editions import Catalog
from lri_bench.clouds import Clouds
from lri_bench.models import Classifier, Inputs, load_settings
from lri_bench.types import AnyArray

SPREADS = {"actstrack": 500.0, "tau3mu": 0.7, "synmol": 2.0, "plbind": 8.0}

DrawClouds = Callable[..., Clouds]
MakeInputs = Callable[..., Inputs]
MakeModel = Callable[[str, str, Inputs], Classifier]


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def cards() -> dict[str, Card]:
    return Catalog.default().cards


def features(card: Card, points: int, random: np.random.Generator) -> AnyArray:
    columns = [
        random.integers(len(f.categories), size=points)
        if f.kind == "categorical"
        else random.normal(3, 2, points)
        for f in card.features
    ]
    return np.stack(columns, axis=1) if columns else np.empty((points, 0))


@pytest.fixture
def draw(cards: dict[str, Card]) -> DrawClouds:
    """Draw clouds of a data set with these sizes."""

    def drawn(
        dataset: str, sizes: Sequence[int], seed: int = 0, **columns: Any
    ) -> Clouds:
        random, card = np.random.default_rng(seed), cards[dataset]
        points = sum(sizes)
        given: dict[str, Any] = {
            "offsets": np.cumsum([0, *sizes]),
            "pos": random.normal(
                0, SPREADS[dataset], (points, card.position_dimension)
            ).astype(np.float32),
            "x": features(card, points, random),
            "truth": np.zeros(points),
            "cloud_id": [f"c{number}" for number in range(len(sizes))],
            "y": random.integers(2, size=len(sizes)),
            "split": np.zeros(len(sizes)),
        }
        ligand = load_settings(dataset).ligand
        if ligand is not None:
            given["context"] = {"ligand": ligands(ligand, given, random)}
        return Clouds(**given | columns)

    return drawn


def ligands(ligand: Any, given: dict[str, Any], random: np.random.Generator) -> Clouds:
    sizes = random.integers(2, 6, len(given["y"]))
    points = int(sizes.sum())
    columns = [
        random.integers(f.categories, size=points)
        if f.categories
        else random.normal(0, 0.2, points)
        for f in ligand.features
    ]
    changes = {
        "offsets": np.cumsum([0, *sizes]),
        "pos": random.normal(0, 1, (points, 3)),
        "x": np.stack(columns, axis=1),
        "truth": np.zeros(points),
    }
    return Clouds(**given | changes)


@pytest.fixture
def make_inputs(cards: dict[str, Card]) -> MakeInputs:
    """Make inputs of clouds, with the usual geometry of a backbone."""

    def made(dataset: str, backbone: Any, clouds: Clouds, **options: Any) -> Inputs:
        settings = load_settings(dataset)
        geometry = options.pop("geometry", settings.geometry(backbone))
        return Inputs(clouds, cards[dataset], settings, geometry, **options)

    return made


@pytest.fixture
def make_model() -> MakeModel:
    """Make a classifier in evaluation mode and float64, as after some training."""

    def made(dataset: str, backbone: str, inputs: Inputs) -> Classifier:
        with torch.random.fork_rng():
            torch.manual_seed(0)
            model = Classifier(load_settings(dataset), backbone, inputs.description)
            for module in model.modules():
                if isinstance(module, nn.BatchNorm1d):
                    settle(module)
        return model.double().eval()

    return made


def settle(norm: nn.BatchNorm1d) -> None:
    for buffer, low in ((norm.running_mean, -0.5), (norm.running_var, 0.5)):
        assert buffer is not None
        buffer.uniform_(low, low + 1)
    nn.init.uniform_(norm.weight, 0.5, 1.5)
    nn.init.uniform_(norm.bias, -0.5, 0.5)
