# SPDX-License-Identifier: MIT
"""Check an edition: its files, its labels, its statistics, and against another."""

from lri_bench.verify.outcome import Outcome, Verdict
from lri_bench.verify.run import verify

__all__ = ["Outcome", "Verdict", "verify"]
