# SPDX-License-Identifier: MIT
"""Rows of a board whose replicates are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lri_bench.board.entry import Entry, Track
from lri_bench.board.measured import Measured
from lri_bench.board.model import BoardScore, Row, Stratum
from lri_bench.board.sketch import Sketch
from lri_bench.types import Floats

__all__ = ["REPLICATES", "facts_of", "measured"]

REPLICATES = 400

STRATUM = Stratum(by="number of points", label="3 points", clouds=2, value=0.5)


def facts_of(track: Track = Track.POST_HOC, **facts: Any) -> Entry:
    """Return an entry with what it must say."""
    plain: Mapping[str, Any] = {
        "method": "mine",
        "track": track,
        "summary": "A number.",
        "authors": ["nobody"],
        "made_with": "by hand",
    }
    return Entry.model_validate(plain | facts)


def measured(
    entry: str, value: float, spread: float, *, edition: str = "synmol@mini"
) -> Measured:
    """Return a row whose replicates are normal, on their own, around its value."""
    seed = np.frombuffer(f"{entry} {edition}".encode(), dtype=np.uint8)
    noise = np.random.default_rng(seed.tolist()).normal(size=REPLICATES)
    # Of mean 0 and deviation 1 exactly, so that tests can compute with them.
    noise = (noise - noise.mean()) / noise.std(ddof=1)
    replicates: Floats = value + spread * noise
    score = BoardScore(metric="roc_auc", value=round(value, 6), clouds=4, points=9)
    row = Row(
        entry=entry,
        scope="test clouds",
        clouds=4,
        points=9,
        seeds=1,
        scores=(score,),
        strata=(STRATUM,),
    )
    sketch = Sketch("", np.zeros(1, dtype=np.uint8), 0.0)
    return Measured(edition, row, value, replicates, sketch)
