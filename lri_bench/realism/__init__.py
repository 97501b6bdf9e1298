# SPDX-License-Identifier: MIT
"""How an edition is distributed, beside another one or what the literature knows."""

from lri_bench.realism.draw import draw
from lri_bench.realism.survey import Survey, survey

__all__ = ["Survey", "draw", "survey"]
