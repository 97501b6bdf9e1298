# SPDX-License-Identifier: MIT
"""The page that tells how rows are compared, in plain words."""

from __future__ import annotations

from typing import Any

from lri_bench.metrics.registry import METRICS
from lri_bench.site.address import edition_page
from lri_bench.site.views.source import Source

__all__ = ["statistics_view"]


def statistics_view(source: Source) -> dict[str, Any]:
    """Return what the template of the page on statistics asks for."""
    return {
        "headline": METRICS[source.board.settings.headline],
        "metrics": list(METRICS.values()),
        "resolutions": [
            (name, edition_page(name), source.board.editions[name])
            for name in source.lines
        ],
    }
