# SPDX-License-Identifier: MIT
"""Whether a classifier uses the truth: it scores clouds that have lost points.

Here, and nowhere else in this room, truth is read.
"""

from __future__ import annotations

from collections.abc import Callable

from lri_bench.clouds import Clouds
from lri_bench.learnability.removal import shown_points
from lri_bench.learnability.report import Score
from lri_bench.learnability.run import score_of
from lri_bench.types import Singles

__all__ = ["Logits", "certificate"]

Logits = Callable[[Clouds], Singles]
"""What a classifier says of clouds, (C,)."""


def certificate(logits: Logits, clouds: Clouds) -> tuple[Score, ...]:
    """Return the ROC AUC with all points, without important ones, with them alone.

    Parameters
    ----------
    logits : callable
    clouds : Clouds
        Test clouds of both classes.

    Returns
    -------
    scores : tuple of Score
        ``all``, ``without`` and ``only``; a cloud of which nothing is marked stays
        whole. The classifier is not trained again.
    """
    return tuple(
        score_of(name, meaning, logits(clouds.with_points(keep)), clouds.y)
        for name, meaning, keep in shown_points(clouds)
    )
