# SPDX-License-Identifier: MIT
"""PointMask: a learnt factor of each point's coordinates.

After doi 10.48550/arXiv.2007.04525, as the LRI paper compares with it,
doi 10.48550/arXiv.2210.16966. The factor is relu(sigmoid(z) - t), where z is normally
distributed and drawn to a standard normal distribution.
"""

from __future__ import annotations

import torch

from lri_bench.explainers.explainer import Explanation
from lri_bench.explainers.inherent import InherentMethod, Plan
from lri_bench.explainers.relaxation import standard_divergence
from lri_bench.models import Batch, Description, Settings, backbone_name
from lri_bench.models.edges import Edges
from lri_bench.models.placing import graph_of, placed
from lri_bench.training.plain import cross_entropy
from lri_bench.training.trainable import Losses, Moment

__all__ = ["PointMask"]

_NAME = "pointmask"


class PointMask(InherentMethod):
    """A classifier of points that are drawn to the origin where they do not matter.

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
    The mask multiplies positions as the backbone sees them, scaled and, where the data
    set has it so, of unit norm; the graph is made anew. The importance is the mask of
    the mean of z: all points that are cut off are equal.
    """

    def __init__(
        self, settings: Settings, backbone: str, description: Description
    ) -> None:
        method = settings.pointmask
        plan = Plan(
            name=_NAME,
            outputs=2,
            separate_encoder=method.separate_encoder,
            warm_up_epochs=method.warm_up_epochs,
            epochs=method.epochs,
        )
        super().__init__(settings, backbone, description, plan)
        self._own = method[backbone_name(backbone)]

    def _mask(self, z: torch.Tensor) -> torch.Tensor:
        """Return (N,) float from 0 to 1 - t, the factor of coordinates."""
        return torch.relu(torch.sigmoid(z) - self._own.threshold)

    def _masked(
        self, batch: Batch, mask: torch.Tensor, ligand: torch.Tensor | None
    ) -> torch.Tensor:
        """Return (C,) float, what the classifier says of points drawn inwards."""
        geometry = self.classifier.description.points.geometry
        points = placed(batch.pos, geometry) * mask[:, None]
        edges = Edges.of(points, graph_of(points, batch.ptr, geometry))
        encoder = self.classifier.encoder
        seen = encoder(encoder.begin(batch, edges))
        return self.classifier.logit_of(seen, batch, ligand)

    def _losses(self, batch: Batch, moment: Moment) -> Losses:
        del moment
        made, ligand = self.viewer(batch, self.classifier)
        mean, log_variance = made.unbind(1)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        masked = self._masked(batch, self._mask(z), ligand)
        prediction = cross_entropy(masked, batch.y)
        # The sum over a cloud, not its mean: large clouds pay more.
        divergence = standard_divergence(mean, log_variance).sum() / len(batch)
        return Losses(
            prediction + self._own.kl * divergence,
            {"prediction": prediction.detach(), "divergence": divergence.detach()},
        )

    def _predicted(self, batch: Batch) -> torch.Tensor:
        made, ligand = self.viewer(batch, self.classifier)
        return self._masked(batch, self._mask(made[:, 0]), ligand)

    def _explained(self, batch: Batch) -> Explanation:
        made, ligand = self.viewer(batch, self.classifier)
        mean = made[:, 0]
        masked = self._masked(batch, self._mask(mean), ligand)
        return Explanation(importance=self._mask(mean.double()), logit=masked)
