# SPDX-License-Identifier: MIT
"""Classifiers: what their logits depend on, and what not."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import torch
from scipy.spatial.transform import Rotation
from torch.autograd import gradcheck

from lri_bench.clouds import Clouds
from lri_bench.errors import DataError
from lri_bench.models import BACKBONES, Batch, Classifier, Points, load_settings
from lri_bench.models.settings import DATASETS
from lri_bench.training.chance import seeded

SIZES = [7, 1, 12, 4]
ALL = np.arange(len(SIZES))

every_backbone = pytest.mark.parametrize("backbone", BACKBONES)
every_dataset = pytest.mark.parametrize("dataset", DATASETS)


@pytest.fixture
def made(draw: Any, make_inputs: Any, make_model: Any) -> Any:
    """Return a settled model, its inputs and all clouds as one batch in float64."""

    def both(
        dataset: str, backbone: str, clouds: Clouds | None = None
    ) -> tuple[Classifier, Any, Batch]:
        given = draw(dataset, SIZES) if clouds is None else clouds
        inputs = make_inputs(dataset, backbone, given)
        model = make_model(dataset, backbone, inputs)
        return model, inputs, inputs.batch(ALL).to(dtype=torch.float64)

    return both


def moved(batch: Batch, pos: torch.Tensor) -> Batch:
    return dataclasses.replace(batch, pos=pos)


def close(one: torch.Tensor, other: torch.Tensor) -> bool:
    return torch.allclose(one, other, rtol=1e-9, atol=1e-9)


@every_dataset
@every_backbone
def test_clouds_in_a_batch_do_not_know_of_each_other(
    dataset: str, backbone: str, made: Any
) -> None:
    model, inputs, batch = made(dataset, backbone)
    with torch.no_grad():
        together = model(batch)
        alone = [model(inputs.batch(ALL[[n]]).to(dtype=torch.float64)) for n in ALL]
    assert together.shape == (4,)
    assert close(together, torch.cat(alone))
    assert together.std() > 1e-3


@every_dataset
@every_backbone
def test_the_order_of_points_does_not_matter(
    dataset: str, backbone: str, made: Any, draw: Any, make_inputs: Any
) -> None:
    clouds = draw(dataset, SIZES)
    model, _, batch = made(dataset, backbone, clouds)
    random = np.random.default_rng(0)
    order = np.concatenate(
        [
            first + random.permutation(size)
            for first, size in zip(clouds.offsets[:-1], SIZES, strict=True)
        ]
    )
    turned = dataclasses.replace(clouds, pos=clouds.pos[order], x=clouds.x[order])
    other = make_inputs(dataset, backbone, turned).batch(ALL).to(dtype=torch.float64)
    with torch.no_grad():
        assert torch.allclose(model(batch), model(other), atol=1e-5)
        one, two = model.embeddings(batch), model.embeddings(other)
    assert torch.allclose(one[torch.from_numpy(order)], two, atol=1e-5)


def turned(batch: Batch, dataset: str) -> Batch:
    """Return a batch whose clouds are turned, each in its own way."""
    random = np.random.default_rng(3)
    if dataset == "tau3mu":
        angle = random.uniform(0.5, 2.5, len(batch))
        rows = [np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle)]
        turns = np.stack(rows, axis=1).reshape(-1, 2, 2)
    else:
        turns = Rotation.random(len(batch), rng=random).as_matrix()
    each = torch.from_numpy(turns)[batch.owner]
    return moved(batch, torch.einsum("nij,nj->ni", each, batch.pos))


@pytest.mark.parametrize("dataset", ["tau3mu", "synmol", "plbind"])
def test_egnn_without_directions_does_not_know_how_clouds_are_turned_or_where(
    dataset: str, made: Any
) -> None:
    model, _, batch = made(dataset, "egnn")
    shift = torch.tensor(range(1, 9), dtype=torch.float64).view(4, 2)
    shift = shift[batch.owner][:, [0, 1, 0][: batch.pos.shape[1]]]
    with torch.no_grad():
        logits = model(batch)
        assert close(model(turned(batch, dataset)), logits)
        assert close(model(moved(batch, batch.pos + shift)), logits)
        assert not close(model(moved(batch, batch.pos * 1.1)), logits)


@pytest.mark.parametrize(
    ("dataset", "backbone"),
    [("synmol", "dgcnn"), ("synmol", "point-transformer"), ("actstrack", "egnn")],
)
def test_what_knows_directions_knows_how_clouds_are_turned(
    dataset: str, backbone: str, made: Any
) -> None:
    model, _, batch = made(dataset, backbone)
    with torch.no_grad():
        assert not close(model(turned(batch, dataset)), model(batch))


@every_backbone
def test_no_backbone_knows_where_clouds_are(backbone: str, made: Any) -> None:
    model, _, batch = made("synmol", backbone)
    with torch.no_grad():
        assert close(model(moved(batch, batch.pos + 3)), model(batch))


def test_tracks_may_be_as_far_out_as_they_like(made: Any) -> None:
    model, _, batch = made("actstrack", "egnn")
    far = torch.linspace(0.5, 2, len(batch.pos), dtype=torch.float64)[:, None]
    with torch.no_grad():
        assert close(model(moved(batch, batch.pos * far)), model(batch))


# Masks.


@every_dataset
@every_backbone
def test_importance_one_is_no_mask(dataset: str, backbone: str, made: Any) -> None:
    model, _, batch = made(dataset, backbone)
    ones = torch.ones(len(batch.pos), dtype=torch.float64)
    with torch.no_grad():
        assert close(model(batch, importance=ones), model(batch))
        assert not close(model(batch, importance=0.5 * ones), model(batch))


def without(batch: Batch, point: int) -> Batch:
    """Return a batch without a point of its first cloud; other edges stay."""
    keep = torch.arange(len(batch.pos)) != point
    joined = (batch.edges != point).all(0)
    edges = batch.edges[:, joined]
    return dataclasses.replace(
        batch,
        pos=batch.pos[keep],
        categorical=batch.categorical[keep],
        scalar=batch.scalar[keep],
        owner=batch.owner[keep],
        ptr=batch.ptr - (batch.ptr > 0).long(),
        edges=edges - (edges > point).long(),
    )


@every_backbone
def test_a_masked_point_is_as_good_as_gone_where_messages_are_summed(
    backbone: str, made: Any
) -> None:
    """A masked point tells nobody anything, and keeps what it says of itself.

    EGNN sums: nothing else of the point is left for the others, in evaluation mode. In
    training it would still be in BatchNorm's statistics. DGCNN divides by the number of
    messages and Point Transformer by the sum of all attention: there a masked message
    takes its share as a zero.
    """
    model, _, batch = made("synmol", backbone)
    importance = torch.ones(len(batch.pos), dtype=torch.float64)
    importance[2] = 0
    keep = importance == 1
    with torch.no_grad():
        masked = model.embeddings(batch, importance=importance)
        gone = model.embeddings(without(batch, 2))
        assert close(masked[keep], gone) == (backbone == "egnn")
        # The masked point is pooled all the same.
        assert not close(model(batch, importance=importance), model(without(batch, 2)))
        if backbone == "egnn":
            left = without(batch, 2)
            assert close(model.logit_of(masked[keep], left), model(left))


@every_backbone
def test_of_clouds_all_masked_only_the_features_are_left(
    backbone: str, made: Any
) -> None:
    model, _, batch = made("synmol", backbone)
    none = torch.zeros(len(batch.pos), dtype=torch.float64)
    with torch.no_grad():
        logits = model(batch, importance=none)
        elsewhere = moved(batch, batch.pos.flip(0) * 2)
        assert close(model(elsewhere, importance=none), logits)


# Noise.


@every_dataset
@every_backbone
def test_noise_moves_points_and_makes_the_graph_anew(
    dataset: str, backbone: str, made: Any, draw: Any, make_inputs: Any
) -> None:
    clouds = draw(dataset, SIZES)
    model, inputs, batch = made(dataset, backbone, clouds)
    factor = inputs.description.points.geometry.factor
    random = torch.Generator().manual_seed(0)
    noise = torch.randn(batch.pos.shape, generator=random, dtype=torch.float64)
    noise = noise * batch.pos.std() * factor
    pos = (batch.pos + noise / factor).numpy()
    other = make_inputs(dataset, backbone, dataclasses.replace(clouds, pos=pos))
    there = other.batch(ALL).to(dtype=torch.float64)
    assert not torch.equal(there.edges.sort(1).values, batch.edges.sort(1).values) or (
        dataset == "tau3mu"
    )
    with torch.no_grad():
        assert close(model(batch, noise=0 * noise), model(batch))
        assert torch.allclose(model(batch, noise=noise), model(there), atol=1e-3)
        shifted = moved(batch, batch.pos + noise / factor)
        assert close(model(model.rejoined(shifted)), model(batch, noise=noise))
        assert not torch.allclose(model(batch, noise=noise), model(batch), atol=1e-3)


# Gradients.


@pytest.mark.slow
@pytest.mark.parametrize("dataset", ["actstrack", "synmol", "plbind"])
@every_backbone
def test_gradients_are_finite_differences(
    dataset: str, backbone: str, draw: Any, make_inputs: Any, make_model: Any
) -> None:
    inputs = make_inputs(dataset, backbone, draw(dataset, [4, 1, 3]))
    model = make_model(dataset, backbone, inputs)
    batch = inputs.batch(np.arange(3)).to(dtype=torch.float64)
    # In units of the spread, so that steps are small beside distances.
    spread = batch.pos.std()
    pos = (batch.pos / spread).requires_grad_()
    noise = torch.full_like(batch.pos, 1e-3).requires_grad_()
    importance = torch.linspace(0.2, 0.9, 8, dtype=torch.float64).requires_grad_()

    def logits(*given: torch.Tensor) -> torch.Tensor:
        place, extra, kept = given
        return model(moved(batch, place * spread), importance=kept, noise=extra)

    assert gradcheck(logits, (pos, noise, importance))


@every_dataset
@every_backbone
def test_each_logit_has_gradients_at_the_positions_of_its_own_cloud(
    dataset: str, backbone: str, made: Any
) -> None:
    model, _, batch = made(dataset, backbone)
    pos = batch.pos.clone().requires_grad_()
    model(moved(batch, pos))[2].backward()
    assert pos.grad is not None
    size = pos.grad.norm(dim=1)
    assert torch.equal(size > 0, (batch.owner == 2) & (size > 0))
    assert (size[batch.owner == 2] > 0).sum() > 6
    assert torch.isfinite(size).all()


@every_dataset
@every_backbone
def test_every_weight_is_trained(
    dataset: str, backbone: str, draw: Any, make_inputs: Any
) -> None:
    inputs = make_inputs(dataset, backbone, draw(dataset, [9] * 12))
    batch = inputs.batch(np.arange(12))
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = Classifier(load_settings(dataset), backbone, inputs.description)
        before = torch.random.get_rng_state()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            model(batch), batch.y
        )
        assert not torch.equal(torch.random.get_rng_state(), before)  # dropout
    loss.backward()
    for name, weight in model.named_parameters():
        assert weight.grad is not None, name
        assert torch.isfinite(weight.grad).all(), name
        assert weight.grad.any(), name


# Embeddings and ligands.


@every_dataset
@every_backbone
def test_logits_are_made_of_embeddings_whose_gradients_can_be_had(
    dataset: str, backbone: str, made: Any
) -> None:
    model, _, batch = made(dataset, backbone)
    embeddings = model.embeddings(batch)
    logits = model.logit_of(embeddings, batch)
    assert embeddings.shape == (24, 64)
    assert torch.equal(logits, model(batch))
    (gradient,) = torch.autograd.grad(logits.sum(), embeddings)
    # Pooling is a sum: all points of a cloud have the same gradient.
    assert close(gradient[:7], gradient[:1].expand(7, -1))


@every_dataset
@every_backbone
def test_embeddings_are_what_the_last_layer_gets_and_what_it_makes(
    dataset: str, backbone: str, made: Any
) -> None:
    model, _, batch = made(dataset, backbone)
    with torch.no_grad():
        before, found = model.last_layer(batch)
        assert torch.equal(before + found, model.embeddings(batch))
    assert (found >= 0).all()  # after a ReLU
    assert before.min() < 0


_SEEN_ONCE = {
    f"encoder.layers.0.edge_norm.{name}"
    for name in ("running_mean", "running_var", "num_batches_tracked")
}


@every_backbone
@pytest.mark.parametrize("training", [False, True])
def test_what_is_begun_serves_several_masks(
    backbone: str,
    training: bool,  # noqa: FBT001
    made: Any,
) -> None:
    """Values, gradients and running statistics are those of separate passes.

    But what is said along the first layer's edges, statistics see once if it is shared.
    """
    model, _, batch = made("actstrack", backbone)
    model.train(training)
    state = {k: v.clone() for k, v in model.state_dict().items()}
    mask = torch.linspace(0, 1, len(batch.pos), dtype=torch.float64)
    results = []
    for shared in (False, True):
        model.load_state_dict(state)
        model.zero_grad()
        weights = mask.clone().requires_grad_()
        with seeded(0):
            begun = model.begin(batch) if shared else None
            whole = model.embeddings(batch, begun=begun)
            masked = model.embeddings(batch, importance=weights, begun=begun)
        (whole.square().sum() + masked.pow(3).sum()).backward()
        slopes = [w.grad for w in model.encoder.parameters()]
        now = [v.clone() for k, v in model.state_dict().items() if k not in _SEEN_ONCE]
        results.append([whole, masked, weights.grad, *slopes, *now])
    for one, other in zip(*results, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-9)
    assert not close(results[0][0], results[0][1])


def test_statistics_see_once_what_is_said_once(made: Any) -> None:
    model, _, batch = made("actstrack", "dgcnn")
    norm = model.train().encoder.layers[0].edge_norm
    norm.reset_running_stats()
    model.embeddings(batch)
    expected = norm.running_mean.clone(), norm.running_var.clone()
    norm.reset_running_stats()
    begun = model.begin(batch)
    for _ in range(3):
        model.embeddings(batch, begun=begun)
    assert norm.num_batches_tracked == 1
    assert torch.equal(norm.running_mean, expected[0])
    assert torch.equal(norm.running_var, expected[1])


@every_backbone
def test_a_ligand_is_added_to_the_pooled_receptor(backbone: str, made: Any) -> None:
    model, inputs, batch = made("plbind", backbone)
    assert isinstance(batch.ligand, Points)
    with torch.no_grad():
        ligand = model.ligand_of(batch)
        embeddings = model.embeddings(batch)
        pooled = torch.stack([embeddings[batch.owner == n].sum(0) for n in range(4)])
        assert close(model.head(pooled + ligand).squeeze(1), model(batch))
        assert torch.equal(model.logit_of(embeddings, batch, ligand), model(batch))
        beside = model.beside_ligand(embeddings, batch, ligand)
        assert close(beside - embeddings, ligand[batch.owner])
        swapped = inputs.batch(ALL, ligands=ALL[::-1].copy()).to(dtype=torch.float64)
        assert close(model.ligand_of(swapped), ligand.flip(0))
        assert not close(model(swapped), model(batch))


def test_where_there_is_no_ligand_nothing_is_added(made: Any) -> None:
    model, _, batch = made("synmol", "egnn")
    embeddings = torch.ones(24, 64, dtype=torch.float64)
    assert model.ligand_of(batch) is None
    assert model.beside_ligand(embeddings, batch, None) is embeddings


# Reproducibility and names.


def test_nothing_random_happens_in_evaluation_mode(made: Any) -> None:
    model, _, batch = made("synmol", "dgcnn")
    before = torch.random.get_rng_state()
    with torch.no_grad():
        assert torch.equal(model(batch), model(batch))
    assert torch.equal(torch.random.get_rng_state(), before)


def test_an_unknown_backbone_is_told_with_the_nearest_name(made: Any) -> None:
    _, inputs, _ = made("synmol", "egnn")
    with pytest.raises(DataError) as caught:
        Classifier(load_settings("synmol"), "pointtransformer", inputs.description)
    (problem,) = caught.value.problems
    assert problem.expected == "one of dgcnn, point-transformer, egnn"
    assert problem.cause == "did you mean point-transformer?"


def test_the_command_line_does_not_import_models() -> None:
    code = "import sys, lri_bench.cli; print([m for m in sys.modules if 'torch' in m])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@every_dataset
@every_backbone
def test_gradients_at_positions_survive_float32(
    dataset: str, backbone: str, made: Any
) -> None:
    """Self-loops have no direction; were their gradient large, others would drown."""
    model, _, batch = made(dataset, backbone)
    found = []
    for dtype in (torch.float64, torch.float32):
        own = model.to(dtype)
        pos = batch.pos.to(dtype).requires_grad_()
        logits = own(moved(batch.to(dtype=dtype), pos))
        found.append(torch.autograd.grad(logits.sum(), pos)[0].double())
    exact, single = found
    error = (single - exact).norm(dim=1)
    assert error.median() < 1e-4 * exact.norm(dim=1).median()
