# SPDX-License-Identifier: MIT
"""Metrics of a board: their keys, titles and meanings."""

from __future__ import annotations

from collections.abc import Iterable

from lri_bench.board.model import BoardScore, Row
from lri_bench.metrics.registry import METRICS

__all__ = ["keys_of", "meaning", "metric_key", "title"]


def metric_key(score: BoardScore) -> str:
    """Return what tells metrics apart, such as ``precision_at_m:5``."""
    return score.metric if score.m is None else f"{score.metric}:{score.m}"


def keys_of(rows: Iterable[Row]) -> list[str]:
    """Return the metrics that any row has, in the order of the report."""
    return list(dict.fromkeys(metric_key(s) for row in rows for s in row.scores))


def title(key: str) -> str:
    """Return the title of a metric, such as ``precision@5``."""
    name, _, m = key.partition(":")
    return METRICS[name].title.format(m=m or "m")


def meaning(key: str) -> str:
    """Return what a metric says, in a sentence that tells which end is better."""
    metric = METRICS[key.partition(":")[0]]
    return f"{metric.meaning}; {metric.better} is better"
