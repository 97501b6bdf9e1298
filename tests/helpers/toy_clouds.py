# SPDX-License-Identifier: MIT
"""Small random clouds, inputs and methods for tests of training and explaining."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import torch
from torch import nn

from lri_bench.catalog.card import Card
from lri_bench.catalog.editions import Catalog
from lri_bench.clouds import Clouds
from lri_bench.explainers.bernmask_p import BernMaskP
from lri_bench.explainers.lri_bernoulli import LriBernoulli
from lri_bench.explainers.lri_gaussian import LriGaussian
from lri_bench.explainers.pointmask import PointMask
from lri_bench.explainers.trained import TrainedMethod
from lri_bench.models import Classifier, Inputs, Settings, load_settings
from lri_bench.ragged import offsets_from_counts
from lri_bench.types import AnyArray, Ints

SPREADS = {"actstrack": 500.0, "tau3mu": 0.7, "synmol": 2.0, "plbind": 8.0}
METHODS = ("lri-bernoulli", "lri-gaussian", "bernmask-p", "pointmask")
PLANTED = 8


@cache
def card(dataset: str) -> Card:
    return Catalog.default().card(dataset)


def drawn(dataset: str, sizes: Sequence[int], seed: int = 0, **given: Any) -> Clouds:
    """Return random clouds as the card describes them; classes take turns."""
    random = np.random.default_rng(seed)
    points, clouds = sum(sizes), len(sizes)
    columns: dict[str, Any] = {
        "offsets": offsets_from_counts(sizes),
        "pos": random.normal(
            0, SPREADS[dataset], (points, card(dataset).position_dimension)
        ),
        "x": features(dataset, points, random),
        "truth": np.zeros(points),
        "cloud_id": [f"c{number}" for number in range(clouds)],
        "y": np.arange(clouds) % 2,
        "split": np.repeat([0, 1, 2], [clouds - 2 * (clouds // 4), *[clouds // 4] * 2]),
    }
    ligand = load_settings(dataset).ligand
    if ligand is not None:
        of_ligands = random.integers(2, 6, clouds)
        size = int(of_ligands.sum())
        values = [
            random.integers(f.categories, size=size)
            if f.categories
            else random.normal(0, 0.2, size)
            for f in ligand.features
        ]
        beside = {
            "offsets": offsets_from_counts(of_ligands),
            "pos": random.normal(0, 1, (size, 3)),
            "x": np.stack(values, axis=1),
            "truth": np.zeros(size),
        }
        columns["context"] = {"ligand": Clouds(**columns | beside)}
    return Clouds(**columns | given)


def features(dataset: str, points: int, random: np.random.Generator) -> AnyArray:
    columns = [
        random.integers(len(f.categories), size=points)
        if f.kind == "categorical"
        else random.normal(3, 2, points)
        for f in card(dataset).features
    ]
    return np.stack(columns, axis=1) if columns else np.empty((points, 0))


def planted(number: int = 90) -> Clouds:
    """Return molecules: positive where two atoms near each other are of a rare type."""
    random = np.random.default_rng(1)
    sizes = random.integers(8, 14, number)
    clouds = drawn("synmol", sizes.tolist(), seed=1)
    kind = random.integers(0, PLANTED, clouds.points)
    pos, truth = clouds.pos.copy(), np.zeros(clouds.points, dtype=np.uint8)
    for first in clouds.offsets[:-1][clouds.y == 1]:
        truth[first : first + 2] = 1
        pos[first + 1] = pos[first] + random.normal(0, 0.3, 3)
    kind[truth == 1] = PLANTED
    return drawn("synmol", sizes.tolist(), x=kind[:, None], pos=pos, truth=truth)


def deciding(number: int = 600, spread: float = 0.1) -> Clouds:
    """Return molecules of which the first atom decides: by its type and its place.

    It is positive where that atom is of a rare type and far out. A negative has one of
    the rare type nearer, one of another type as far out, or one like all others. If
    those lie close together, what a model makes of their distances hardly has a
    gradient, and it does not rest on a training's luck which point has the largest one.
    """
    random = np.random.default_rng(2)
    sizes = random.integers(8, 12, number)
    clouds = drawn("synmol", sizes.tolist(), seed=2)
    kind = random.integers(0, PLANTED, clouds.points)
    pos = random.normal(0, spread, (clouds.points, 3))
    first, truth = clouds.offsets[:-1], np.zeros(clouds.points, dtype=np.uint8)
    truth[first] = 1
    way = random.normal(size=(number, 3))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    story = np.where(clouds.y == 1, 3, random.integers(0, 3, number))
    far = np.array([1.5, 4.0, 0.5, 4.0])[story] + random.normal(0, 0.15, number)
    pos[first] = way * far[:, np.newaxis]
    rare = np.isin(story, (0, 3))
    kind[first] = np.where(rare, PLANTED, kind[first])
    return drawn("synmol", sizes.tolist(), x=kind[:, None], pos=pos, truth=truth)


def inputs_of(
    clouds: Clouds, dataset: str, backbone: Any, method: str = "", **options: Any
) -> Inputs:
    settings = options.pop("settings", load_settings(dataset))
    gaussian = method == "lri-gaussian"
    find = settings.gaussian_geometry if gaussian else settings.geometry
    return Inputs(clouds, card(dataset), settings, find(backbone), **options)


def made(method: str, settings: Settings, backbone: str, inputs: Inputs) -> Any:
    """Return a method as it is before its training."""
    if method == "bernmask-p":
        classifier = Classifier(settings, backbone, inputs.description)
        return BernMaskP(settings, backbone, classifier)
    kinds = {
        "lri-bernoulli": LriBernoulli,
        "lri-gaussian": LriGaussian,
        "pointmask": PointMask,
    }
    return kinds[method](settings, backbone, inputs.description)


def settled(method: str, dataset: str, backbone: str, inputs: Inputs) -> TrainedMethod:
    """Return a method in float64 and evaluation mode, as after some training."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model: TrainedMethod = made(method, load_settings(dataset), backbone, inputs)
        for norm in model.modules():
            if isinstance(norm, nn.BatchNorm1d):
                for buffer, low in ((norm.running_mean, -0.5), (norm.running_var, 0.5)):
                    assert buffer is not None
                    buffer.uniform_(low, low + 1)
                nn.init.uniform_(norm.weight, 0.5, 1.5)
                nn.init.uniform_(norm.bias, -0.5, 0.5)
    return model.double().eval()


def changed(settings: Settings, method: str, **values: Any) -> Settings:
    """Return settings in which a method has other values, with every backbone."""
    own = getattr(settings, method)
    here = {k: v for k, v in values.items() if k in type(own).model_fields}
    there = {k: v for k, v in values.items() if k not in here}
    backbones = {
        name: one.model_copy(update=there) for name, one in own.backbones.items()
    }
    own = own.model_copy(update=here | {"backbones": backbones})
    return settings.model_copy(update={method: own})


def shallow(settings: Settings, layers: int) -> Settings:
    """Return settings in which every backbone has so many layers."""
    backbones = {
        name: one.model_copy(update={"layers": layers})
        for name, one in settings.backbones.items()
    }
    return settings.model_copy(update={"backbones": backbones})


def every(inputs: Inputs) -> Ints:
    return np.arange(len(inputs))
