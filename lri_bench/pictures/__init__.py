# SPDX-License-Identifier: MIT
"""Draw one cloud, for people: its points, and which of them are important."""

from lri_bench.pictures.draw import draw
from lri_bench.pictures.file import FORMATS, encoded, save

__all__ = ["FORMATS", "draw", "encoded", "save"]
