# SPDX-License-Identifier: MIT
"""Methods that Captum has, applied to positions.

Captum knows inputs with examples on their first axis. Here that axis is the points,
and all clouds of a batch are seen at once: as no cloud's logit depends on another's
points, the gradient of their sum is that of each. Where Captum asks for several places
at once, it lays the points out as often one after the other.

Inputs are the positions relative to the centroid of their cloud; the centroid, held
fixed, is the baseline of all points. Importances are lengths of attributions.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

import torch
from captum import attr  # type: ignore[import-untyped]

from lri_bench.explainers.explainer import Explainer, Explanation
from lri_bench.explainers.frozen import frozen
from lri_bench.explainers.positions import (
    POINTS_AT_ONCE,
    LogitsAt,
    centroids,
    pointing,
)
from lri_bench.models import Batch, Classifier
from lri_bench.models.segments import sum_at

__all__ = ["InputXGradient", "IntegratedGradients", "Saliency", "SmoothGrad"]

Forward = Callable[[torch.Tensor], torch.Tensor]
"""Of (n * N, d) centred positions to (n * C,) logits."""


class CaptumExplainer(Explainer):
    """What all methods of Captum share."""

    def explain(self, batch: Batch) -> Explanation:
        """Return importances (N,), and attributions (N, d) as directions.

        Parameters
        ----------
        batch : Batch
        """
        with frozen(self.classifier):
            logits, centre = LogitsAt(self.classifier, batch), centroids(batch)

            def forward(apart: torch.Tensor) -> torch.Tensor:
                times = len(apart) // len(centre)
                return logits(centre.repeat(times, 1) + apart)

            inputs = (batch.pos - centre).requires_grad_()
            return pointing(self._attributed(forward, inputs, batch))

    @abstractmethod
    def _attributed(
        self, forward: Forward, inputs: torch.Tensor, batch: Batch
    ) -> torch.Tensor:
        """Return (N, d) float, the attribution of each coordinate."""


class IntegratedGradients(CaptumExplainer):
    """Integrated gradients (doi 10.48550/arXiv.1703.01365).

    Attributions of a cloud sum to its logit less that of all its points in their
    centroid, with the same graph.

    Parameters
    ----------
    classifier : Classifier
    steps : int
        Places where the gradient is taken, by Gauss-Legendre quadrature.
    points_at_once : int
        About how many points go through the network together.
    """

    def __init__(
        self,
        classifier: Classifier,
        *,
        steps: int = 50,
        points_at_once: int = POINTS_AT_ONCE,
    ) -> None:
        super().__init__(classifier)
        self.steps = steps
        self._points_at_once = points_at_once

    def _attributed(
        self, forward: Forward, inputs: torch.Tensor, batch: Batch
    ) -> torch.Tensor:
        del batch
        found: torch.Tensor = attr.IntegratedGradients(forward).attribute(
            inputs,
            n_steps=self.steps,
            internal_batch_size=max(len(inputs), self._points_at_once),
        )
        return found


class Saliency(CaptumExplainer):
    """The gradient (doi 10.48550/arXiv.1312.6034); the same as GradGeo."""

    def _attributed(
        self, forward: Forward, inputs: torch.Tensor, batch: Batch
    ) -> torch.Tensor:
        del batch
        # With its sign: the length is the same, and the direction is one.
        found: torch.Tensor = attr.Saliency(forward).attribute(inputs, abs=False)
        return found


class InputXGradient(CaptumExplainer):
    """The gradient times the centred position, coordinate by coordinate.

    Introduced as a simplification of DeepLIFT (doi 10.48550/arXiv.1605.01713).
    """

    def _attributed(
        self, forward: Forward, inputs: torch.Tensor, batch: Batch
    ) -> torch.Tensor:
        del batch
        found: torch.Tensor = attr.InputXGradient(forward).attribute(inputs)
        return found


class SmoothGrad(CaptumExplainer):
    """The mean gradient of clouds with noise (doi 10.48550/arXiv.1706.03825).

    Parameters
    ----------
    classifier : Classifier
    samples : int
        Clouds with noise that are averaged.
    noise : float
        Standard deviation of the noise, as a share of the root mean square distance
        between a cloud's points and its centroid.
    seed : int
        Of the noise. Each batch begins with it anew.

    Notes
    -----
    Noise is drawn point by point, in their order: importances of clouds whose points
    are in another order are another draw.
    """

    def __init__(
        self,
        classifier: Classifier,
        *,
        samples: int = 25,
        noise: float = 0.1,
        seed: int = 0,
    ) -> None:
        super().__init__(classifier)
        self.samples = samples
        self.noise = noise
        self.seed = seed

    def _attributed(
        self, forward: Forward, inputs: torch.Tensor, batch: Batch
    ) -> torch.Tensor:
        # In units of its own spread the noise of each cloud is the same number.
        unit = _spread(inputs.detach(), batch)
        tunnel = attr.NoiseTunnel(attr.Saliency(lambda given: forward(given * unit)))
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seed)
            found: torch.Tensor = tunnel.attribute(
                (inputs.detach() / unit).requires_grad_(),
                nt_type="smoothgrad",
                nt_samples=self.samples,
                # Of several together Captum would put those of one point side by side.
                nt_samples_batch_size=1,
                stdevs=self.noise,
                abs=False,
            )
        return found / unit


def _spread(apart: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Return (N, 1) float, root mean square distance in a point's cloud; 1 if none."""
    squares = sum_at(apart.square().sum(1, keepdim=True), batch.owner, len(batch))
    spread = (squares / batch.ptr.diff().clamp(min=1)[:, None]).sqrt()
    spread = torch.where(spread > 0, spread, 1.0)
    return spread.index_select(0, batch.owner)
