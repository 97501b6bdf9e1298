# SPDX-License-Identifier: MIT
"""From a submission and the truth to a report."""

from __future__ import annotations

from lri_bench.evaluation.evaluate import check, evaluate
from lri_bench.evaluation.report import EditionReport, Report, Score

__all__ = ["EditionReport", "Report", "Score", "check", "evaluate"]
