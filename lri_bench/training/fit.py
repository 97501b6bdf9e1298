# SPDX-License-Identifier: MIT
"""Fit a model: phases in turn, the best epoch by the validation clouds.

Truth is never read: what is given here does not contain it.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from lri_bench.clouds import Split
from lri_bench.errors import DataError, raise_if
from lri_bench.metrics.pooled import pooled_roc_auc
from lri_bench.models import Batch, Inputs
from lri_bench.training.chance import generator_states, seeded, set_generator_states
from lri_bench.training.checkpoint import (
    Fingerprint,
    State,
    Weights,
    fingerprint,
    read_state,
    write_state,
)
from lri_bench.training.fading import drop_faded
from lri_bench.training.failures import diverged, needing_memory, problems_of
from lri_bench.training.history import EpochRecord, Report, best_of, quiet
from lri_bench.training.log import Log
from lri_bench.training.plain import cross_entropy
from lri_bench.training.settings import FitSettings
from lri_bench.training.trainable import Losses, Moment, Trainable
from lri_bench.types import Ints, Singles, Truths

__all__ = ["Fitted", "Keep", "batches", "fit", "predictions"]


@dataclass(frozen=True, eq=False)
class Fitted:
    """A model after its training.

    Attributes
    ----------
    model : Trainable
        As it was after its best epoch, in evaluation mode.
    best : EpochRecord
        That epoch; it is of the last phase that has epochs.
    history : tuple of EpochRecord
        All epochs of all phases.
    """

    model: Trainable
    best: EpochRecord
    history: tuple[EpochRecord, ...]


@dataclass(frozen=True, eq=False)
class Keep:
    """What is kept and told of a training.

    Attributes
    ----------
    checkpoint : Path or None
        Written after each epoch. If it is there, the training goes on after it.
    logs : sequence of Log
        Such as ``logs_in(folder)``.
    progress : callable
        Is told of each epoch after its checkpoint is written.
    """

    checkpoint: Path | None = None
    logs: Sequence[Log] = ()
    progress: Report = quiet


def fit(
    model: Trainable,
    inputs: Inputs,
    split: Truths,
    settings: FitSettings,
    keep: Keep | None = None,
) -> Fitted:
    """Train a model.

    Parameters
    ----------
    model : Trainable
        Made inside `seeded`, if its weights are to be those of a seed. It is changed.
    inputs : Inputs
        Of all clouds; classes are theirs.
    split : (S,) uint8
        Which clouds are for training and for validation: ``clouds.split``.
    settings : FitSettings
    keep : Keep, optional
        What is kept and told of each epoch; nothing by default.

    Returns
    -------
    fitted : Fitted
        The epoch with the highest validation ROC AUC of the prediction; of equally
        good ones that with the lowest validation loss. On CPUs, equal settings give
        equal bytes, interrupted or not; on CUDA sums have no fixed order.

    Raises
    ------
    DataError
        If the training cannot start, a loss is not finite, memory runs out, or the
        checkpoint is damaged or of another training.
    OutputError
        If a checkpoint or a log cannot be written.
    """
    train, valid = (np.flatnonzero(split == s) for s in (Split.TRAIN, Split.VALID))
    classes = inputs.batch(valid).y.numpy()
    raise_if(problems_of(model, inputs, len(train), classes, settings), DataError)
    keep = keep or Keep()
    of = fingerprint(model, inputs, split, settings) if keep.checkpoint else {}
    with seeded(settings.seed, "training", settings.device):
        training = _Training(model, inputs, train, valid, settings)
        return training.run(_Keeper(keep, of))


@torch.no_grad()
def predictions(
    model: Trainable, inputs: Inputs, chosen: Ints, settings: FitSettings
) -> Singles:
    """Return (C,) float32, what a model predicts of some clouds.

    Parameters
    ----------
    model : Trainable
        It is left in evaluation mode.
    inputs : Inputs
    chosen : (C,) int64
        At least one.
    settings : FitSettings
        Of which the batch and the device count.
    """
    model.eval()
    found = [
        model.predict(inputs.batch(part).to(settings.device)).float().cpu()
        for part in batches(chosen, settings.batch)
    ]
    logits: Singles = torch.cat(found).numpy()
    return logits


def batches(chosen: Ints, size: int) -> list[Ints]:
    """Return batches in turn, the last one kept.

    Parameters
    ----------
    chosen : (C,) int64
    size : int

    Returns
    -------
    batches : list of (size,) int64
        A cloud that would be alone at the end joins the batch before: of a single one
        BatchNorm has no statistics.

    Examples
    --------
    >>> [len(batch) for batch in batches(np.arange(7), 3)]
    [3, 4]
    """
    ends = np.arange(size, len(chosen), size)
    if len(ends) and len(chosen) - ends[-1] == 1:
        ends = ends[:-1]
    return np.split(chosen, ends)


@dataclass(frozen=True, eq=False)
class _Keeper:
    """Keeps what a training has reached, and tells of it."""

    keep: Keep
    of: Fingerprint

    def resumed(self) -> State | None:
        path = self.keep.checkpoint
        state = read_state(path, self.of) if path else None
        for log in self.keep.logs:
            log.begin(state.history if state else [])
        return state

    def add(self, state: State) -> None:
        if self.keep.checkpoint is not None:
            write_state(self.keep.checkpoint, state, self.of)
        for log in self.keep.logs:
            log.add(state.history[-1])
        self.keep.progress(state.history[-1])

    def close(self) -> None:
        for log in self.keep.logs:
            log.close()


class _Training:
    """A training that is going on."""

    def __init__(
        self,
        model: Trainable,
        inputs: Inputs,
        train: Ints,
        valid: Ints,
        settings: FitSettings,
    ) -> None:
        self._device = torch.device(settings.device)
        self._model = model.to(self._device)
        self._inputs, self._settings = inputs, settings
        self._train, self._valid = train, valid
        self._classes = inputs.batch(valid).y
        self._history: list[EpochRecord] = []
        self._best: Weights | None = None
        self._last = max(n for n, phase in enumerate(model.phases) if phase.epochs)

    def run(self, keeper: _Keeper) -> Fitted:
        try:
            state = keeper.resumed()
            for number in range(len(self._model.phases)):
                self._run_phase(number, state, keeper)
        finally:
            keeper.close()
        best = best_of(self._history, self._model.phases[self._last].name)
        if best is None or self._best is None:
            msg = "a phase with epochs has a best one"
            raise RuntimeError(msg)
        self._model.load_state_dict(self._best)
        return Fitted(self._model.eval(), best, tuple(self._history))

    def _run_phase(self, number: int, state: State | None, keeper: _Keeper) -> None:
        phase = self._model.phases[number]
        self._model.enter(phase)
        if state is not None and number < state.phase:
            return
        optimizer = self._optimizer()
        start = 0
        if state is not None and number == state.phase:
            start = self._restore(state, optimizer)
        for epoch in range(start, phase.epochs):
            moment = Moment(phase.name, epoch)
            with needing_memory(moment, self._settings.batch):
                record = self._epoch(moment, number, optimizer)
            if number == self._last and _is_better(record, self._history):
                self._best = _copied(self._model.state_dict())
            self._history.append(record)
            keeper.add(self._state(number, epoch + 1, optimizer))

    def _optimizer(self) -> torch.optim.Optimizer:
        """Return Adam, of the weights that this phase trains."""
        return torch.optim.Adam(
            self._trained(),
            lr=self._settings.learning_rate,
            weight_decay=self._settings.weight_decay,
            fused=True,
        )

    def _trained(self) -> list[torch.nn.Parameter]:
        return [weight for weight in self._model.parameters() if weight.requires_grad]

    def _restore(self, state: State, optimizer: torch.optim.Optimizer) -> int:
        self._model.load_state_dict(state.weights)
        optimizer.load_state_dict(state.optimizer)
        set_generator_states(state.random, self._device)
        self._history, self._best = list(state.history), state.best
        return state.done

    def _state(self, number: int, done: int, optimizer: torch.optim.Optimizer) -> State:
        return State(
            phase=number,
            done=done,
            weights=self._model.state_dict(),
            best=self._best,
            optimizer=optimizer.state_dict(),
            random=generator_states(self._device),
            history=tuple(self._history),
        )

    def _epoch(
        self, moment: Moment, number: int, optimizer: torch.optim.Optimizer
    ) -> EpochRecord:
        started = time.perf_counter()
        random = np.random.default_rng([self._settings.seed, number, moment.epoch])
        self._model.train()
        sums: dict[str, float] = defaultdict(float)
        for chosen in batches(random.permutation(self._train), self._settings.batch):
            values = self._step(self._batch(chosen, random), moment, optimizer)
            for name, value in values.items():
                sums[name] += value * len(chosen)
        if self._device.type == "cpu":
            drop_faded(self._trained())
        loss, auc = self._validated(moment)
        return EpochRecord(
            phase=moment.phase,
            epoch=moment.epoch,
            epochs=self._model.phases[number].epochs,
            losses={name: value / len(self._train) for name, value in sums.items()},
            valid_loss=loss,
            valid_auc=auc,
            seconds=time.perf_counter() - started,
        )

    def _batch(self, chosen: Ints, random: np.random.Generator) -> Batch:
        """Return a training batch; in some the ligands are those of others."""
        swaps = (
            self._inputs.description.ligand is not None and self._settings.swap_share
        )
        if not swaps or random.random() >= self._settings.swap_share:
            return self._inputs.batch(chosen).to(self._device)
        others = np.roll(chosen, random.integers(1, len(chosen)))
        batch = self._inputs.batch(chosen, ligands=others)
        return replace(batch, y=torch.zeros_like(batch.y)).to(self._device)

    def _step(
        self, batch: Batch, moment: Moment, optimizer: torch.optim.Optimizer
    ) -> Mapping[str, float]:
        optimizer.zero_grad()
        with self._precision():
            losses = self._model.losses(batch, moment)
        values = _values(losses)
        if not math.isfinite(values["total"]):
            raise diverged(moment, "the loss")
        losses.total.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        return values

    def _precision(self) -> AbstractContextManager[object]:
        return torch.autocast(
            self._device.type, torch.bfloat16, enabled=self._settings.bf16
        )

    def _validated(self, moment: Moment) -> tuple[float, float]:
        """Return loss and ROC AUC of the validation clouds."""
        logits = predictions(self._model, self._inputs, self._valid, self._settings)
        weights = self._model.state_dict().values()
        if not (np.isfinite(logits).all() and all(map(_is_finite, weights))):
            raise diverged(moment, "predictions and weights")
        loss = cross_entropy(torch.from_numpy(logits).double(), self._classes.double())
        return float(loss), pooled_roc_auc(logits, self._classes.numpy())


def _values(losses: Losses) -> dict[str, float]:
    """Return all losses as numbers, with one wait for the device."""
    parts = {"total": losses.total.detach(), **losses.parts}
    values = torch.stack([value.double() for value in parts.values()]).tolist()
    return dict(zip(parts, values, strict=True))


def _is_better(record: EpochRecord, history: Sequence[EpochRecord]) -> bool:
    best = best_of(history, record.phase)
    return best is None or record.rank > best.rank


def _is_finite(tensor: torch.Tensor) -> bool:
    return bool(torch.isfinite(tensor).all())


def _copied(weights: Weights) -> Weights:
    return {name: value.detach().clone() for name, value in weights.items()}
