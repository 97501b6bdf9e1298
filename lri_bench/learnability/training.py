# SPDX-License-Identifier: MIT
"""Train the classifier; the epoch is chosen by the validation clouds."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import numpy as np
import torch
from torch import nn

from lri_bench.clouds import Clouds, Split
from lri_bench.errors import DataError, Problem
from lri_bench.learnability.inputs import Inputs
from lri_bench.learnability.network import Classifier
from lri_bench.learnability.settings import Training
from lri_bench.metrics.pooled import pooled_roc_auc
from lri_bench.parallel import Progress
from lri_bench.types import Ints, Singles, Truths

__all__ = ["logits", "problems_of", "trained"]

_SEEN_TOGETHER = 512  # clouds, where no gradients are kept


def trained(
    inputs: Inputs, clouds: Clouds, settings: Training, progress: Progress
) -> Classifier:
    """Return a classifier as it was after its best epoch.

    Parameters
    ----------
    inputs : Inputs
        Of all clouds.
    clouds : Clouds
        Of which `y` and `split` are read, nothing else.
    settings : Training
    progress : callable
        Shows how far the training is.

    Returns
    -------
    model : Classifier

    Raises
    ------
    DataError
        If the loss is not finite.
    """
    train, valid = (
        np.flatnonzero(clouds.split == split) for split in (Split.TRAIN, Split.VALID)
    )
    random = np.random.default_rng(settings.seed)
    with torch.random.fork_rng():
        torch.manual_seed(settings.seed)
        model = Classifier(inputs.sizes, settings.width, settings.layers)
        step = _Step(model, settings, len(train))
        best, kept = -1.0, copy.deepcopy(model.state_dict())
        for epoch in progress(range(settings.epochs), settings.epochs):
            for chosen in _batches(random.permutation(train), settings.batch):
                step(inputs, clouds.y, chosen, epoch)
            found = pooled_roc_auc(logits(model, inputs, valid), clouds.y[valid])
            if found >= best:  # of equal ones the later, which has seen more
                best, kept = found, copy.deepcopy(model.state_dict())
    model.load_state_dict(kept)
    return model


def problems_of(clouds: Clouds) -> Iterator[Problem]:
    """Tell numbers that are not finite, and splits that have one class alone.

    Parameters
    ----------
    clouds : Clouds
    """
    for name in ("pos", "x"):
        wrong = int((~np.isfinite(getattr(clouds, name))).any(axis=1).sum())
        if wrong:
            yield Problem(
                where=f"points: {name}",
                expected="finite numbers",
                got=f"NaN or infinity in {wrong:,} of {clouds.points:,} points",
                cause="the edition is damaged, or a builder failed",
            )
    for split in (Split.TRAIN, Split.VALID, Split.TEST):
        found = clouds.y[clouds.split == split]
        if len(np.unique(found)) < 2:
            yield Problem(
                where=f"{split.name.lower()} clouds",
                expected="some of both classes",
                got=f"{len(found):,} clouds, {int(found.sum()):,} of them positive",
                cause="the edition is too small, or has test clouds alone",
            )


def logits(model: Classifier, inputs: Inputs, chosen: Ints) -> Singles:
    """Return (C,) float32, what a classifier says of some clouds.

    Parameters
    ----------
    model : Classifier
    inputs : Inputs
    chosen : (C,) int64
    """
    model.eval()
    parts = range(0, len(chosen), _SEEN_TOGETHER)
    with torch.no_grad():
        found = [
            model(inputs.batch(chosen[first : first + _SEEN_TOGETHER])).numpy()
            for first in parts
        ]
    return np.concatenate(found)


class _Step:
    """One step down the gradient."""

    def __init__(self, model: Classifier, settings: Training, clouds: int) -> None:
        self._model = model
        self._optimizer = torch.optim.AdamW(
            model.parameters(), weight_decay=settings.weight_decay
        )
        each = len(_batches(np.arange(clouds), settings.batch))
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(
            self._optimizer, settings.learning_rate, total_steps=settings.epochs * each
        )

    def __call__(self, inputs: Inputs, y: Truths, chosen: Ints, epoch: int) -> None:
        self._model.train()
        target = torch.from_numpy(y[chosen].astype(np.float32))
        loss = nn.functional.binary_cross_entropy_with_logits(
            self._model(inputs.batch(chosen)), target
        )
        if not torch.isfinite(loss):
            raise DataError(_diverged(epoch))
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimizer.step()
        self._schedule.step()


def _batches(chosen: Ints, size: int) -> list[Ints]:
    """Return batches of nearly one size: of a single cloud there are no statistics."""
    number = max(1, len(chosen) // size)
    return np.array_split(chosen, number)


def _diverged(epoch: int) -> Problem:
    return Problem(
        where=f"training, epoch {epoch + 1}",
        expected="a finite loss",
        got="NaN or infinity",
        cause="the learning rate is too high",
    )
