# SPDX-License-Identifier: MIT
"""Fitting: phases, batches, the best epoch, and what is never read."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from toy_clouds import changed, drawn, inputs_of, made, planted

from lri_bench.clouds import Clouds, Split
from lri_bench.errors import DataError, Problem
from lri_bench.models import Batch, Inputs, load_settings
from lri_bench.training.chance import seeded
from lri_bench.training.fading import SMALLEST, drop_faded
from lri_bench.training.fit import Fitted, Keep, batches, fit, predictions
from lri_bench.training.plain import Plain
from lri_bench.training.settings import FitSettings
from lri_bench.training.trainable import Losses, Moment, Phase, Trainable

SETTINGS = FitSettings(batch=8, learning_rate=1e-3, weight_decay=1e-5)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def clouds() -> Clouds:
    return planted(40)


@pytest.fixture(scope="module")
def inputs(clouds: Clouds) -> Inputs:
    return inputs_of(clouds, "synmol", "egnn")


class Scripted(Trainable):
    """Predicts the class as well as a script says, epoch by epoch."""

    def __init__(self, phases: Sequence[Phase], quality: Sequence[float] = ()) -> None:
        super().__init__()
        self.phases = tuple(phases)
        self.weight = nn.Parameter(torch.zeros(()))
        self.register_buffer("epoch", torch.tensor(-1))
        self.quality = quality
        self.entered: list[str] = []
        self.moments: list[Moment] = []
        self.batches: list[Batch] = []

    def enter(self, phase: Phase) -> None:
        self.entered.append(phase.name)

    def losses(self, batch: Batch, moment: Moment) -> Losses:
        assert self.training
        self.epoch.fill_(moment.epoch)
        self.moments.append(moment)
        self.batches.append(batch)
        loss = (self.weight - 1).square()
        return Losses(loss, {"half": loss.detach() / 2})

    def predict(self, batch: Batch) -> torch.Tensor:
        assert not self.training
        assert not torch.is_grad_enabled()
        return (2 * batch.y - 1) * self.quality[int(self.epoch)]


def run(model: Trainable, inputs: Inputs, clouds: Clouds, **changes: Any) -> Fitted:
    return fit(model, inputs, clouds.split, dataclasses.replace(SETTINGS, **changes))


# Which epoch.


@pytest.mark.parametrize(
    ("quality", "best"),
    [
        ([-1.0, 1.0, -1.0], 1),  # the AUC counts
        ([0.5, 1.0, 0.7], 1),  # of equal AUCs the loss
        ([1.0, 1.0, 1.0], 0),  # of equal ones the first
        ([-1.0, -2.0, 0.1], 2),
    ],
)
def test_the_best_epoch_is_that_of_the_validation_clouds(
    quality: list[float], best: int, inputs: Inputs, clouds: Clouds
) -> None:
    model = Scripted([Phase("main", 3)], quality)
    fitted = run(model, inputs, clouds)
    assert fitted.best.epoch == best
    assert int(model.epoch) == best
    assert fitted.model is model
    assert not model.training
    assert [record.epoch for record in fitted.history] == [0, 1, 2]
    auc = float(quality[best] > 0)
    assert fitted.best == fitted.history[best]
    assert fitted.best.valid_auc == auc
    expected = np.log1p(np.exp(-quality[best]))
    assert fitted.best.valid_loss == pytest.approx(expected)


def test_the_reported_epoch_is_of_the_last_phase_that_has_any(
    inputs: Inputs, clouds: Clouds
) -> None:
    phases = [Phase("first", 2), Phase("second", 1), Phase("third", 0)]
    model = Scripted(phases, [1.0, -1.0])
    model.quality = [0.1, 5.0]
    fitted = run(model, inputs, clouds)
    assert model.entered == ["first", "second", "third"]
    assert [r.phase for r in fitted.history] == ["first", "first", "second"]
    assert fitted.best == fitted.history[2]
    each = len(batches(np.flatnonzero(clouds.split == 0), 8))
    told = [(m.phase, m.epoch) for m in model.moments[::each]]
    assert told == [("first", 0), ("first", 1), ("second", 0)]


def test_losses_are_means_over_the_training_clouds(
    inputs: Inputs, clouds: Clouds
) -> None:
    (record,) = run(Scripted([Phase("main", 1)], [1.0]), inputs, clouds).history
    assert set(record.losses) == {"total", "half"}
    assert record.losses["half"] == pytest.approx(record.losses["total"] / 2)
    assert 0.9 < record.losses["total"] < 1
    assert record.seconds > 0
    assert record.epochs == 1


# Batches.


def test_each_training_cloud_is_seen_once_an_epoch_and_no_other(
    inputs: Inputs, clouds: Clouds
) -> None:
    model = Scripted([Phase("main", 2)], [1.0, 1.0])
    run(model, inputs, clouds)
    train = clouds.in_split(Split.TRAIN)
    half = len(model.batches) // 2
    orders = []
    for part in (model.batches[:half], model.batches[half:]):
        first = np.concatenate([batch.pos[batch.ptr[:-1]].numpy() for batch in part])
        orders.append(first)
        assert sorted(first[:, 0]) == sorted(train.pos[train.offsets[:-1], 0])
        assert all(len(batch) == 8 for batch in part[:-1])
    assert not np.array_equal(*orders)


@pytest.mark.parametrize("number", range(2, 30))
def test_the_last_batch_is_kept_but_never_a_single_cloud(number: int) -> None:
    parts = batches(np.arange(number), 4)
    assert np.array_equal(np.concatenate(parts), np.arange(number))
    sizes = [len(part) for part in parts]
    assert set(sizes[:-1]) <= {4}
    assert 2 <= sizes[-1] <= 5


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_some_batches_have_ligands_of_others_and_are_negative(share: float) -> None:
    clouds = drawn("plbind", [5] * 80)
    inputs = inputs_of(clouds, "plbind", "egnn")
    model = Scripted([Phase("main", 10)], [1.0] * 10)
    run(model, inputs, clouds, swap_share=share)
    own = {
        float(clouds.pos[start, 0]): float(ligand)
        for start, ligand in zip(
            clouds.offsets[:-1],
            clouds.context["ligand"].pos[clouds.context["ligand"].offsets[:-1], 0],
            strict=True,
        )
    }
    swapped = []
    for batch in model.batches:
        assert batch.ligand is not None
        first = batch.pos[batch.ptr[:-1], 0].tolist()
        beside = batch.ligand.pos[batch.ligand.ptr[:-1], 0].tolist()
        its_own = [own[a] == b for a, b in zip(first, beside, strict=True)]
        assert all(its_own) or not any(its_own)
        assert set(beside) <= set(own.values())
        swapped.append(not any(its_own))
        assert not swapped[-1] or not batch.y.any()
    assert len(swapped) == 50
    assert np.mean(swapped) == pytest.approx(share, abs=0.2 if share == 0.5 else 0)


def test_shares_come_from_the_settings_of_data_sets() -> None:
    assert FitSettings.of(load_settings("plbind")).swap_share == 0.1
    assert FitSettings.of(load_settings("synmol")).swap_share == 0
    assert FitSettings.of(load_settings("tau3mu"), seed=3) == FitSettings(
        256, 1e-3, 1e-5, 0.0, 3
    )


# Reproducibility, and truth.


def trained(clouds: Clouds, seed: int = 0, backbone: str = "egnn") -> Fitted:
    settings = changed(load_settings("synmol"), "lri_bernoulli", epochs=2)
    settings = changed(settings, "lri_bernoulli", warm_up_epochs=1)
    inputs = inputs_of(clouds, "synmol", backbone)
    with seeded(seed):
        model = made("lri-bernoulli", settings, backbone, inputs)
    return run(model, inputs, clouds, seed=seed)


def same(one: Fitted, other: Fitted) -> bool:
    pairs = zip(
        one.model.state_dict().values(), other.model.state_dict().values(), strict=True
    )
    return one.history == other.history and all(torch.equal(*pair) for pair in pairs)


def test_the_truth_changes_no_byte(clouds: Clouds) -> None:
    before = trained(clouds)
    assert clouds.truth.any()
    assert same(before, trained(dataclasses.replace(clouds, truth=1 - clouds.truth)))
    none = np.zeros_like(clouds.truth)
    assert same(before, trained(dataclasses.replace(clouds, truth=none)))


def test_a_seed_decides_on_everything(clouds: Clouds) -> None:
    torch.manual_seed(1)
    before = torch.random.get_rng_state()
    one = trained(clouds)
    assert torch.equal(torch.random.get_rng_state(), before)
    torch.manual_seed(2)
    np.random.default_rng(5).random()
    assert same(one, trained(clouds))
    assert not same(one, trained(clouds, seed=1))


@pytest.mark.slow
def test_a_classifier_learns() -> None:
    clouds = planted(240)
    inputs = inputs_of(clouds, "synmol", "egnn")
    with seeded(0):
        model = Plain(load_settings("synmol"), "egnn", inputs.description)
    assert [phase.epochs for phase in model.phases] == [300]
    model.phases = (Phase("classifier", 8),)
    fitted = run(model, inputs, clouds, learning_rate=5e-3)
    assert fitted.best.valid_auc > 0.9
    assert fitted.history[-1].losses["total"] < 0.5 * fitted.history[0].losses["total"]
    test = np.flatnonzero(clouds.split == Split.TEST)
    logits = predictions(model, inputs, test, SETTINGS)
    with torch.no_grad():
        alone = [model.classifier(inputs.batch(test[[n]])) for n in range(len(test))]
    assert np.allclose(logits, torch.cat(alone), atol=1e-4)


# Weights that fade.


class Fading(Scripted):
    """Has weights that the loss does not depend on: decay alone moves them."""

    def __init__(self, epochs: int) -> None:
        super().__init__([Phase("main", epochs)], range(1, epochs + 1))
        self.unused = nn.Parameter(torch.logspace(-16, -14, 9))

    def losses(self, batch: Batch, moment: Moment) -> Losses:
        losses = super().losses(batch, moment)
        total = losses.total + 0 * self.unused.sum()
        return dataclasses.replace(losses, total=total)


def test_weights_that_fade_become_zero(
    inputs: Inputs, clouds: Clouds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faded() -> tuple[int, int]:
        model = Fading(60)
        run(model, inputs, clouds)
        left = model.unused.abs()
        assert (left < 1e-16).all()
        tiny = (left > 0) & (left < SMALLEST)
        return int((left == 0).sum()), int(tiny.sum())

    zero, tiny = faded()
    assert zero > 0
    assert tiny == 0
    monkeypatch.setattr("lri_bench.training.fit.drop_faded", lambda _: None)
    assert faded()[1] > 0


def test_only_what_is_nothing_is_dropped() -> None:
    weight = torch.tensor([0.0, 1e-19, -1e-19, 9e-21, -1e-40, 1.0])
    drop_faded([weight])
    assert weight.tolist() == pytest.approx([0, 1e-19, -1e-19, 0, 0, 1], rel=1e-6)


# What goes wrong.


def problem(model: Trainable, *given: Any, **changes: Any) -> Problem:
    with pytest.raises(DataError) as caught:
        run(model, *given, **changes)
    (found,) = caught.value.problems
    return found


class Broken(Scripted):
    """Breaks in the second epoch of the second phase."""

    def __init__(self, cause: Any) -> None:
        super().__init__([Phase("first", 1), Phase("second", 3)], [1.0] * 3)
        self.cause = cause

    def losses(self, batch: Batch, moment: Moment) -> Losses:
        good = super().losses(batch, moment)
        if moment != Moment("second", 1):
            return good
        if isinstance(self.cause, Exception):
            raise self.cause
        return Losses(good.total * self.cause, good.parts)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_loss_that_is_not_finite_stops_with_phase_and_epoch(
    value: float, inputs: Inputs, clouds: Clouds, tmp_path: Any
) -> None:
    path = tmp_path / "training.pt"
    with pytest.raises(DataError) as caught:
        fit(Broken(value), inputs, clouds.split, SETTINGS, Keep(path))
    assert "training, phase second, epoch 2" in str(caught.value)
    assert "NaN or infinity" in str(caught.value)
    # The checkpoint is that of the epoch before.
    found = torch.load(path, weights_only=True)["state"]
    assert [r["phase"] for r in found["history"]] == ["first", "second"]
    assert torch.isfinite(found["weights"]["weight"])


def test_weights_that_are_not_finite_are_never_kept(
    inputs: Inputs, clouds: Clouds
) -> None:
    model = Scripted([Phase("main", 1)], [1.0])
    model.register_parameter("other", nn.Parameter(torch.tensor(np.nan)))
    found = problem(model, inputs, clouds)
    assert found.expected == "finite numbers: predictions and weights"


@pytest.mark.parametrize(
    "cause",
    [
        MemoryError(),
        torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 1"),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried 1 byte"),
    ],
)
def test_where_memory_runs_out_half_the_batch_is_suggested(
    cause: Exception, inputs: Inputs, clouds: Clouds
) -> None:
    found = problem(Broken(cause), inputs, clouds)
    assert found.where == "training, phase second, epoch 2"
    assert found.run == "the same with half the batch size, 4"


def test_other_errors_are_not_taken_for_a_lack_of_memory(
    inputs: Inputs, clouds: Clouds
) -> None:
    with pytest.raises(RuntimeError, match="shapes"):
        run(Broken(RuntimeError("shapes do not fit")), inputs, clouds)


def test_what_cannot_start_is_told_before(inputs: Inputs, clouds: Clouds) -> None:
    model = Scripted([Phase("main", 1)], [1.0])
    one_class = dataclasses.replace(clouds, y=np.ones(len(clouds)))
    found = problem(model, inputs_of(one_class, "synmol", "egnn"), one_class)
    assert found.where == "validation clouds"
    unsplit = dataclasses.replace(
        clouds, split=np.where(clouds.split == 0, 3, clouds.split)
    )
    assert problem(model, inputs, unsplit).where == "training clouds"
    assert problem(Scripted([Phase("a", 0)]), inputs, clouds).got == "none"
    assert problem(model, inputs, clouds, bf16=True).where == "bf16"
    assert not model.moments


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_without_cuda_nothing_is_trained_on_it(inputs: Inputs, clouds: Clouds) -> None:
    model = Scripted([Phase("main", 1)], [1.0])
    assert problem(model, inputs, clouds, device="cuda").where == "device"


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("bf16", [False, True])
def test_on_cuda_a_classifier_learns(
    bf16: bool,  # noqa: FBT001
) -> None:
    clouds = planted(240)
    inputs = inputs_of(clouds, "synmol", "dgcnn")
    with seeded(0):
        model = Plain(load_settings("synmol"), "dgcnn", inputs.description)
    model.phases = (Phase("classifier", 8),)
    fitted = run(model, inputs, clouds, learning_rate=5e-3, device="cuda", bf16=bf16)
    assert fitted.best.valid_auc > 0.9
