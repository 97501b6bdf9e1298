# SPDX-License-Identifier: MIT
"""What the classifier sees, and that truth and class are not in it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from lri_bench.catalog.card import Card
from lri_bench.catalog.editions import Catalog
from lri_bench.clouds import Clouds
from lri_bench.learnability.inputs import Batch, Inputs, scales_of
from lri_bench.learnability.network import Classifier
from lri_bench.learnability.settings import VIEWS

ALL = np.arange(300)


@pytest.fixture
def card(catalog: Catalog) -> Card:
    return catalog.card("synmol")


def inputs_of(clouds: Clouds, card: Card) -> Inputs:
    return Inputs(clouds, card.features, VIEWS[card.name], scales_of(clouds))


def content(batch: Batch) -> list[bytes]:
    names = ("features", "nearest", "edges", "owner", "context")
    return [getattr(batch, name).numpy().tobytes() for name in names]


def test_truth_and_class_are_not_seen(planted: Clouds, card: Card) -> None:
    other = replace(planted, truth=1 - planted.truth, y=1 - planted.y)
    one, two = (inputs_of(clouds, card).batch(ALL) for clouds in (planted, other))
    assert content(one) == content(two)


def test_features_that_models_may_not_see_are_left_out(catalog: Catalog) -> None:
    card = catalog.card("actstrack")
    hits = Clouds(
        offsets=np.array([0, 3]),
        pos=np.eye(3) * 50,
        x=np.arange(27).reshape(3, 9),
        truth=np.zeros(3, dtype=np.uint8),
        cloud_id=np.array(["event"]),
        y=np.zeros(1, dtype=np.uint8),
        split=np.zeros(1, dtype=np.uint8),
    )
    batch = inputs_of(hits, card).batch(np.array([0]))
    assert batch.features.tolist() == [[1.0]] * 3
    # Brought to unit length, all are a root of 2 apart.
    assert batch.edges[..., 0].flatten()[:2].tolist() == pytest.approx(
        [np.log10(np.sqrt(2))] * 2, abs=1e-5
    )


def test_a_batch_is_what_its_clouds_are_one_by_one(planted: Clouds, card: Card) -> None:
    inputs = inputs_of(planted, card)
    torch.manual_seed(0)
    model = Classifier(inputs.sizes, 8, 2).eval()
    chosen = np.array([5, 0, 17])
    with torch.no_grad():
        together = model(inputs.batch(chosen))
        alone = [model(inputs.batch(np.array([cloud]))) for cloud in chosen]
    torch.testing.assert_close(together, torch.cat(alone), rtol=1e-4, atol=1e-5)


def test_the_order_of_points_does_not_matter(planted: Clouds, card: Card) -> None:
    size = int(planted.offsets[1])
    places = np.arange(planted.points)
    places[:size] = np.random.default_rng(0).permutation(size)
    moved = replace(
        planted,
        pos=planted.pos[places],
        x=planted.x[places],
        truth=planted.truth[places],
    )
    first = np.array([0])
    one, two = inputs_of(planted, card), inputs_of(moved, card)
    torch.manual_seed(0)
    model = Classifier(one.sizes, 8, 2).eval()
    with torch.no_grad():
        torch.testing.assert_close(model(one.batch(first)), model(two.batch(first)))


def test_a_cloud_without_points_has_a_logit(planted: Clouds, card: Card) -> None:
    empty = planted.with_points(np.arange(planted.points) >= planted.offsets[1])
    inputs = inputs_of(empty, card)
    torch.manual_seed(0)
    model = Classifier(inputs.sizes, 8, 2).eval()
    with torch.no_grad():
        assert torch.isfinite(model(inputs.batch(np.array([0, 1])))).all()
