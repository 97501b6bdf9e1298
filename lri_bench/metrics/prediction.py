# SPDX-License-Identifier: MIT
"""What the explained model predicts, and what is left of it without the points."""

from __future__ import annotations

import numpy as np

from lri_bench.types import AnyArray, Floats

__all__ = ["fidelity"]


def fidelity(logit: AnyArray, changed: AnyArray) -> Floats:
    """Return how far the probability of the predicted class falls, per cloud.

    With the explained points removed this is fidelity+ (high is good: they were
    needed); with them alone, fidelity- (low is good: they suffice). Definitions:
    Yuan et al. 2023, doi:10.1109/TPAMI.2022.3204236, equations 3 and 6.

    Parameters
    ----------
    logit : (C,) float
        Of the whole cloud; the predicted class is 1 where it is positive.
    changed : (C,) float
        Of the cloud with points removed.

    Returns
    -------
    fall : (C,) float64
        From -1 to 1.

    Notes
    -----
    A cloud without some of its points is not of the kind that the model was
    trained on; neither number ever ranks an entry.
    """
    side = np.where(np.asarray(logit, dtype=np.float64) > 0, 1.0, -1.0)
    return _sigmoid(side * logit) - _sigmoid(side * changed)


def _sigmoid(value: AnyArray) -> Floats:
    # tanh does not overflow, however large a logit is.
    return 0.5 * (1.0 + np.tanh(0.5 * value.astype(np.float64)))
