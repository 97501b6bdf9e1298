# SPDX-License-Identifier: MIT
"""Explainers: one method a file, one interface.

`lri_bench.explainers.registry` has all of them by name. This room needs torch and
captum, of the extra [models].
"""

from __future__ import annotations

from lri_bench.explainers.explainer import Explainer, Explanation

__all__ = ["Explainer", "Explanation"]
