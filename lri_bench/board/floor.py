# SPDX-License-Identifier: MIT
"""The floor of an edition: what random importances score on average."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lri_bench.metrics import chance
from lri_bench.ragged import cloud_sum, counts
from lri_bench.truth import Truth
from lri_bench.types import Floats

__all__ = ["expected_at_random"]

_DIGITS = 6


def expected_at_random(truth: Truth, precision_at: Sequence[int]) -> dict[str, float]:
    """Return the expectation of each ranking metric over random orders.

    Parameters
    ----------
    truth : Truth
        Of the test clouds.
    precision_at : sequence of int
        The m of precision@m.

    Returns
    -------
    expectation : dict of str to float
        By metric, ``precision_at_m:5`` for m = 5.
    """
    positive = truth.y == 1
    points = counts(truth.offsets)[positive].astype(np.float64)
    important = cloud_sum(truth.truth, truth.offsets)[positive]
    clouds: dict[str, Floats] = {"roc_auc": np.array([0.5])}
    for m in precision_at:
        clouds[f"precision_at_m:{m}"] = chance.precision_at(points, important, m)
    clouds["cloud_roc_auc"] = chance.roc_auc(points, important)
    clouds["cloud_average_precision"] = chance.average_precision(points, important)
    clouds["r_precision"] = chance.precision_at(points, important, important)
    return {
        name: round(float(np.nanmean(values)), _DIGITS)
        for name, values in clouds.items()
    }
