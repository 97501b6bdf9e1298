# SPDX-License-Identifier: MIT
"""The classifier alone, which methods explain after its training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch.nn import functional

from lri_bench.models import Batch, Classifier, Description, Settings
from lri_bench.training.trainable import Losses, Moment, Phase, Trainable

__all__ = ["Plain", "cross_entropy"]


def cross_entropy(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Return the mean cross-entropy of a class, in float32 or better.

    Parameters
    ----------
    logits : (C,) float
    target : (C,) float
        From 0 to 1.

    Returns
    -------
    loss : () float
    """
    if logits.dtype == torch.bfloat16:
        logits = logits.float()
    return functional.binary_cross_entropy_with_logits(logits, target)


class Plain(Trainable):
    """A classifier that learns the class and nothing else.

    Parameters
    ----------
    settings : Settings
        Of the data set.
    backbone : str
        A name in `lri_bench.models.BACKBONES`.
    description : Description
        Of the inputs.

    Attributes
    ----------
    classifier : Classifier
        What post-hoc methods explain.
    """

    def __init__(
        self, settings: Settings, backbone: str, description: Description
    ) -> None:
        super().__init__()
        self.classifier = Classifier(settings, backbone, description)
        self.phases = (Phase("classifier", settings.post_hoc.warm_up_epochs),)
        self._configuration = {
            "backbone": backbone,
            "settings": settings.model_dump(mode="json"),
        }

    def configuration(self) -> Mapping[str, Any]:
        """Return backbone and settings, as plain values."""
        return self._configuration

    def losses(self, batch: Batch, moment: Moment) -> Losses:
        """Return the cross-entropy of a batch.

        Parameters
        ----------
        batch : Batch
        moment : Moment
        """
        del moment
        loss = cross_entropy(self.classifier(batch), batch.y)
        return Losses(loss, {"prediction": loss.detach()})

    def predict(self, batch: Batch) -> torch.Tensor:
        """Return (C,) float, the logits.

        Parameters
        ----------
        batch : Batch
        """
        logits: torch.Tensor = self.classifier(batch)
        return logits
