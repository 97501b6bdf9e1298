# SPDX-License-Identifier: MIT
"""BernMask, the LRI paper's name for GNNExplainer on points.

Methods: doi 10.48550/arXiv.1903.03894 and, for masks of points instead of edges,
10.48550/arXiv.2210.16966.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn import functional

from lri_bench.explainers.explainer import Explainer, Explanation
from lri_bench.explainers.frozen import frozen
from lri_bench.models import Batch, Classifier, Settings
from lri_bench.models.segments import sum_at
from lri_bench.models.settings import BackboneName

__all__ = ["BernMask", "Fitting"]

_START = 1.0  # logit of the mask, before the first step


@dataclass(frozen=True, kw_only=True)
class Fitting:
    """How masks are fitted.

    Attributes
    ----------
    size, entropy : float
        Coefficients of the mean mask and of its mean entropy.
    steps : int
        Of Adam.
    learning_rate : float
    """

    size: float
    entropy: float
    steps: int = 500
    learning_rate: float = 0.1

    @classmethod
    def of(cls, settings: Settings, backbone: BackboneName) -> Fitting:
        """Return what the LRI paper sets for a data set and a backbone."""
        shared, penalties = settings.bernmask, settings.bernmask[backbone]
        return cls(
            size=penalties.size,
            entropy=penalties.entropy,
            steps=shared.steps,
            learning_rate=shared.learning_rate,
        )


class BernMask(Explainer):
    """A mask of points, under which messages still give the same prediction.

    The mask p = sigmoid(a) multiplies each message by the p of both its ends. Each
    cloud has a loss of its own: the cross-entropy of the masked prediction against the
    probability that the classifier gives unmasked, plus the coefficients times the mean
    of p and the mean entropy of p over the points. All clouds of a batch are fitted
    together; as Adam treats each number by itself, none knows of the others.

    The importance of a point is a, which ranks points as p does and does not run into
    1. All a start at 1, where the paper starts with normal numbers around 1 whose
    spread vanishes in large batches: so there is no chance in the method.

    Parameters
    ----------
    classifier : Classifier
    fitting : Fitting
    """

    def __init__(self, classifier: Classifier, fitting: Fitting) -> None:
        super().__init__(classifier)
        self.fitting = fitting

    def explain(self, batch: Batch) -> Explanation:
        """Return importances (N,).

        Parameters
        ----------
        batch : Batch
        """
        with frozen(self.classifier):
            with torch.no_grad():
                ligand = self.classifier.ligand_of(batch)
                begun = self.classifier.begin(batch)
                seen = self.classifier.embeddings(batch, begun=begun)
                target = self.classifier.logit_of(seen, batch, ligand).sigmoid()
            mask = batch.pos.new_full((len(batch.pos),), _START).requires_grad_()
            optimizer = torch.optim.Adam([mask], lr=self.fitting.learning_rate)
            for _ in range(self.fitting.steps):
                seen = self.classifier.embeddings(
                    batch, importance=mask.sigmoid(), begun=begun
                )
                logits = self.classifier.logit_of(seen, batch, ligand)
                loss = functional.binary_cross_entropy_with_logits(
                    logits, target, reduction="sum"
                )
                loss = loss + self._penalty(mask, batch)
                (mask.grad,) = torch.autograd.grad(loss, mask)
                optimizer.step()
        return Explanation(importance=mask.detach())

    def _penalty(self, mask: torch.Tensor, batch: Batch) -> torch.Tensor:
        """Return () float, the sum over clouds of mean size and mean entropy."""
        chance = mask.sigmoid()
        entropy = functional.softplus(mask) - mask * chance
        each = self.fitting.size * chance + self.fitting.entropy * entropy
        sums = sum_at(each[:, None], batch.owner, len(batch))[:, 0]
        return (sums / batch.ptr.diff().clamp(min=1)).sum()
