# SPDX-License-Identifier: MIT
"""BernMask-P: a mask predicted from embeddings explains a finished classifier.

PGExplainer, doi 10.48550/arXiv.2011.04573, with points in place of edges, as the LRI
paper compares with it, doi 10.48550/arXiv.2210.16966. Samples are relaxed,
doi 10.48550/arXiv.1611.00712.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Self

import torch

from lri_bench.explainers.explainer import Explanation
from lri_bench.explainers.relaxation import concrete, entropy
from lri_bench.explainers.trained import TrainedMethod, Viewer
from lri_bench.models import Batch, Begun, Classifier, Settings, backbone_name
from lri_bench.training.plain import cross_entropy
from lri_bench.training.trainable import Losses, Moment, Phase

__all__ = ["BernMaskP"]

_NAME = "bernmask-p"


class BernMaskP(TrainedMethod):
    """A perceptron that masks points and leaves what the classifier says.

    Parameters
    ----------
    settings : Settings
        Of the data set.
    backbone : str
        That of the classifier.
    classifier : Classifier
        Trained, such as ``Plain(...).classifier``. A copy is explained, which never
        changes.

    Notes
    -----
    The loss is the cross-entropy between what the classifier says of masked and of
    whole clouds, plus mean and mean entropy of the mask, each with its coefficient.
    The importance is the logit of a point's probability. The prediction that is
    explained is that of the classifier; the epoch is chosen by the masked one.
    """

    def __init__(
        self, settings: Settings, backbone: str, classifier: Classifier
    ) -> None:
        method = settings.bernmask_p
        frozen = copy.deepcopy(classifier).requires_grad_(requires_grad=False)
        phases = (Phase(_NAME, method.epochs),)
        viewer = Viewer(settings, backbone, 1)
        super().__init__(settings, backbone, frozen, viewer, phases)
        self._temperature = method.temperature
        self._penalties = method[backbone_name(backbone)]
        self.train()

    def train(self, mode: bool = True) -> Self:  # noqa: FBT001, FBT002 - torch's own
        """Set the mode of all but the classifier, which stays in evaluation mode.

        Parameters
        ----------
        mode : bool
        """
        super().train(mode)
        self.classifier.eval()
        return self

    def _losses(self, batch: Batch, moment: Moment) -> Losses:
        del moment
        logit, seen = self._seen(batch)
        with torch.no_grad():
            whole = self.classifier.logit_of(seen.embeddings, batch, seen.ligand)
        mask = concrete(logit, self._temperature)
        prediction = cross_entropy(
            self._masked(batch, mask, seen), torch.sigmoid(whole)
        )
        size, unsure = mask.mean(), entropy(mask).mean()
        return Losses(
            prediction + self._penalties.size * size + self._penalties.entropy * unsure,
            {
                "prediction": prediction.detach(),
                "size": size.detach(),
                "entropy": unsure.detach(),
            },
        )

    def _seen(self, batch: Batch) -> tuple[torch.Tensor, _Seen]:
        """Return (N,) logits of points, and what they are made of."""
        with torch.no_grad():
            begun = self.classifier.begin(batch)
            embeddings = self.classifier.embeddings(batch, begun=begun)
            ligand = self.classifier.ligand_of(batch)
            beside = self.classifier.beside_ligand(embeddings, batch, ligand)
        logit = self.viewer.made_of(beside).squeeze(1)
        return logit, _Seen(begun, embeddings, ligand)

    def _masked(self, batch: Batch, mask: torch.Tensor, seen: _Seen) -> torch.Tensor:
        """Return (C,) float, what the classifier says of a masked batch."""
        masked = self.classifier.embeddings(batch, importance=mask, begun=seen.begun)
        return self.classifier.logit_of(masked, batch, seen.ligand)

    def _predicted(self, batch: Batch) -> torch.Tensor:
        logit, seen = self._seen(batch)
        return self._masked(batch, torch.sigmoid(logit), seen)

    def _explained(self, batch: Batch) -> Explanation:
        return Explanation(importance=self._seen(batch)[0])


@dataclass(frozen=True, eq=False)
class _Seen:
    """What a classifier sees of a whole batch.

    Attributes
    ----------
    begun : Begun
    embeddings : (N, hidden) float
    ligand : (C, hidden) float or None
        Pooled.
    """

    begun: Begun
    embeddings: torch.Tensor
    ligand: torch.Tensor | None
