# SPDX-License-Identifier: MIT
"""Tables and figures of the board, for papers."""

from lri_bench.papers.choice import Choice, choose
from lri_bench.papers.draw import draw
from lri_bench.papers.source import read_board
from lri_bench.papers.table import FORMATS, format_of, table

__all__ = [
    "FORMATS",
    "Choice",
    "choose",
    "draw",
    "format_of",
    "read_board",
    "table",
]
