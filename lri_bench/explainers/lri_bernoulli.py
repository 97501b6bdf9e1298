# SPDX-License-Identifier: MIT
"""LRI-Bernoulli: points exist with a probability that is learnt.

After doi 10.48550/arXiv.2210.16966. A classifier that hears of each point with some
probability keeps those probabilities high that it needs, since all others are drawn to
a prior. Samples are relaxed, doi 10.48550/arXiv.1611.00712.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

from lri_bench.explainers.explainer import Explanation
from lri_bench.explainers.inherent import InherentMethod, Plan
from lri_bench.explainers.relaxation import bernoulli_divergence, concrete
from lri_bench.explainers.smoothing import smallest_near
from lri_bench.models import Batch, Description, Settings, backbone_name
from lri_bench.training.plain import cross_entropy
from lri_bench.training.trainable import Losses, Moment

__all__ = ["LriBernoulli"]

_NAME = "lri-bernoulli"

_Masked = Callable[[torch.Tensor], torch.Tensor]
"""Of (N,) importances to the (C,) logits of clouds that are masked by them."""


class LriBernoulli(InherentMethod):
    """A classifier trained with learnable randomness of whether points exist.

    Parameters
    ----------
    settings : Settings
        Of the data set.
    backbone : str
        A name in `lri_bench.models.BACKBONES`.
    description : Description
        Of inputs with ``settings.geometry(backbone)``.

    Notes
    -----
    The importance is the logit a of a point's probability: where float32 rounds a
    probability to 1, logits still differ.
    """

    def __init__(
        self, settings: Settings, backbone: str, description: Description
    ) -> None:
        method = settings.lri_bernoulli
        own = method[backbone_name(backbone)]
        plan = Plan(
            name=_NAME,
            outputs=1,
            separate_encoder=method.separate_encoder,
            warm_up_epochs=own.warm_up_epochs,
            epochs=own.epochs,
        )
        super().__init__(settings, backbone, description, plan)
        self._settings, self._own = method, own

    def prior(self, epoch: int) -> float:
        """Return r, which falls step by step.

        Parameters
        ----------
        epoch : int
            After the warm-up, from 0.
        """
        steps = epoch // self._settings.r_step_epochs
        falling = self._settings.initial_r - steps * self._settings.r_step
        return max(falling, self._own.final_r)

    def _logit(self, batch: Batch) -> tuple[torch.Tensor, _Masked]:
        """Return (N,) float, the logits of points, and what the classifier says."""
        begun = self.classifier.begin(batch)
        made, ligand = self.viewer(batch, self.classifier, begun)
        rounds = self._settings.smoothing_rounds
        logit = smallest_near(made.squeeze(1), batch.edges, rounds)

        def masked(importance: torch.Tensor) -> torch.Tensor:
            embeddings = self.classifier.embeddings(
                batch, importance=importance, begun=begun
            )
            return self.classifier.logit_of(embeddings, batch, ligand)

        return logit, masked

    def _losses(self, batch: Batch, moment: Moment) -> Losses:
        logit, masked = self._logit(batch)
        sample = concrete(logit, self._settings.temperature)
        prediction = cross_entropy(masked(sample), batch.y)
        divergence = bernoulli_divergence(logit, self.prior(moment.epoch)).mean()
        return Losses(
            prediction + self._own.beta * divergence,
            {"prediction": prediction.detach(), "divergence": divergence.detach()},
        )

    def _predicted(self, batch: Batch) -> torch.Tensor:
        logit, masked = self._logit(batch)
        return masked(torch.sigmoid(logit))

    def _explained(self, batch: Batch) -> Explanation:
        logit, masked = self._logit(batch)
        return Explanation(importance=logit, logit=masked(torch.sigmoid(logit)))
