# SPDX-License-Identifier: MIT
"""What can be trained: a network that tells its loss, phase by phase."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from lri_bench.models import Batch

__all__ = ["Losses", "Moment", "Phase", "Trainable"]


@dataclass(frozen=True)
class Phase:
    """A part of the training, such as the warm-up of a classifier.

    Attributes
    ----------
    name : str
        As it stands in logs.
    epochs : int
        0 or more.
    """

    name: str
    epochs: int


@dataclass(frozen=True)
class Moment:
    """Where in the training a step is.

    Attributes
    ----------
    phase : str
        Name of the phase.
    epoch : int
        Within the phase, from 0.
    """

    phase: str
    epoch: int


@dataclass(frozen=True, eq=False)
class Losses:
    """The loss of one batch.

    Attributes
    ----------
    total : () float
        What gradients are taken of.
    parts : mapping of str to () float
        What it is made of, for the log; without gradients.
    """

    total: torch.Tensor
    parts: Mapping[str, torch.Tensor]


class Trainable(nn.Module, ABC):
    """A network that `fit` trains.

    Attributes
    ----------
    phases : tuple of Phase
        In turn. The reported epoch is one of the last phase that has epochs.
    """

    phases: tuple[Phase, ...]

    @abstractmethod
    def losses(self, batch: Batch, moment: Moment) -> Losses:
        """Return the loss of a batch, in training mode.

        Parameters
        ----------
        batch : Batch
        moment : Moment

        Returns
        -------
        losses : Losses
            Chance is drawn from torch's global generator, which `fit` seeds and keeps
            in checkpoints.
        """

    @abstractmethod
    def predict(self, batch: Batch) -> torch.Tensor:
        """Return (C,) float, the logits that the best epoch is chosen by.

        Those of the path that the method explains with, in evaluation mode.

        Parameters
        ----------
        batch : Batch
        """

    def enter(self, phase: Phase) -> None:
        """Get ready for a phase: copy an encoder, freeze a part.

        Parameters
        ----------
        phase : Phase
        """

    def configuration(self) -> Mapping[str, Any]:
        """Return what the method is set to, as plain values.

        A checkpoint is resumed only by a model that returns the same.
        """
        return {}
