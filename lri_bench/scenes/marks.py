# SPDX-License-Identifier: MIT
"""What a submission says of one cloud: the order of its points, and how good it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.stats import rankdata

from lri_bench.evaluation.aligned import Aligned
from lri_bench.metrics.ranking import roc_auc
from lri_bench.metrics.ties import tie_table
from lri_bench.submission.check import scope_of
from lri_bench.submission.file import Part
from lri_bench.truth import Truth
from lri_bench.types import AnyArray, Floats

__all__ = ["Marks", "marks_of"]


@dataclass(frozen=True, eq=False)
class Marks:
    """Importances of the points of one cloud.

    Attributes
    ----------
    rank : (n,) float64
        From 0 to 1, 1 for the most important; equal importances share their mean
        rank, and of several seeds it is the mean.
    auc : float
        ROC AUC over the points of the cloud, the mean over seeds; NaN where all of
        them are important, or none is.
    """

    rank: Floats
    auc: float

    @classmethod
    def of(cls, importance: AnyArray, truth: AnyArray) -> Self:
        """Return the marks of one cloud.

        Parameters
        ----------
        importance : (seeds, n) float
            Finite.
        truth : (n,) bool or 0/1
            Important points.

        Examples
        --------
        >>> Marks.of(np.array([[0.1, 7.0, 0.1]]), np.array([0, 1, 0]))
        Marks(rank=array([0.25, 1.  , 0.25]), auc=1.0)
        """
        points = importance.shape[-1]
        order: Floats = (rankdata(importance, axis=-1) - 1) / max(points - 1, 1)
        ends = np.array([0, points])
        aucs = [roc_auc(tie_table(seed, truth, ends))[0] for seed in importance]
        return cls(order.mean(axis=0), float(np.mean(aucs)))


def marks_of(part: Part, truth: Truth, names: Sequence[str]) -> dict[str, Marks]:
    """Return what a submission says of some clouds.

    Parameters
    ----------
    part : Part
        Of one edition; it has been checked.
    truth : Truth
        Of that edition.
    names : sequence of str
        Names of clouds.

    Returns
    -------
    marks : dict of str to Marks
        Of those of the clouds that the submission explains, in the order of `names`.
    """
    aligned = Aligned.of(part, truth)
    explained = truth.cloud_id[scope_of(part.cloud_id, truth).clouds].tolist()
    place = {name: index for index, name in enumerate(explained)}
    found = {}
    for name in names:
        if name in place:
            first, stop = aligned.offsets[place[name] : place[name] + 2]
            chosen = slice(first, stop)
            values = aligned.importance[:, chosen]
            found[name] = Marks.of(values, aligned.truth[chosen])
    return found
