# SPDX-License-Identifier: MIT
"""Numbers that designed complexes are made with, and where they are from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["PLANS", "POSITIVE_SHARE", "Plan"]

POSITIVE_SHARE: Final = 0.29
"""Of the paper's table, doi 10.48550/arXiv.2210.16966."""


@dataclass(frozen=True)
class Plan:
    """What an edition is generated with, unless a person chooses otherwise.

    Attributes
    ----------
    clouds : int
        Complexes.
    seed : int
        Of the generator.
    shares : (3,) tuple of float
        Train, valid, test.
    """

    clouds: int
    seed: int
    shares: tuple[float, float, float]


PLANS: Final[Mapping[str, Plan]] = {
    # Number and split of the paper.
    "sim": Plan(clouds=10_891, seed=17, shares=(0.92, 0.06, 0.02)),
    # Of so few, 2 % would leave a single positive test complex.
    "mini": Plan(clouds=200, seed=7, shares=(0.6, 0.1, 0.3)),
}
"""By the name of the edition."""
