# SPDX-License-Identifier: MIT
"""What can go wrong in a training, told so that one knows what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

from lri_bench.errors import DataError, Problem
from lri_bench.models import Inputs
from lri_bench.storage.archive import reason
from lri_bench.training.settings import FitSettings
from lri_bench.training.trainable import Moment, Trainable
from lri_bench.types import Singles

__all__ = ["diverged", "needing_memory", "problems_of"]

_NO_MEMORY = ("not enough memory", "can't allocate memory", "out of memory")


def diverged(moment: Moment, what: str) -> DataError:
    """Return the error of numbers that are not finite.

    Parameters
    ----------
    moment : Moment
    what : str
        Which numbers.
    """
    return DataError(
        Problem(
            where=f"training, phase {moment.phase}, epoch {moment.epoch + 1}",
            expected=f"finite numbers: {what}",
            got="NaN or infinity",
            cause="the learning rate is too high, or features are far out of range",
            run="a lower learning rate; a checkpoint of the epoch before is kept",
        )
    )


@contextmanager
def needing_memory(moment: Moment, batch: int) -> Iterator[None]:
    """Tell what to do where memory runs out inside.

    Parameters
    ----------
    moment : Moment
    batch : int
        Clouds of a batch.

    Raises
    ------
    DataError
        In place of what Python and torch raise.
    """
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not _is_of_memory(error):
            raise
        raise DataError(
            Problem(
                where=f"training, phase {moment.phase}, epoch {moment.epoch + 1}",
                expected=f"enough memory for batches of {batch:,} clouds",
                got=reason(error),
                cause="the clouds are large, or others use the same memory",
                run=f"the same with half the batch size, {max(2, batch // 2):,}",
            )
        ) from error


def _is_of_memory(error: Exception) -> bool:
    if isinstance(error, MemoryError | torch.cuda.OutOfMemoryError):
        return True
    return any(words in str(error) for words in _NO_MEMORY)


def problems_of(
    model: Trainable,
    inputs: Inputs,
    train: int,
    valid: Singles,
    settings: FitSettings,
) -> Iterator[Problem]:
    """Tell why a training cannot start.

    Parameters
    ----------
    model : Trainable
    inputs : Inputs
    train : int
        Training clouds.
    valid : (V,) float32
        Classes of the validation clouds.
    settings : FitSettings
    """
    if train < 2 or settings.batch < 2:
        yield Problem(
            where="training clouds",
            expected="at least two, and two in a batch",
            got=f"{train:,}, and {settings.batch:,} in a batch",
            cause="BatchNorm has no statistics of a single one",
        )
    if len(np.unique(valid)) < 2:
        yield Problem(
            where="validation clouds",
            expected="some of both classes, by which the best epoch is chosen",
            got=f"{len(valid):,} clouds, {int(valid.sum()):,} of them positive",
            cause="the edition is too small, or has test clouds alone",
        )
    if not any(phase.epochs for phase in model.phases):
        yield Problem(
            where=f"phases of {type(model).__name__}",
            expected="at least one epoch",
            got="none",
        )
    if not len(inputs):
        yield Problem(where="inputs", expected="some clouds", got="none")
    yield from _device_problems(settings)


def _device_problems(settings: FitSettings) -> Iterator[Problem]:
    kind = torch.device(settings.device).type
    if kind == "cuda" and not torch.cuda.is_available():
        yield Problem(
            where="device",
            expected="a CUDA device that torch can use",
            got="none",
            cause="no such device, no driver, or torch was built without CUDA",
            run="the same on the device cpu",
        )
    if settings.bf16 and kind != "cuda":
        yield Problem(
            where="bf16",
            expected="a CUDA device",
            got=settings.device,
            cause="elsewhere it is slower and less precise",
            run="the same without bf16",
        )
