# SPDX-License-Identifier: MIT
"""What was learnt, as numbers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from lri_bench.learnability.settings import Training

__all__ = ["Learnability", "Score"]


@dataclass(frozen=True)
class Score:
    """One ROC AUC of predictions over the test clouds.

    Attributes
    ----------
    name : str
    meaning : str
        What the classifier saw.
    value : float
    low, high : float
        The 95 % interval by resampling clouds.
    """

    name: str
    meaning: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Learnability:
    """All scores of one edition.

    Attributes
    ----------
    edition : str
    clouds : dict of str to int
        Train, valid and test clouds.
    training : Training
    scores : tuple of Score
    paper : float or None
        Prediction ROC AUC of the paper's plain classifier (EGNN) on the real data.
    """

    edition: str
    clouds: dict[str, int]
    training: Training
    scores: tuple[Score, ...]
    paper: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return JSON values."""
        return asdict(self)
