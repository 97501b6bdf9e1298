# SPDX-License-Identifier: MIT
"""All methods on all data sets and backbones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from explained import CLOUDS, Case
from scipy.spatial.transform import Rotation

from lri_bench.explainers import Explainer, Explanation
from lri_bench.explainers.bernmask import BernMask
from lri_bench.explainers.captum_methods import IntegratedGradients
from lri_bench.explainers.checks import check_explanation
from lri_bench.explainers.frozen import frozen
from lri_bench.explainers.ggig import GGIG, Climbs
from lri_bench.explainers.gradgeo import GradGeo
from lri_bench.explainers.occlusion import Occlusion
from lri_bench.explainers.positions import LogitsAt, centroids
from lri_bench.explainers.registry import EXPLAINERS, Explained
from lri_bench.models import BACKBONES, Batch, Classifier
from lri_bench.models.settings import DATASETS
from lri_bench.ragged import owner

POST_HOC = (
    "gradgeo",
    "gradcam",
    "bernmask",
    "ggig",
    "ggig-ascent",
    "ggig-point",
    "integrated-gradients",
    "saliency",
    "input-x-gradient",
    "smoothgrad",
    "occlusion",
    "random",
)
DRAWN = ("smoothgrad", "random")

every_method = pytest.mark.parametrize("name", POST_HOC)
every_backbone = pytest.mark.parametrize("backbone", BACKBONES)
every_dataset = pytest.mark.parametrize("dataset", DATASETS)


def made(name: str, case: Case, classifier: Classifier | None = None) -> Explainer:
    """Return a method that is done soon."""
    model = case.classifier if classifier is None else classifier
    found = EXPLAINERS[name].make(Explained(model, case.settings, case.backbone))
    if isinstance(found, BernMask):
        found.fitting = replace(found.fitting, steps=5)
    if isinstance(found, GGIG):
        gradients = min(found.climbs.gradients, 3)
        found.climbs = replace(found.climbs, steps=5, gradients=gradients)
    if isinstance(found, IntegratedGradients):
        found.steps = 7
    return found


def close(one: torch.Tensor, other: torch.Tensor, within: float = 1e-6) -> bool:
    return torch.allclose(one, other, rtol=within, atol=within * float(one.std()))


@pytest.mark.slow
@every_dataset
@every_backbone
def test_all_explain_all(dataset: str, backbone: str) -> None:
    case = Case(dataset, backbone, torch.float32)
    for name in POST_HOC:
        found = made(name, case).explain(case.batch)
        check_explanation(found, case.batch, name)
        assert not found.importance.requires_grad, name
        assert found.importance.dtype == torch.float32, name
        assert found.importance.std() > 0, name


def same_state(one: dict[str, Any], other: dict[str, Any]) -> None:
    for name, value in one.items():
        assert torch.equal(value, other[name]), name


@every_method
def test_classifiers_are_left_as_they_were(name: str) -> None:
    case = Case("plbind", "egnn", torch.float32)
    model = case.classifier.train()
    model.encoder.layers[1].eval()
    weights = list(model.parameters())
    weights[0].requires_grad_(requires_grad=False)
    weights[1].grad = torch.ones_like(weights[1])
    before = {k: v.clone() for k, v in model.state_dict().items()}
    with torch.no_grad():  # whoever calls may not want gradients
        made(name, case).explain(case.batch)
    same_state(before, model.state_dict())
    assert model.training
    assert not model.encoder.layers[1].training
    assert [w.requires_grad for w in weights] == [False] + [True] * (len(weights) - 1)
    assert [w.grad is not None for w in weights].index(True) == 1
    assert weights[1].grad.eq(1).all()
    assert sum(w.grad is not None for w in weights) == 1
    assert not case.batch.pos.requires_grad


def test_what_fails_inside_is_put_back_too() -> None:
    model = Case("synmol", "egnn").classifier.train()
    with pytest.raises(KeyError), frozen(model):
        raise KeyError
    assert model.training
    assert all(weight.requires_grad for weight in model.parameters())


@every_method
def test_evaluation_mode_is_explained(name: str) -> None:
    """BatchNorm and dropout of training would give something else."""
    case = Case("synmol", "egnn")
    expected = made(name, case).explain(case.batch).importance
    case.classifier.train()
    assert close(made(name, case).explain(case.batch).importance, expected)


@pytest.mark.slow
@every_backbone
@pytest.mark.parametrize("dataset", ["actstrack", "synmol"])
def test_the_order_of_points_does_not_matter(dataset: str, backbone: str) -> None:
    case = Case(dataset, backbone)
    clouds = case.clouds
    mixed = np.random.default_rng(0).random(clouds.points)
    order = np.lexsort((mixed, owner(clouds.offsets)))
    other = replace(clouds, pos=clouds.pos[order], x=clouds.x[order])
    batch = case.batch_of(case.inputs_of(other))
    places = torch.from_numpy(order[: len(batch.pos)])
    assert torch.equal(batch.pos, case.batch.pos[places])
    for name in set(POST_HOC) - set(DRAWN):
        one = made(name, case).explain(case.batch).importance
        two = made(name, case).explain(batch).importance
        # Of coinciding points directions are not defined, and differences are blown up.
        assert close(one[places], two, 1e-4 if "ggig" in name else 1e-6), name


@pytest.mark.slow
@every_backbone
@pytest.mark.parametrize("dataset", ["tau3mu", "plbind"])
def test_clouds_in_a_batch_do_not_know_of_each_other(
    dataset: str, backbone: str
) -> None:
    case = Case(dataset, backbone)
    for name in set(POST_HOC) - {"smoothgrad"}:
        method = made(name, case)
        alone = [
            made(name, case).explain(case.batch_of(case.inputs, [number]))
            for number in range(CLOUDS)
        ]
        together = method.explain(case.batch).importance
        if name != "random":
            parts = torch.cat([found.importance for found in alone])
            within = 1e-4 if "ggig" in name else 1e-6
            assert close(together, parts, within), name


def turned(batch: Batch) -> tuple[Batch, torch.Tensor]:
    """Return a batch whose clouds are turned, each in its own way."""
    random = np.random.default_rng(3)
    turns = Rotation.random(len(batch), rng=random).as_matrix()
    if batch.pos.shape[1] == 2:
        angles = random.uniform(0.5, 2.5, len(batch))
        turns = Rotation.from_euler("z", angles[:, None]).as_matrix()[:, :2, :2]
    each = torch.from_numpy(turns)[batch.owner]
    return replace(batch, pos=torch.einsum("nij,nj->ni", each, batch.pos)), each


TURNING = ("gradgeo", "gradcam", "bernmask", "ggig-point", "saliency", "occlusion")


@pytest.mark.parametrize("dataset", ["tau3mu", "synmol", "plbind"])
@pytest.mark.parametrize("name", TURNING)
def test_importances_do_not_depend_on_how_clouds_are_turned(
    name: str, dataset: str
) -> None:
    case = Case(dataset, "egnn")
    other, turns = turned(case.batch)
    one = made(name, case).explain(case.batch)
    two = made(name, case).explain(other)
    assert close(one.importance, two.importance)
    if one.direction is not None:
        assert two.direction is not None
        direction = torch.einsum("nij,nj->ni", turns, one.direction)
        torch.testing.assert_close(two.direction, direction)


@pytest.mark.parametrize("name", ["ggig", "integrated-gradients", "input-x-gradient"])
def test_attributions_of_coordinates_depend_on_axes(name: str) -> None:
    """So their lengths do, whatever the classifier knows of axes."""
    case = Case("synmol", "egnn")
    one = made(name, case).explain(case.batch).importance
    two = made(name, case).explain(turned(case.batch)[0]).importance
    assert not close(one, two, 1e-2)


@pytest.mark.parametrize("dataset", ["tau3mu", "synmol", "plbind"])
@every_method
def test_importances_do_not_depend_on_where_clouds_are(name: str, dataset: str) -> None:
    case = Case(dataset, "egnn")
    shift = torch.arange(CLOUDS, dtype=torch.float64)[case.batch.owner][:, None] + 1
    other = replace(case.batch, pos=case.batch.pos + shift)
    one = made(name, case).explain(case.batch)
    assert close(one.importance, made(name, case).explain(other).importance)


# Against other ways to the same numbers.


@every_backbone
def test_gradients_are_finite_differences(backbone: str) -> None:
    case = Case("synmol", backbone)
    found = GradGeo(case.classifier).explain(case.batch).direction
    assert found is not None
    step = 1e-6
    random = np.random.default_rng(0)
    for point in random.choice(len(found), 8, replace=False):
        for axis in range(3):
            ends = []
            for sign in (1, -1):
                pos = case.batch.pos.clone()
                pos[point, axis] += sign * step
                with torch.no_grad():
                    moved = replace(case.batch, pos=pos)
                    ends.append(case.classifier(moved)[case.batch.owner[point]])
            slope = float(ends[0] - ends[1]) / (2 * step)
            assert float(found[point, axis]) == pytest.approx(slope, 1e-4, 1e-6)


@every_dataset
def test_batching_of_starting_points_changes_nothing(dataset: str) -> None:
    case = Case(dataset, "egnn")
    climbs = Climbs(steps=6, gradients=2)
    found: list[Explanation] = [
        GGIG(case.classifier, climbs, points_at_once=number).explain(case.batch)
        for number in (1, 200, 10_000)
    ]
    for other in found[1:]:
        assert close(found[0].importance, other.importance)


@pytest.mark.slow
@pytest.mark.parametrize("dataset", ["tau3mu", "synmol", "plbind"])
def test_integrated_gradients_are_complete(dataset: str) -> None:
    """They sum to what the logit gains from all points in one place on."""
    case = Case(dataset, "egnn")
    method = IntegratedGradients(case.classifier, steps=100)
    found = method.explain(case.batch).direction
    assert found is not None
    with torch.no_grad():
        logits = LogitsAt(case.classifier, case.batch)
        gain = logits(case.batch.pos) - logits(centroids(case.batch))
    sums = torch.zeros(CLOUDS, dtype=torch.float64)
    sums.index_add_(0, case.batch.owner, found.sum(1))
    # The gradient jumps on the way, so the quadrature is not exact.
    largest = float(gain.abs().max())
    assert largest > 1e-3
    torch.testing.assert_close(sums, gain, rtol=0, atol=0.05 * largest)


@every_backbone
@pytest.mark.parametrize("dataset", ["tau3mu", "synmol", "plbind"])
def test_occlusion_by_brute_force(dataset: str, backbone: str) -> None:
    case = Case(dataset, backbone)
    found = Occlusion(case.classifier, points_at_once=300).explain(case.batch)
    with torch.no_grad():
        whole = case.classifier(case.batch)
        for point in range(0, len(case.batch.pos), 7):
            cloud = int(case.batch.owner[point])
            keep = np.arange(case.clouds.points) != point
            left = case.inputs_of(case.clouds.with_points(keep))
            logit = case.classifier(case.batch_of(left, [cloud]))
            fall = (whole[cloud] - logit) * torch.sign(whole[cloud])
            assert float(found.importance[point]) == pytest.approx(float(fall), 1e-4)


def test_a_cloud_may_lose_its_only_point() -> None:
    case = Case("synmol", "egnn")
    first = np.isin(np.arange(case.clouds.points), case.clouds.offsets[1:])
    clouds = case.clouds.with_points(~first & (owner(case.clouds.offsets) > 0) | first)
    keep = np.ones(clouds.points, dtype=bool)
    keep[clouds.offsets[1] + 1 : clouds.offsets[2]] = False
    batch = case.batch_of(case.inputs_of(clouds.with_points(keep)), [1, 2])
    assert batch.ptr[1] == 1
    for name in POST_HOC:
        check_explanation(made(name, case).explain(batch), batch, name)
