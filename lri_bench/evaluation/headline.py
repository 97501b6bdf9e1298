# SPDX-License-Identifier: MIT
"""The number that orders a board: ROC AUC over all points pooled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lri_bench.evaluation.aligned import Aligned
from lri_bench.metrics.bootstrap import (
    DEFAULT_REPLICATES,
    DEFAULT_SEED,
    Pooled,
    replicates,
)
from lri_bench.metrics.pooled import PooledRanks
from lri_bench.types import Floats, Ints

__all__ = ["BOOTSTRAP", "HEADLINE", "Bootstrap", "Headline"]

HEADLINE = "roc_auc"
"""The paper's interpretation ROC AUC."""


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How intervals are made: number of replicates, and seed of the draws."""

    number: int
    seed: int


BOOTSTRAP = Bootstrap(DEFAULT_REPLICATES, DEFAULT_SEED)
"""Of every number on the board, and of `lri-bench evaluate`."""


@dataclass(frozen=True, eq=False)
class Headline:
    """What the headline of a submission is made of.

    Attributes
    ----------
    ranks : tuple of PooledRanks
        One per seed.
    clouds : int
        Of the positive class.
    """

    ranks: tuple[PooledRanks, ...]
    clouds: int

    @classmethod
    def of(cls, positive: Aligned) -> Headline:
        """Rank the points of positive clouds.

        Parameters
        ----------
        positive : Aligned
            Clouds of the positive class.
        """
        ranks = tuple(
            PooledRanks(scores, positive.truth, positive.offsets)
            for scores in positive.importance
        )
        return cls(ranks, len(positive.y))

    @property
    def statistic(self) -> Pooled:
        """What is resampled."""
        return Pooled(list(self.ranks))

    @property
    def value(self) -> float:
        """Mean over seeds; NaN where all points are of one kind."""
        return float(np.mean([ranks.auc() for ranks in self.ranks]))

    def replicates(self, bootstrap: Bootstrap) -> Floats:
        """Return (number,) float64 bootstrap replicates.

        Replicate r of any two submissions to one edition is of the same clouds.
        """
        statistics = {HEADLINE: self.statistic}
        drawn = replicates(statistics, self.clouds, bootstrap.number, bootstrap.seed)
        return drawn[HEADLINE]

    def part(self, clouds: Ints) -> Headline:
        """Return the same of some clouds, (K,) int64 positions."""
        ranks = tuple(ranks.part(clouds) for ranks in self.ranks)
        return Headline(ranks, len(clouds))
