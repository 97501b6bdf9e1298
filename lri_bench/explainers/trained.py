# SPDX-License-Identifier: MIT
"""What methods share that are trained before they explain."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, Final

import torch
from torch import nn

from lri_bench.explainers.explainer import Explainer, Explanation
from lri_bench.models import (
    Backbone,
    Batch,
    Begun,
    Classifier,
    Mlp,
    Settings,
    backbone_name,
)
from lri_bench.training.plain import cross_entropy
from lri_bench.training.trainable import Losses, Moment, Phase, Trainable

__all__ = ["WARM_UP", "TrainedExplainer", "TrainedMethod", "Viewer"]

WARM_UP: Final = "warm-up"
"""Name of the phase in which the classifier is trained alone."""


class Viewer(nn.Module):
    """What a method makes of each point: a perceptron of its embedding.

    Parameters
    ----------
    settings : Settings
        Of the data set; the perceptron has the widths and the dropout of the head.
    backbone : str
        A name in `lri_bench.models.BACKBONES`.
    outputs : int
        Numbers a point.
    own : Backbone, optional
        Embeds points; by default the explained classifier does. Ligands are always as
        the classifier sees them.
    """

    def __init__(
        self,
        settings: Settings,
        backbone: str,
        outputs: int,
        own: Backbone | None = None,
    ) -> None:
        super().__init__()
        hidden, head = settings.backbones[backbone_name(backbone)].hidden, settings.head
        self.perceptron = Mlp((hidden, *head.hidden, outputs), head.dropout)
        self.own = own

    def copy_encoder(self, classifier: Classifier) -> None:
        """Begin where a classifier is, if there is an encoder of one's own.

        Parameters
        ----------
        classifier : Classifier
        """
        if self.own is not None:
            self.own.load_state_dict(classifier.encoder.state_dict())

    def forward(
        self, batch: Batch, classifier: Classifier, begun: Begun | None = None
    ) -> tuple[torch.Tensor, torch.Tensor | None]:
        """Return what is made of points where they are, none of them masked.

        Parameters
        ----------
        batch : Batch
        classifier : Classifier
            The one that is explained.
        begun : Begun, optional
            What its embeddings begin with, if that is known already.

        Returns
        -------
        made : (N, outputs) float
        ligand : (C, hidden) float or None
            Pooled ligands as the classifier sees them.
        """
        ligand = classifier.ligand_of(batch)
        embeddings = self._embeddings(batch, classifier, begun)
        seen = classifier.beside_ligand(embeddings, batch, ligand)
        return self.made_of(seen), ligand

    def _embeddings(
        self, batch: Batch, classifier: Classifier, begun: Begun | None
    ) -> torch.Tensor:
        """Return (N, hidden) float."""
        if self.own is None:
            return classifier.embeddings(batch, begun=begun)
        edges = classifier.edges(batch) if begun is None else begun.edges
        found: torch.Tensor = self.own(self.own.begin(batch, edges))
        return found

    def made_of(self, embeddings: torch.Tensor) -> torch.Tensor:
        """Return what the perceptron makes of embeddings.

        Parameters
        ----------
        embeddings : (N, hidden) float

        Returns
        -------
        made : (N, outputs) float
            Never bfloat16, in which probabilities near 1 are 1.
        """
        made: torch.Tensor = self.perceptron(embeddings)
        return made.float() if made.dtype == torch.bfloat16 else made


class TrainedMethod(Trainable):
    """A classifier, and what is trained to explain it.

    Parameters
    ----------
    settings : Settings
        Of the data set.
    backbone : str
    classifier : Classifier
    viewer : Viewer
    phases : tuple of Phase
        One of the name `WARM_UP` trains the classifier alone.

    Attributes
    ----------
    classifier : Classifier
        The one that is explained.
    viewer : Viewer
    """

    def __init__(
        self,
        settings: Settings,
        backbone: str,
        classifier: Classifier,
        viewer: Viewer,
        phases: tuple[Phase, ...],
    ) -> None:
        super().__init__()
        self.classifier, self.viewer, self.phases = classifier, viewer, phases
        self._configuration = {
            "backbone": backbone,
            "settings": settings.model_dump(mode="json"),
        }
        self._warms_up = False

    def configuration(self) -> Mapping[str, Any]:
        """Return backbone and settings, as plain values."""
        return self._configuration

    def enter(self, phase: Phase) -> None:
        """Get ready for a phase; after the warm-up an own encoder begins as a copy.

        Parameters
        ----------
        phase : Phase
        """
        self._warms_up = phase.name == WARM_UP
        if not self._warms_up:
            self.viewer.copy_encoder(self.classifier)

    def losses(self, batch: Batch, moment: Moment) -> Losses:
        """Return the loss of a batch.

        Parameters
        ----------
        batch : Batch
        moment : Moment
        """
        if moment.phase != WARM_UP:
            return self._losses(batch, moment)
        loss = cross_entropy(self.classifier(batch), batch.y)
        return Losses(loss, {"prediction": loss.detach()})

    def predict(self, batch: Batch) -> torch.Tensor:
        """Return (C,) float, the logits of the path that the method explains with.

        Those of the classifier alone while that warms up.

        Parameters
        ----------
        batch : Batch
        """
        if self._warms_up:
            logits: torch.Tensor = self.classifier(batch)
            return logits
        return self._predicted(batch)

    def explain(self, batch: Batch) -> Explanation:
        """Return the importances of points, in evaluation mode.

        Parameters
        ----------
        batch : Batch
        """
        before = self.training
        self.eval()
        try:
            with torch.no_grad():
                return self._explained(batch)
        finally:
            self.train(before)

    def explainer(self) -> TrainedExplainer:
        """Return the method as an explainer, in evaluation mode."""
        return TrainedExplainer(self)

    @abstractmethod
    def _losses(self, batch: Batch, moment: Moment) -> Losses:
        """Return the loss of a batch after the warm-up."""

    @abstractmethod
    def _predicted(self, batch: Batch) -> torch.Tensor:
        """Return (C,) float, the logits after the warm-up."""

    @abstractmethod
    def _explained(self, batch: Batch) -> Explanation:
        """Return the importances; gradients are off."""


class TrainedExplainer(Explainer):
    """Explains with what a method has learnt.

    Parameters
    ----------
    method : TrainedMethod
        After its training.
    """

    def __init__(self, method: TrainedMethod) -> None:
        super().__init__(method.classifier)
        self._method = method.eval()

    def explain(self, batch: Batch) -> Explanation:
        """Return the importances of the points of some clouds.

        Parameters
        ----------
        batch : Batch
        """
        return self._method.explain(batch)
