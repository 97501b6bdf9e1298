# SPDX-License-Identifier: MIT
"""Methods that are trained before they explain: LRI, BernMask-P and PointMask."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any

import numpy as np
import pytest
import torch
from scipy.spatial.transform import Rotation
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy
from toy_clouds import METHODS, changed, drawn, every, inputs_of, made, planted, settled

from lri_bench.clouds import Clouds, Split
from lri_bench.errors import DataError
from lri_bench.explainers.bernmask_p import BernMaskP
from lri_bench.explainers.lri_bernoulli import LriBernoulli
from lri_bench.explainers.lri_gaussian import LriGaussian
from lri_bench.explainers.relaxation import bernoulli_divergence, entropy
from lri_bench.explainers.trained import WARM_UP, TrainedExplainer, TrainedMethod
from lri_bench.metrics.pooled import pooled_roc_auc
from lri_bench.models import BACKBONES, Batch, Classifier, load_settings
from lri_bench.models.settings import DATASETS
from lri_bench.ragged import positions
from lri_bench.training.chance import seeded
from lri_bench.training.fit import Fitted, fit
from lri_bench.training.plain import Plain
from lri_bench.training.settings import FitSettings
from lri_bench.training.trainable import Moment, Phase

SIZES = [7, 3, 12, 6]

every_method = pytest.mark.parametrize("method", METHODS)
every_backbone = pytest.mark.parametrize("backbone", BACKBONES)
every_dataset = pytest.mark.parametrize("dataset", DATASETS)


def case(
    method: str, dataset: str, backbone: str, clouds: Clouds | None = None
) -> tuple[Any, Any, Batch]:
    """Return a settled method, its inputs and all clouds as one batch in float64."""
    given = drawn(dataset, SIZES) if clouds is None else clouds
    inputs = inputs_of(given, dataset, backbone, method)
    model = settled(method, dataset, backbone, inputs)
    return model, inputs, inputs.batch(every(inputs)).to(dtype=torch.float64)


def close(one: torch.Tensor, other: torch.Tensor, within: float = 1e-8) -> bool:
    return torch.allclose(one.double(), other.double(), rtol=within, atol=within)


def main_phase(model: TrainedMethod) -> Moment:
    return Moment(model.phases[-1].name, 0)


# What all of them are.


@every_dataset
@every_backbone
@every_method
def test_each_explains_every_point(method: str, backbone: str, dataset: str) -> None:
    model, inputs, batch = case(method, dataset, backbone)
    explainer = model.explainer()
    assert isinstance(explainer, TrainedExplainer)
    assert explainer.classifier is model.classifier
    before = torch.random.get_rng_state()
    found = explainer.explain(batch)
    assert torch.equal(torch.random.get_rng_state(), before)
    assert found.importance.shape == (28,)
    assert torch.isfinite(found.importance).all()
    assert not found.importance.requires_grad
    with torch.no_grad():
        predicted = model.predict(batch)
    assert predicted.shape == (4,)
    if method == "bernmask-p":
        assert found.logit is None
        assert not close(predicted, model.classifier(batch))
    else:
        assert torch.equal(found.logit, predicted)
        assert close(predicted, model.classifier(batch)) == (method == "lri-gaussian")
    # Clouds of a batch know nothing of each other.
    alone = inputs.batch(np.array([2])).to(dtype=torch.float64)
    there = batch.owner == 2
    assert close(explainer.explain(alone).importance, found.importance[there], 1e-6)


@every_backbone
@every_method
def test_the_order_of_points_does_not_matter(method: str, backbone: str) -> None:
    clouds = drawn("synmol", SIZES)
    model, _, batch = case(method, "synmol", backbone, clouds)
    random = np.random.default_rng(0)
    order = np.concatenate(
        [
            first + random.permutation(size)
            for first, size in zip(clouds.offsets[:-1], SIZES, strict=True)
        ]
    )
    moved = dataclasses.replace(clouds, pos=clouds.pos[order], x=clouds.x[order])
    inputs = inputs_of(moved, "synmol", backbone, method)
    other = inputs.batch(every(inputs)).to(dtype=torch.float64)
    found = model.explain(other).importance
    assert close(found, model.explain(batch).importance[torch.from_numpy(order)], 1e-4)


@every_method
def test_with_egnn_importances_do_not_know_how_clouds_are_turned(method: str) -> None:
    model, _, batch = case(method, "synmol", "egnn")
    turn = torch.from_numpy(Rotation.random(rng=np.random.default_rng(0)).as_matrix())
    turned = dataclasses.replace(batch, pos=batch.pos @ turn.T + 3)
    found = model.explain(batch).importance
    assert close(model.explain(turned).importance, found)
    assert found.std() > 1e-4


@every_method
def test_explaining_leaves_the_mode_as_it_was(method: str) -> None:
    model, _, batch = case(method, "synmol", "egnn")
    model.train()
    state = copy.deepcopy(model.state_dict())
    model.explain(batch)
    assert model.training
    for name, value in model.state_dict().items():
        assert torch.equal(value, state[name]), name
    assert not model.explainer()._method.training


@every_dataset
@every_backbone
@every_method
def test_every_weight_is_trained_that_should_be(
    method: str, backbone: str, dataset: str
) -> None:
    inputs = inputs_of(drawn(dataset, [9] * 12), dataset, backbone, method)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = made(method, load_settings(dataset), backbone, inputs).train()
        model.enter(model.phases[-1])
        batch = inputs.batch(every(inputs))
        losses = model.losses(batch, main_phase(model))
    losses.total.backward()
    for value in losses.parts.values():
        assert not value.requires_grad
        assert torch.isfinite(value)
    for name, weight in model.named_parameters():
        if method == "bernmask-p" and name.startswith("classifier"):
            assert not weight.requires_grad, name
        else:
            assert weight.grad is not None, name
            assert torch.isfinite(weight.grad).all(), name
            # PointMask may hide every edge's length; then edges have none.
            assert weight.grad.any() or method == "pointmask", name


@every_backbone
@every_method
def test_masks_and_losses_stay_precise_in_bfloat16(method: str, backbone: str) -> None:
    model, inputs, _ = case(method, "synmol", backbone)
    model = model.float().train()
    with torch.no_grad():
        model.viewer.perceptron[-1].bias += 8  # 0.9997 would be 1
    batch = inputs.batch(every(inputs))
    with torch.autocast("cpu", torch.bfloat16):
        seen = model.classifier.embeddings(batch)
        assert model.viewer.made_of(seen).dtype == torch.float32
        losses = model.losses(batch, main_phase(model))
    assert losses.total.dtype == torch.float32
    losses.total.backward()
    for name, weight in model.named_parameters():
        assert weight.grad is None or torch.isfinite(weight.grad).all(), name


@every_method
def test_configurations_are_plain_and_tell_methods_apart(method: str) -> None:
    inputs = inputs_of(drawn("synmol", SIZES), "synmol", "egnn", method)
    model = made(method, load_settings("synmol"), "egnn", inputs)
    found = model.configuration()
    assert found["backbone"] == "egnn"
    assert found["settings"]["dataset"] == "synmol"


# Warm-up.


@pytest.mark.parametrize("method", ["lri-bernoulli", "lri-gaussian", "pointmask"])
def test_a_warm_up_is_the_classifier_alone(method: str) -> None:
    model, _, batch = case(method, "synmol", "egnn")
    model.enter(Phase(WARM_UP, 1))
    losses = model.losses(batch, Moment(WARM_UP, 0))
    expected = cross_entropy(model.classifier(batch), batch.y)
    assert torch.equal(losses.total, expected)
    assert torch.equal(model.predict(batch), model.classifier(batch))
    losses.total.backward()
    assert all(weight.grad is None for weight in model.viewer.parameters())


@pytest.mark.parametrize("warm_up", [0, 1])
def test_own_encoders_begin_as_the_classifiers_then_is(warm_up: int) -> None:
    inputs = inputs_of(drawn("plbind", SIZES), "plbind", "egnn")
    settings = changed(
        load_settings("plbind"), "lri_bernoulli", warm_up_epochs=warm_up, epochs=1
    )
    model = made("lri-bernoulli", settings, "egnn", inputs)
    own, encoder = model.viewer.own, model.classifier.encoder
    assert own is not None
    assert {*own.parameters()}.isdisjoint(encoder.parameters())

    def equal() -> bool:
        pairs = zip(
            own.state_dict().values(), encoder.state_dict().values(), strict=True
        )
        return all(torch.equal(*pair) for pair in pairs)

    assert equal()
    model.enter(model.phases[0])
    with torch.no_grad():  # as a warm-up would
        encoder.layers[0].first.bias += 1
    model.enter(model.phases[1])
    assert equal()


@pytest.mark.parametrize("method", ["lri-bernoulli", "lri-gaussian"])
def test_settings_tell_phases_and_own_encoders(method: str) -> None:
    inputs = inputs_of(drawn("tau3mu", SIZES), "tau3mu", "egnn", method)
    model = made(method, load_settings("tau3mu"), "egnn", inputs)
    epochs = [100] if method == "lri-bernoulli" else [50, 50]
    assert [p.epochs for p in model.phases if p.epochs] == epochs
    assert model.viewer.own is None


# LRI-Bernoulli.


def test_the_prior_falls_step_by_step() -> None:
    model, _, _ = case("lri-bernoulli", "synmol", "egnn")
    assert isinstance(model, LriBernoulli)
    found = [model.prior(epoch) for epoch in (0, 9, 10, 19, 20, 29, 299)]
    assert found == pytest.approx([0.9, 0.9, 0.8, 0.8, 0.7, 0.7, 0.7])


def test_the_loss_of_lri_bernoulli_is_the_papers() -> None:
    model, _, batch = case("lri-bernoulli", "synmol", "egnn")
    with torch.no_grad():
        logit = model.viewer.perceptron(model.classifier.embeddings(batch)).squeeze(1)
        torch.manual_seed(0)
        losses = model.losses(batch, Moment("lri-bernoulli", 10))
        torch.manual_seed(0)
        uniform = torch.empty_like(logit).uniform_(1e-6, 1 - 1e-6)
        sample = torch.sigmoid(logit + torch.log(uniform / (1 - uniform)))
        said = cross_entropy(model.classifier(batch, importance=sample), batch.y)
    divergence = bernoulli_divergence(logit, 0.8).mean()
    assert close(losses.total, said + 0.1 * divergence)
    assert close(losses.parts["divergence"], divergence)
    explained = model.explain(batch)
    assert torch.equal(explained.importance, logit)
    with torch.no_grad():
        masked = model.classifier(batch, importance=torch.sigmoid(logit))
    assert close(explained.logit, masked)


def test_importances_keep_their_order_where_probabilities_are_one() -> None:
    model, _, batch = case("lri-bernoulli", "synmol", "egnn")
    last = model.viewer.perceptron[-1]
    with torch.no_grad():
        last.bias += 60
    found = model.explain(batch.to(dtype=torch.float64)).importance
    assert (torch.sigmoid(found) == 1).all()
    assert len(found.unique()) == len(found)


def test_for_proteins_logits_are_the_smallest_near() -> None:
    model, _, batch = case("lri-bernoulli", "plbind", "egnn")
    own = model.viewer.own
    with torch.no_grad():
        ligand = model.classifier.ligand_of(batch)
        embeddings = own(own.begin(batch, model.classifier.edges(batch)))
        seen = embeddings + ligand[batch.owner]
        raw = model.viewer.perceptron(seen).squeeze(1)
    found = model.explain(batch).importance
    sends, receives = batch.edges
    for _ in range(2):
        raw = torch.stack([raw[sends[receives == n]].min() for n in range(28)])
    assert torch.equal(found, raw)


def trained(method: str, clouds: Clouds, epochs: int, **values: Any) -> Fitted:
    settings = changed(
        load_settings("synmol"),
        method.replace("-", "_"),
        epochs=epochs,
        warm_up_epochs=0,
        **values,
    )
    inputs = inputs_of(clouds, "synmol", "egnn", method)
    with seeded(0):
        model = made(method, settings, "egnn", inputs)
    fitting = FitSettings(batch=32, learning_rate=1e-3, weight_decay=1e-5)
    return fit(model, inputs, clouds.split, fitting)


def found_in_test(model: Any, clouds: Clouds, method: str = "") -> float:
    """Return the interpretation ROC AUC over positive test clouds."""
    chosen = np.flatnonzero((clouds.split == Split.TEST) & (clouds.y == 1))
    inputs = inputs_of(clouds, "synmol", "egnn", method)
    importance = model.explain(inputs.batch(chosen)).importance.numpy()
    return pooled_roc_auc(importance, clouds.truth[positions(clouds.offsets, chosen)])


@pytest.mark.slow
def test_lri_bernoulli_finds_what_was_planted() -> None:
    clouds = planted(600)
    fitted = trained("lri-bernoulli", clouds, epochs=15, r_step_epochs=3)
    assert fitted.best.valid_auc > 0.95
    assert found_in_test(fitted.model, clouds) > 0.95


# LRI-Gaussian.


def test_lri_gaussian_has_a_geometry_of_its_own() -> None:
    inputs = inputs_of(drawn("synmol", SIZES), "synmol", "egnn")
    with pytest.raises(DataError, match="gaussian_geometry"):
        LriGaussian(load_settings("synmol"), "egnn", inputs.description)


@every_dataset
def test_lri_gaussian_explains_with_covariances(dataset: str) -> None:
    model, _, batch = case("lri-gaussian", dataset, "dgcnn")
    found = model.explain(batch)
    d = 2 if dataset == "tau3mu" else 3
    assert found.covariance.shape == (28, d, d)
    torch.linalg.cholesky(found.covariance)
    assert close(found.importance, -torch.logdet(found.covariance))
    order = torch.linalg.det(found.covariance).argsort(descending=True)
    assert torch.equal(found.importance.argsort(), order)
    stretched = torch.einsum("nij,nj->ni", found.covariance, found.direction)
    largest = torch.linalg.eigvalsh(found.covariance)[:, -1:]
    assert close(stretched, largest * found.direction)
    assert close(found.direction.norm(dim=1), torch.ones(28))


def test_the_loss_of_lri_gaussian_is_the_papers() -> None:
    model, _, batch = case("lri-gaussian", "synmol", "egnn")
    with torch.no_grad():
        spread = model.spread(batch)
        torch.manual_seed(0)
        losses = model.losses(batch, Moment("lri-gaussian", 0))
        torch.manual_seed(0)
        one, other = torch.randn(28, 3).double(), torch.randn(28, 3).double()
        torch.manual_seed(0)
        one = torch.randn(28, 3, dtype=torch.float64)
        other = torch.randn(28, 3, dtype=torch.float64)
        noise = spread.along.sqrt() * torch.einsum("nij,nj->ni", spread.axes, one)
        noise = noise + spread.around.sqrt() * other
        said = cross_entropy(model.classifier(batch, noise=noise), batch.y)
    assert close(losses.total, said + 0.01 * spread.divergence().mean())


def test_for_proteins_covariances_are_the_largest_near() -> None:
    model, _, batch = case("lri-gaussian", "plbind", "egnn")
    found = model.explain(batch)
    raw = copy.copy(model)
    raw._settings = model._settings.model_copy(update={"smoothing_rounds": 0})
    before = raw.explain(batch)
    value, index = -before.importance, torch.arange(28)
    sends, receives = batch.edges
    for _ in range(2):
        near = [sends[receives == n] for n in range(28)]
        index = torch.stack([index[p[value[p].argmax()]] for p in near])
        value = -before.importance[index]
    assert torch.equal(found.covariance, before.covariance[index])
    assert torch.equal(found.importance, before.importance[index])


# BernMask-P.


def test_bernmask_p_leaves_the_classifier_as_it_is() -> None:
    clouds = planted(60)
    inputs = inputs_of(clouds, "synmol", "egnn")
    with seeded(0):
        plain = Plain(load_settings("synmol"), "egnn", inputs.description)
    classifier = plain.classifier
    before = copy.deepcopy(classifier.state_dict())
    settings = changed(load_settings("synmol"), "bernmask_p", epochs=2)
    with seeded(1):
        model = BernMaskP(settings, "egnn", classifier)
    assert model.training
    assert not model.classifier.training
    fitting = FitSettings(batch=16, learning_rate=1e-3, weight_decay=1e-5)
    fitted = fit(model, inputs, clouds.split, fitting)
    assert [record.phase for record in fitted.history] == ["bernmask-p"] * 2
    for name, value in before.items():
        assert torch.equal(model.classifier.state_dict()[name], value), name
        assert torch.equal(classifier.state_dict()[name], value), name
    assert all(weight.requires_grad for weight in classifier.parameters())
    assert classifier.training


def test_the_loss_of_bernmask_p_targets_what_the_classifier_says() -> None:
    model, _, batch = case("bernmask-p", "synmol", "dgcnn")
    with torch.no_grad():
        torch.manual_seed(0)
        losses = model.losses(batch, Moment("bernmask-p", 0))
        flipped = dataclasses.replace(batch, y=1 - batch.y)
        torch.manual_seed(0)
        assert torch.equal(model.losses(flipped, Moment("", 0)).total, losses.total)
        logit = model.explain(batch).importance
        torch.manual_seed(0)
        uniform = torch.empty_like(logit).uniform_(1e-6, 1 - 1e-6)
        mask = torch.sigmoid(logit + torch.logit(uniform))
        said = model.classifier(batch, importance=mask)
        prediction = cross_entropy(said, torch.sigmoid(model.classifier(batch)))
    expected = prediction + 0.1 * mask.mean() + 0.1 * entropy(mask).mean()
    assert close(losses.total, expected)


@pytest.mark.slow
def test_a_mask_without_a_price_is_all_there_is_to_keep() -> None:
    """Of a classifier that hears messages, keeping all is the best mask."""
    clouds = planted(200)
    inputs = inputs_of(clouds, "synmol", "egnn")
    with seeded(0):
        classifier = Classifier(load_settings("synmol"), "egnn", inputs.description)
    plain = load_settings("synmol")
    free = changed(plain, "bernmask_p", size=0.0, entropy=0.0, epochs=6)
    dear = changed(plain, "bernmask_p", size=10.0, entropy=0.0, epochs=6)
    fitting = FitSettings(batch=16, learning_rate=3e-3, weight_decay=0.0)
    kept = []
    for settings in (free, dear):
        with seeded(1):
            model = BernMaskP(settings, "egnn", classifier.eval())
        history = fit(model, inputs, clouds.split, fitting).history
        kept.append(history[-1].losses["size"])
    free_size, dear_size = kept
    assert free_size > 0.5
    assert dear_size < 0.2


# PointMask.


def test_pointmask_moves_points_and_makes_the_graph_anew() -> None:
    model, inputs, batch = case("pointmask", "synmol", "egnn")
    with torch.no_grad():
        made_of, _ = model.viewer(batch, model.classifier)
        mask = torch.relu(torch.sigmoid(made_of[:, 0]) - 0.2)
        pos = (batch.pos * mask[:, None]).numpy()
    there = dataclasses.replace(drawn("synmol", SIZES), pos=pos)
    other = inputs_of(there, "synmol", "egnn").batch(every(inputs))
    with torch.no_grad():
        expected = model.classifier(other.to(dtype=torch.float64))
    found = model.explain(batch)
    assert close(found.importance, mask)
    assert close(found.logit, expected, 1e-4)
    assert (found.importance >= 0).all()
    assert (found.importance <= 0.8).all()


def test_the_loss_of_pointmask_adds_up_the_divergence_of_each_cloud() -> None:
    model, _, batch = case("pointmask", "synmol", "egnn")
    with torch.no_grad():
        mean, log_variance = model.viewer(batch, model.classifier)[0].unbind(1)
        torch.manual_seed(0)
        losses = model.losses(batch, main_phase(model))
        torch.manual_seed(0)
        z = mean + (log_variance / 2).exp() * torch.randn_like(mean)
        mask = torch.relu(torch.sigmoid(z) - 0.2)
        said = cross_entropy(model._masked(batch, mask, None), batch.y)
    each = (mean.square() + log_variance.exp() - log_variance - 1) / 2
    divergence = torch.stack([part.sum() for part in each.split(SIZES)]).mean()
    assert close(losses.parts["divergence"], divergence)
    assert close(losses.total, said + 0.01 * divergence)


def test_pointmask_masks_what_backbones_see_where_positions_have_unit_norm() -> None:
    model, _, batch = case("pointmask", "actstrack", "egnn")
    ones = torch.ones(28, dtype=torch.float64)
    with torch.no_grad():
        whole = model._masked(batch, ones, None)
        assert close(whole, model.classifier(batch))
        assert not close(model._masked(batch, 0.5 * ones, None), whole)


def test_points_that_pointmask_cuts_off_are_equal() -> None:
    model, _, batch = case("pointmask", "synmol", "egnn")
    with torch.no_grad():
        model.viewer.perceptron[-1].bias -= 60
    found = model.explain(batch)
    assert not found.importance.any()
    assert torch.isfinite(found.logit).all()
