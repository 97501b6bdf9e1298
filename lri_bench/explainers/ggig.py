# SPDX-License-Identifier: MIT
"""Geometrically guided integrated gradients (doi 10.48550/arXiv.2206.05903)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import torch

from lri_bench.errors import DataError, Problem
from lri_bench.explainers.explainer import Explainer, Explanation
from lri_bench.explainers.frozen import frozen
from lri_bench.explainers.positions import (
    POINTS_AT_ONCE,
    LogitsAt,
    centroids,
    pointing,
    predicted_sign,
)
from lri_bench.models import Batch, Classifier

__all__ = ["GGIG", "Climbs"]


@dataclass(frozen=True, kw_only=True)
class Climbs:
    """From where the score is climbed, and what is kept of its gradients.

    Attributes
    ----------
    steps : int
        m: climbs start from m + 1 points, the baseline and the cloud among them.
    gradients : int
        J, gradients that are kept of each climb. With 1 there is no ascent: the
        gradient at the starting point alone.
    eta : float
        What gradients are multiplied with to make a step of the ascent. Positions are
        in the data set's unit, so this is in the square of it.
    choice : {'coordinate', 'point'}
        ``'coordinate'`` is the paper's, for which axes matter: importances of a turned
        cloud are others. ``'point'``, which the paper does not have, keeps for each
        point the longest of its gradients as a whole, which turns with the cloud.

    Raises
    ------
    DataError
        If there is nothing to climb.
    """

    steps: int = 50
    gradients: int = 1
    eta: float = 1e-4
    choice: Literal["coordinate", "point"] = "coordinate"

    def __post_init__(self) -> None:
        if min(self.steps, self.gradients) < 1:
            got = f"{self.steps} steps, {self.gradients} gradients"
            raise DataError(Problem("settings of GGIG", "at least 1 of each", got))


class GGIG(Explainer):
    """The largest gradient on the way from a baseline to the cloud.

    The score is the logit of the class that is predicted for the whole cloud. The
    baseline is the cloud's centroid for all of its points; the paper's is the input 0,
    a black image. From points at equal distances on the straight line between both, the
    score is climbed by plain gradient ascent. The attribution of a coordinate is the
    largest of the gradients found, with its sign: of -3 and 2 that is 2. It is not
    multiplied by the input.

    The paper attributes to each feature on its own. Here the importance of a point is
    the Euclidean length of the attributions of its coordinates, and the direction is
    the vector of them.

    Parameters
    ----------
    classifier : Classifier
    climbs : Climbs
    points_at_once : int
        About how many points go through the network together.

    Notes
    -----
    The graph is that of the unmoved points. At the baseline all points of a cloud lie
    in one place, where directions of edges are not defined; the gradient that a
    backbone has there counts like any other.
    """

    def __init__(
        self,
        classifier: Classifier,
        climbs: Climbs | None = None,
        *,
        points_at_once: int = POINTS_AT_ONCE,
    ) -> None:
        super().__init__(classifier)
        self.climbs = climbs or Climbs()
        self._points_at_once = points_at_once

    def explain(self, batch: Batch) -> Explanation:
        """Return importances (N,), and attributions (N, d) as directions.

        Parameters
        ----------
        batch : Batch
        """
        best = torch.full_like(batch.pos, -torch.inf)
        if self.climbs.choice == "point":
            best = torch.zeros_like(batch.pos)
        with frozen(self.classifier):
            logits = LogitsAt(self.classifier, batch)
            sign = predicted_sign(logits(batch.pos))
            for starts in self._starts(batch):
                for gradients in self._climb(logits, starts, sign):
                    found = gradients.view(-1, *best.shape)
                    best = self._best(torch.cat([best[None], found]))
        return pointing(best)

    def _starts(self, batch: Batch) -> Iterator[torch.Tensor]:
        """Yield (n * N, d) float, some starting points one after the other."""
        steps = self.climbs.steps
        share = torch.arange(steps + 1).to(batch.pos) / steps
        baseline = centroids(batch)
        together = self._points_at_once // max(1, len(batch.pos))
        for part in torch.split(share, max(1, together)):
            moved = baseline + part[:, None, None] * (batch.pos - baseline)
            yield moved.flatten(0, 1)

    def _climb(
        self, logits: LogitsAt, pos: torch.Tensor, sign: torch.Tensor
    ) -> Iterator[torch.Tensor]:
        """Yield (n * N, d) float, the gradients on the way up."""
        gradient = logits.gradient(pos, sign)
        yield gradient
        for _ in range(self.climbs.gradients - 1):
            pos = pos + self.climbs.eta * gradient
            gradient = logits.gradient(pos, sign)
            yield gradient

    def _best(self, found: torch.Tensor) -> torch.Tensor:
        """Return (N, d) float of (n, N, d)."""
        if self.climbs.choice == "coordinate":
            return found.amax(0)
        longest = torch.linalg.vector_norm(found, dim=2).argmax(0)
        return found[longest, torch.arange(len(longest), device=found.device)]
