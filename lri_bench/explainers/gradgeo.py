# SPDX-License-Identifier: MIT
"""GradGeo, of the LRI paper (doi 10.48550/arXiv.2210.16966)."""

from __future__ import annotations

from lri_bench.explainers.explainer import Explainer, Explanation
from lri_bench.explainers.frozen import frozen
from lri_bench.explainers.positions import LogitsAt, pointing
from lri_bench.models import Batch

__all__ = ["GradGeo"]


class GradGeo(Explainer):
    """How much the logit changes where a point moves.

    The importance of a point is the Euclidean length of the logit's gradient at its
    position; the direction is the gradient.
    """

    def explain(self, batch: Batch) -> Explanation:
        """Return importances (N,) and directions (N, d).

        Parameters
        ----------
        batch : Batch
        """
        with frozen(self.classifier):
            return pointing(LogitsAt(self.classifier, batch).gradient(batch.pos))
