# SPDX-License-Identifier: MIT
"""What the benchmark of training compares with computes the same."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from toy_clouds import drawn, every, inputs_of, settled

from lri_bench.models import BACKBONES, Inputs
from lri_bench.training.chance import seeded
from lri_bench.training.trainable import Moment

pytest.importorskip("torch_geometric", reason="needs the extra [models]")

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
SIZES = [9, 3, 12, 7, 5]


@pytest.fixture
def plain_models(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("plain_models")


def graphs_of(plain_models: Any, inputs: Inputs) -> Any:
    graphs = plain_models.graphs_of(inputs, every(inputs))
    (joined,) = plain_models.joined(graphs, np.arange(len(graphs)), len(graphs))
    return joined.apply(
        lambda given: given.double() if given.is_floating_point() else given
    )


@pytest.mark.parametrize("backbone", BACKBONES)
@pytest.mark.parametrize("dataset", ["synmol", "actstrack", "tau3mu"])
def test_losses_gradients_and_predictions_are_the_same(
    dataset: str, backbone: str, plain_models: Any
) -> None:
    inputs = inputs_of(drawn(dataset, SIZES), dataset, backbone)
    method: Any = settled("lri-bernoulli", dataset, backbone, inputs)
    method.enter(method.phases[-1])
    batch = inputs.batch(every(inputs)).to(dtype=torch.float64)
    plain = plain_models.PlainBernoulli(method, backbone).double()
    graphs = graphs_of(plain_models, inputs)

    def ours() -> torch.Tensor:
        loss: torch.Tensor = method.losses(batch, Moment("lri-bernoulli", 10)).total
        return loss

    losses, slopes = [], []
    plain.train()
    for loss_of in (ours, lambda: plain(graphs, epoch=10)[0]):
        method.zero_grad()
        with seeded(0):
            loss = loss_of()
        loss.backward()
        losses.append(loss.detach())
        slopes.append([weight.grad.clone() for weight in method.parameters()])
    torch.testing.assert_close(*losses, rtol=1e-9, atol=0)
    for one, other in zip(*slopes, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-6, atol=1e-9)

    plain.eval()
    with torch.no_grad():
        _, masked, whole = plain(graphs)
        torch.testing.assert_close(method.predict(batch), masked)
        torch.testing.assert_close(method.classifier(batch), whole)
        assert not torch.allclose(masked, whole)
