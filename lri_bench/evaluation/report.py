# SPDX-License-Identifier: MIT
"""What an evaluation found: numbers, and what each of them rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from lri_bench.metrics.registry import METRICS, Metric

__all__ = ["EditionReport", "Report", "Score"]

_DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class Score:
    """One metric of one edition.

    Attributes
    ----------
    metric : str
        A name of `lri_bench.metrics.registry.METRICS`.
    value : float or None
        Mean over seeds; None where it could not be computed.
    low, high : float or None
        95 % interval, by resampling clouds and seeds.
    seed_std : float or None
        Sample standard deviation over seeds; None for a single seed.
    clouds, points : int
        What the number rests on.
    skipped : mapping of str to int
        Clouds left out, by reason.
    m : int or None
        Of precision@m and of the directions.
    reason : str
        Why there is no value.
    """

    metric: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    seed_std: float | None = None
    clouds: int = 0
    points: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    m: int | None = None
    reason: str = ""

    @property
    def facts(self) -> Metric:
        """The definition of the metric."""
        return METRICS[self.metric]

    @property
    def title(self) -> str:
        """The metric's name in a table."""
        return self.facts.title.format(m=self.m)

    @property
    def key(self) -> str:
        """The name in JSON: unlike `metric`, unique within an edition."""
        return self.metric if self.m is None else f"{self.metric}:{self.m}"


@dataclass(frozen=True, kw_only=True)
class EditionReport:
    """All scores of one edition.

    Attributes
    ----------
    edition : str
        ``dataset@edition``.
    scope : str
        Which test clouds were explained.
    clouds, points, seeds : int
        Of the submission.
    scores : tuple of Score
        In the order of the registry.
    notices : tuple of str
        What a reader should know.
    """

    edition: str
    scope: str
    clouds: int
    points: int
    seeds: int
    scores: tuple[Score, ...]
    notices: tuple[str, ...] = ()

    def score(self, metric: str) -> Score:
        """Return the first score of a metric (the headline m, if it has one)."""
        return next(score for score in self.scores if score.metric == metric)


@dataclass(frozen=True, kw_only=True)
class Report:
    """All editions of one submission.

    Attributes
    ----------
    method : str
        The method's name.
    editions : tuple of EditionReport
    replicates : int
        Of the bootstrap.
    """

    method: str
    editions: tuple[EditionReport, ...]
    replicates: int

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON values, numbers rounded to six digits."""
        rounded: dict[str, Any] = _rounded(asdict(self))
        return rounded


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
