# SPDX-License-Identifier: MIT
"""BernMask-P: a mask predicted from embeddings explains a finished classifier.

PGExplainer, doi 10.48550/arXiv.2011.04573, with points in place of edges, as the LRI
paper compares with it, doi 10.48550/arXiv.2210.16966. Samples are relaxed,
doi 10.48550/arXiv.1611.00712.
"""

from __future__ import annotations

import copy
from typing import Self

import torch

from lri_bench.explainers.explainer import Explanation
from lri_bench.explainers.relaxation import concrete, entropy
from lri_bench.explainers.trained import TrainedMethod, Viewer
from lri_bench.models import Batch, Classifier, Settings, backbone_name
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
        logit, embeddings, ligand = self._seen(batch)
        with torch.no_grad():
            whole = self.classifier.logit_of(embeddings, batch, ligand)
        mask = concrete(logit, self._temperature)
        masked = self.classifier.embeddings(batch, importance=mask)
        said = self.classifier.logit_of(masked, batch, ligand)
        prediction = cross_entropy(said, torch.sigmoid(whole))
        size, unsure = mask.mean(), entropy(mask).mean()
        return Losses(
            prediction + self._penalties.size * size + self._penalties.entropy * unsure,
            {
                "prediction": prediction.detach(),
                "size": size.detach(),
                "entropy": unsure.detach(),
            },
        )

    def _seen(
        self, batch: Batch
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor | None]:
        """Return (N,) logits of points, their embeddings, and pooled ligands."""
        with torch.no_grad():
            embeddings = self.classifier.embeddings(batch)
            ligand = self.classifier.ligand_of(batch)
            seen = self.classifier.beside_ligand(embeddings, batch, ligand)
        return self.viewer.made_of(seen).squeeze(1), embeddings, ligand

    def _predicted(self, batch: Batch) -> torch.Tensor:
        logit, _, ligand = self._seen(batch)
        masked = self.classifier.embeddings(batch, importance=torch.sigmoid(logit))
        return self.classifier.logit_of(masked, batch, ligand)

    def _explained(self, batch: Batch) -> Explanation:
        return Explanation(importance=self._seen(batch)[0])
