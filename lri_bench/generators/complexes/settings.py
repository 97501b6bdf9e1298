# SPDX-License-Identifier: MIT
"""Numbers that designed complexes are made with, and where they are from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lri_bench.generators.plan import Plan

__all__ = ["PLANS", "POSITIVE_SHARE"]

POSITIVE_SHARE: Final = 0.29
"""Of the paper's table, doi 10.48550/arXiv.2210.16966."""


PLANS: Final[Mapping[str, Plan]] = {
    # Number and split of the paper.
    "sim": Plan(clouds=10_891, seed=17, shares=(0.92, 0.06, 0.02)),
    "mini": Plan(clouds=150, seed=7, shares=(0.6, 0.1, 0.3)),
}
"""By the name of the edition."""
