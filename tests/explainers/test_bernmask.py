# SPDX-License-Identifier: MIT
"""Masks: what they find, and how they are fitted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from explained import Case, Quadratic, batch_of

from lri_bench.explainers.bernmask import BernMask, Fitting
from lri_bench.models import BACKBONES, Batch, Begun, load_settings
from lri_bench.models.settings import BackboneName

SIZES = [6, 1, 9]


class Planted(Quadratic):
    """Only messages between a marked point and itself make the logit."""

    def __init__(self) -> None:
        super().__init__(torch.zeros(3, 3), torch.zeros(3))

    def embeddings(
        self,
        batch: Batch,
        *,
        importance: torch.Tensor | None = None,
        noise: torch.Tensor | None = None,
        begun: Begun | None = None,
    ) -> torch.Tensor:
        del noise, begun
        weight = 1.0 if importance is None else importance.square()[:, None]
        return 8 * weight * batch.scalar - 4 / batch.ptr.diff()[batch.owner][:, None]


def planted(marked: list[int]) -> Batch:
    """Return a batch in which one point of each cloud is marked."""
    batch = batch_of(SIZES)
    scalar = torch.zeros_like(batch.scalar)
    scalar[batch.ptr[:-1] + torch.tensor(marked)] = 1
    return replace(batch, scalar=scalar)


@pytest.mark.parametrize("marked", [[0, 0, 0], [3, 0, 8]])
def test_a_planted_point_is_found(marked: list[int]) -> None:
    batch = planted(marked)
    fitting = Fitting(size=0.1, entropy=0.01)
    found = BernMask(Planted(), fitting).explain(batch).importance
    for cloud, (place, part) in enumerate(zip(marked, found.split(SIZES), strict=True)):
        assert int(part.argmax()) == place, cloud
        others = part[np.arange(len(part)) != place]
        assert part[place].sigmoid() > 0.9
        assert (others.sigmoid() < 0.05).all()


def test_a_prediction_of_the_other_class_is_kept_too() -> None:
    """Without its message the logit is -4: nothing of the point is needed for it."""
    batch = planted([1, 0, 1])
    batch = replace(batch, scalar=-batch.scalar)
    found = BernMask(Planted(), Fitting(size=0.1, entropy=0.01)).explain(batch)
    model = Planted()
    with torch.no_grad():
        masked = model(batch, importance=found.importance.sigmoid())
        assert (masked < -3).all()
        assert (model(batch) < -3).all()


@pytest.mark.parametrize(
    ("size", "entropy", "expected"), [(0.1, 0.01, 0.9), (0.01, 0.1, 1.1)]
)
def test_the_first_step_of_a_mask_that_nothing_depends_on(
    size: float, entropy: float, expected: float
) -> None:
    """It goes down for its size, and away from 1/2 for its entropy."""
    model = Quadratic(torch.zeros(3, 3).double(), torch.zeros(3).double())
    fitting = Fitting(size=size, entropy=entropy, steps=1)
    found = BernMask(model, fitting).explain(batch_of(SIZES)).importance
    torch.testing.assert_close(
        found, torch.full_like(found, expected), rtol=1e-5, atol=0
    )


def test_the_penalty_written_out() -> None:
    batch = batch_of(SIZES)
    mask = torch.linspace(-3, 3, len(batch.pos), dtype=torch.float64)
    expected = 0.0
    for part in mask.sigmoid().split(SIZES):
        entropy = -(part * part.log() + (1 - part) * (1 - part).log())
        expected += float(0.3 * part.mean() + 0.2 * entropy.mean())
    method = BernMask(Planted(), Fitting(size=0.3, entropy=0.2))
    assert float(method._penalty(mask, batch)) == pytest.approx(expected)


def test_a_certain_mask_has_no_entropy_and_is_finite() -> None:
    batch = batch_of([2])
    mask = torch.tensor([200.0, -200.0])
    method = BernMask(Planted(), Fitting(size=0.0, entropy=1.0))
    assert float(method._penalty(mask, batch)) == 0


@pytest.mark.parametrize("backbone", BACKBONES)
def test_the_paper_says_how_masks_are_fitted(backbone: BackboneName) -> None:
    settings = load_settings("synmol")
    found = Fitting.of(settings, backbone)
    expected = {
        "dgcnn": (0.01, 0.1),
        "point-transformer": (0.1, 1.0),
        "egnn": (0.1, 0.01),
    }
    assert (found.size, found.entropy) == expected[backbone]
    assert (found.steps, found.learning_rate) == (500, 0.1)


@pytest.mark.slow
def test_masks_of_a_batch_are_masks_of_clouds() -> None:
    """Many steps on, too: the loss of a cloud does not depend on how many there are."""
    case = Case("synmol", "egnn")
    method = BernMask(case.classifier, Fitting(size=0.1, entropy=0.01, steps=60))
    together = method.explain(case.batch).importance
    alone = [
        method.explain(case.batch_of(case.inputs, [number])).importance
        for number in range(len(case.batch))
    ]
    torch.testing.assert_close(together, torch.cat(alone), rtol=1e-4, atol=1e-4)
    assert together.std() > 0.1
