# SPDX-License-Identifier: MIT
"""LRI-Gaussian: points move by noise whose covariance is learnt.

After doi 10.48550/arXiv.2210.16966. All covariances are drawn to that of a standard
normal distribution; points that the classifier needs where they are resist.
"""

from __future__ import annotations

import torch

from lri_bench.errors import DataError, Problem
from lri_bench.explainers.explainer import Explanation
from lri_bench.explainers.inherent import InherentMethod, Plan
from lri_bench.explainers.smoothing import largest_near
from lri_bench.explainers.spread import Spread
from lri_bench.models import Batch, Description, Settings, backbone_name
from lri_bench.training.plain import cross_entropy
from lri_bench.training.trainable import Losses, Moment

__all__ = ["LriGaussian"]

_NAME = "lri-gaussian"


class LriGaussian(InherentMethod):
    """A classifier trained with learnable randomness of where points are.

    Parameters
    ----------
    settings : Settings
        Of the data set.
    backbone : str
        A name in `lri_bench.models.BACKBONES`.
    description : Description
        Of inputs with ``settings.gaussian_geometry(backbone)``.

    Raises
    ------
    DataError
        If the inputs have another geometry.

    Notes
    -----
    The importance is minus the logarithm of the covariance's determinant: it has the
    order of minus the determinant, and is never out of range. Covariances are of scaled
    positions, which are without unit.
    """

    def __init__(
        self, settings: Settings, backbone: str, description: Description
    ) -> None:
        name = backbone_name(backbone)
        if description.points.geometry != settings.gaussian_geometry(name):
            raise DataError(_wrong_geometry(name))
        method = settings.lri_gaussian
        own = method[name]
        plan = Plan(
            name=_NAME,
            outputs=2 + method.dimension**2,
            separate_encoder=method.separate_encoder,
            warm_up_epochs=own.warm_up_epochs,
            epochs=own.epochs,
        )
        super().__init__(settings, backbone, description, plan)
        self._settings, self._own = method, own

    def spread(self, batch: Batch) -> Spread:
        """Return the covariances of points.

        Parameters
        ----------
        batch : Batch
        """
        return self._spread(batch)[0]

    def _spread(self, batch: Batch) -> tuple[Spread, torch.Tensor | None]:
        """Return the covariances, and pooled ligands."""
        made, ligand = self.viewer(batch, self.classifier)
        rounds = self._settings.smoothing_rounds
        if rounds:
            volume = self._of(made.detach()).log_determinant()
            made = made.index_select(0, largest_near(volume, batch.edges, rounds))
        return self._of(made), ligand

    def _of(self, made: torch.Tensor) -> Spread:
        limits = self._settings.softplus_limits
        return Spread.of(made, self._settings.dimension, limits)

    def _losses(self, batch: Batch, moment: Moment) -> Losses:
        del moment
        spread, ligand = self._spread(batch)
        embeddings = self.classifier.embeddings(batch, noise=spread.noise())
        logits = self.classifier.logit_of(embeddings, batch, ligand)
        prediction = cross_entropy(logits, batch.y)
        divergence = spread.divergence().mean().to(prediction.dtype)
        return Losses(
            prediction + self._own.beta * divergence,
            {"prediction": prediction.detach(), "divergence": divergence.detach()},
        )

    def _predicted(self, batch: Batch) -> torch.Tensor:
        logits: torch.Tensor = self.classifier(batch)
        return logits

    def _explained(self, batch: Batch) -> Explanation:
        spread = self.spread(batch)
        return Explanation(
            importance=-spread.log_determinant(),
            direction=spread.principal_axis(),
            covariance=spread.covariance(),
            logit=self._predicted(batch),
        )


def _wrong_geometry(backbone: str) -> Problem:
    return Problem(
        where="inputs of LRI-Gaussian",
        expected="the geometry that the settings have for it",
        got="another one",
        cause="other methods have another scale and another graph",
        run=f"Inputs(clouds, card, settings, settings.gaussian_geometry({backbone!r}))",
    )
