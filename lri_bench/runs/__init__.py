# SPDX-License-Identifier: MIT
"""From an edition and the names of a method and a backbone to a submission."""

from lri_bench.runs.names import method_problems, trained_names
from lri_bench.runs.run import Account, run_for_entry, run_method
from lri_bench.runs.workshop import Workshop

__all__ = [
    "Account",
    "Workshop",
    "method_problems",
    "run_for_entry",
    "run_method",
    "trained_names",
]
