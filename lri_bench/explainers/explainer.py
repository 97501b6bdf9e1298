# SPDX-License-Identifier: MIT
"""The one interface of all explainers, built in or a user's own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import torch

from lri_bench.models import Batch, Classifier

__all__ = ["Explainer", "Explanation"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Explanation:
    """What an explainer says of some clouds.

    Attributes
    ----------
    importance : (N,) float
        Of each point; higher is more important, nothing else is assumed of its scale.
    direction : (N, d) float, optional
        In which a point's position matters most.
    covariance : (N, d, d) float, optional
        By how much a point may move, symmetric and positive definite.
    logit : (C,) float, optional
        The prediction that is explained, if it is not that of the classifier.
    """

    importance: torch.Tensor
    direction: torch.Tensor | None = None
    covariance: torch.Tensor | None = None
    logit: torch.Tensor | None = None


class Explainer(ABC):
    """Explains a trained classifier.

    A user's own method is a class like this one, with this constructor.

    Parameters
    ----------
    classifier : Classifier
        Trained, in evaluation mode; what an explainer changes it changes back.
    """

    def __init__(self, classifier: Classifier) -> None:
        self.classifier = classifier

    @abstractmethod
    def explain(self, batch: Batch) -> Explanation:
        """Return the importances of the points of some clouds.

        Parameters
        ----------
        batch : Batch
            Truth is not in it.
        """
