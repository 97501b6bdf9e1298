# SPDX-License-Identifier: MIT
"""What people read in a terminal: tables that fit 80 columns, also in a pipe."""

from lri_bench.display.console import console
from lri_bench.display.editions import show_description, show_editions
from lri_bench.display.lessons import show_learnability
from lri_bench.display.messages import (
    show_checked,
    show_lines,
    show_outcomes,
    show_problems,
)
from lri_bench.display.reports import show_report
from lri_bench.display.sanity import show_sanity
from lri_bench.display.scenes import show_scene
from lri_bench.display.surveys import show_survey

__all__ = [
    "console",
    "show_checked",
    "show_description",
    "show_editions",
    "show_learnability",
    "show_lines",
    "show_outcomes",
    "show_problems",
    "show_report",
    "show_sanity",
    "show_scene",
    "show_survey",
]
