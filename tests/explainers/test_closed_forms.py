# SPDX-License-Identifier: MIT
"""Methods on a quadratic logit, where everything can be written down."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
from explained import Quadratic, batch_of

from lri_bench.errors import DataError
from lri_bench.explainers.captum_methods import (
    InputXGradient,
    IntegratedGradients,
    Saliency,
    SmoothGrad,
)
from lri_bench.explainers.ggig import GGIG, Climbs
from lri_bench.explainers.gradcam import GradCAM
from lri_bench.explainers.gradgeo import GradGeo
from lri_bench.explainers.positions import centroids, repeated
from lri_bench.models import Batch

SIZES = [5, 1, 7]
MATRIX = torch.tensor(
    [[2.0, 0.5, 0.0], [0.5, -1.0, 0.3], [0.0, 0.3, 0.7]], dtype=torch.float64
)
SLOPE = torch.tensor([0.4, -0.2, 1.0], dtype=torch.float64)


@pytest.fixture
def batch() -> Batch:
    return batch_of(SIZES)


@pytest.fixture
def model() -> Quadratic:
    return Quadratic(MATRIX.clone(), SLOPE.clone())


def gradient(pos: torch.Tensor) -> torch.Tensor:
    return pos @ MATRIX + SLOPE


def sign(model: Quadratic, batch: Batch) -> torch.Tensor:
    """Return (N, 1): 1 where class 1 is predicted, else -1."""
    with torch.no_grad():
        return torch.where(model(batch) > 0, 1.0, -1.0)[batch.owner][:, None]


def test_clouds_of_both_classes_are_among_them(model: Quadratic, batch: Batch) -> None:
    assert sign(model, batch).unique().tolist() == [-1, 1]


def test_centroids_are_means_of_clouds(batch: Batch) -> None:
    parts = batch.pos.split(SIZES)
    expected = torch.cat([part.mean(0).expand_as(part) for part in parts])
    torch.testing.assert_close(centroids(batch), expected)


def test_gradcam_is_the_last_layers_share_of_the_logit(
    model: Quadratic, batch: Batch
) -> None:
    """Not of what the residual carries past the layer: that is the linear part."""
    found = GradCAM(model).explain(batch)
    expected = (batch.pos @ MATRIX * batch.pos).sum(1) / 2
    torch.testing.assert_close(found.importance, expected)
    assert found.importance.min() < 0  # nothing is cut off


@pytest.mark.parametrize("method", [GradGeo, Saliency])
def test_gradients(method: Any, model: Quadratic, batch: Batch) -> None:
    found = method(model).explain(batch)
    torch.testing.assert_close(found.direction, gradient(batch.pos))
    torch.testing.assert_close(found.importance, gradient(batch.pos).norm(dim=1))


def test_input_x_gradient(model: Quadratic, batch: Batch) -> None:
    found = InputXGradient(model).explain(batch)
    expected = (batch.pos - centroids(batch)) * gradient(batch.pos)
    torch.testing.assert_close(found.direction, expected)
    torch.testing.assert_close(found.importance, expected.norm(dim=1))


@pytest.mark.parametrize("at_once", [1, 40, 8192])
def test_integrated_gradients(at_once: int, model: Quadratic, batch: Batch) -> None:
    """The gradient is linear on the way: its mean is that in the middle."""
    found = IntegratedGradients(model, points_at_once=at_once).explain(batch)
    centre = centroids(batch)
    expected = (batch.pos - centre) * gradient((batch.pos + centre) / 2)
    # Captum has the weights of its quadrature in float32.
    torch.testing.assert_close(found.direction, expected, atol=1e-6, rtol=1e-6)
    torch.testing.assert_close(
        found.importance, expected.norm(dim=1), atol=1e-6, rtol=1e-6
    )


def test_smoothgrad_of_a_linear_logit_is_its_slope(batch: Batch) -> None:
    model = Quadratic(torch.zeros(3, 3, dtype=torch.float64), SLOPE.clone())
    found = SmoothGrad(model).explain(batch)
    torch.testing.assert_close(found.direction, SLOPE.expand_as(batch.pos))


def test_noise_of_smoothgrad_is_a_share_of_each_clouds_spread() -> None:
    """With A = 1 and b = 0 the attribution is the position plus the mean noise."""
    eye, zero = torch.eye(3, dtype=torch.float64), torch.zeros(3, dtype=torch.float64)
    batch = batch_of([3000, 3000])
    batch = replace(batch, pos=batch.pos * (1 + 9 * batch.owner[:, None]))
    one = SmoothGrad(Quadratic(eye, zero), samples=4, noise=0.2, seed=1)
    found = one.explain(batch)
    assert found.direction is not None
    apart = (found.direction - batch.pos).split(3000)
    for part, factor in zip(apart, (1, 10), strict=True):
        spread = factor * 3**0.5
        assert part.std() == pytest.approx(0.2 * spread / 4**0.5, rel=0.05)
    assert torch.equal(one.explain(batch).importance, found.importance)
    other = with_seed(one, 2).explain(batch)
    assert not torch.equal(other.importance, found.importance)


def with_seed(method: SmoothGrad, seed: int) -> SmoothGrad:
    return SmoothGrad(
        method.classifier, samples=method.samples, noise=method.noise, seed=seed
    )


def test_smoothgrad_leaves_the_global_stream_alone(batch: Batch) -> None:
    model = Quadratic(MATRIX.clone(), SLOPE.clone())
    before = torch.random.get_rng_state()
    SmoothGrad(model).explain(batch)
    assert torch.equal(torch.random.get_rng_state(), before)


# GGIG.


@pytest.mark.parametrize("at_once", [1, 40, 8192])
def test_ggig_without_ascent_is_the_larger_of_both_ends(
    at_once: int, model: Quadratic, batch: Batch
) -> None:
    """A gradient that is linear on the way is largest at one of its ends."""
    found = GGIG(model, points_at_once=at_once).explain(batch)
    turn = sign(model, batch)
    ends = [turn * gradient(pos) for pos in (batch.pos, centroids(batch))]
    expected = torch.maximum(*ends)
    torch.testing.assert_close(found.direction, expected)
    torch.testing.assert_close(found.importance, expected.norm(dim=1))
    # Not the largest without its sign.
    assert not torch.allclose(expected.abs(), torch.maximum(*[e.abs() for e in ends]))


def test_ggig_of_whole_points_keeps_the_longest(model: Quadratic, batch: Batch) -> None:
    """The squared length is convex on the way, too."""
    found = GGIG(model, Climbs(choice="point")).explain(batch)
    turn = sign(model, batch)
    one, two = (turn * gradient(pos) for pos in (batch.pos, centroids(batch)))
    longer = one.norm(dim=1, keepdim=True) >= two.norm(dim=1, keepdim=True)
    torch.testing.assert_close(found.direction, torch.where(longer, one, two))


def test_ggig_starts_from_both_ends_and_between(
    model: Quadratic, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[torch.Tensor] = []
    plain = Quadratic.embeddings

    def watched(self: Any, given: Batch, **options: Any) -> torch.Tensor:
        seen.append(given.pos.detach().view(-1, *batch.pos.shape))
        return plain(self, given, **options)

    monkeypatch.setattr(Quadratic, "embeddings", watched)
    GGIG(model).explain(batch)
    whole, *starts = torch.cat(seen)
    assert torch.equal(whole, batch.pos)  # the prediction
    assert len(starts) == 51
    centre = centroids(batch)
    for number, start in enumerate(starts):
        expected = centre + number / 50 * (batch.pos - centre)
        torch.testing.assert_close(start, expected)


@pytest.mark.parametrize("at_once", [1, 8192])
def test_ggig_with_ascent(at_once: int, batch: Batch) -> None:
    """With A = a and b = 0 each step multiplies the position by 1 + eta a."""
    a, eta, number = 2.0, 0.05, 4
    eye = torch.eye(3, dtype=torch.float64)
    model = Quadratic(a * eye, torch.zeros(3, dtype=torch.float64))
    climbs = Climbs(steps=3, gradients=number, eta=eta)
    found = GGIG(model, climbs, points_at_once=at_once).explain(batch)
    ends = torch.stack([batch.pos, centroids(batch)])
    climbed = [a * (1 + eta * a) ** step * ends for step in (0, number - 1)]
    torch.testing.assert_close(found.direction, torch.cat(climbed).amax(0))


def test_ggig_climbs_the_class_that_was_predicted(batch: Batch) -> None:
    """A logit below 0 is brought further down."""
    a, eta = -2.0, 0.05
    eye = torch.eye(3, dtype=torch.float64)
    model = Quadratic(a * eye, torch.zeros(3, dtype=torch.float64))
    found = GGIG(model, Climbs(gradients=2, eta=eta)).explain(batch)
    ends = torch.stack([batch.pos, centroids(batch)])
    climbed = [-a * (1 - eta * a) ** step * ends for step in (0, 1)]
    torch.testing.assert_close(found.direction, torch.cat(climbed).amax(0))


@pytest.mark.parametrize("changes", [{"steps": 0}, {"gradients": 0}])
def test_ggig_of_nothing(changes: dict[str, int]) -> None:
    with pytest.raises(DataError, match="at least 1 of each"):
        Climbs(**changes)  # type: ignore[arg-type]


def test_repeated_batches_are_batches_in_a_row(batch: Batch) -> None:
    twice = repeated(replace(batch, edges=torch.tensor([[0, 6], [1, 5]])), 2)
    assert len(twice) == 2 * len(batch)
    assert twice.ptr.tolist() == [0, 5, 6, 13, 18, 19, 26]
    assert twice.edges.tolist() == [[0, 6, 13, 19], [1, 5, 14, 18]]
    assert torch.equal(twice.pos, torch.cat([batch.pos, batch.pos]))
    assert torch.equal(twice.owner, torch.cat([batch.owner, batch.owner + 3]))
