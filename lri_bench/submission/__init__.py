# SPDX-License-Identifier: MIT
"""The submission file: write it, read it, check it."""

from __future__ import annotations

from lri_bench.submission.file import Part, Submission

__all__ = ["Part", "Submission"]
