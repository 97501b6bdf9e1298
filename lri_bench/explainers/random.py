# SPDX-License-Identifier: MIT
"""Random importances: what any method must beat."""

from __future__ import annotations

import numpy as np
import torch

from lri_bench.explainers.explainer import Explainer, Explanation
from lri_bench.models import Batch, Classifier

__all__ = ["RandomImportance"]


class RandomImportance(Explainer):
    """Uniform random numbers.

    Parameters
    ----------
    classifier : Classifier
        Is not asked.
    seed : int
        The numbers go on from batch to batch, so how clouds are cut into batches does
        not matter.
    """

    def __init__(self, classifier: Classifier, *, seed: int = 0) -> None:
        super().__init__(classifier)
        self._random = np.random.default_rng(seed)

    def explain(self, batch: Batch) -> Explanation:
        """Return importances (N,), from 0 to 1.

        Parameters
        ----------
        batch : Batch
        """
        drawn = torch.from_numpy(self._random.random(len(batch.pos)))
        return Explanation(importance=drawn.to(batch.pos))
