# SPDX-License-Identifier: MIT
"""From aligned importances to scores with intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from lri_bench.evaluation.aligned import Aligned
from lri_bench.evaluation.headline import HEADLINE, Bootstrap, Headline
from lri_bench.evaluation.report import Score
from lri_bench.metrics import direction, ranking
from lri_bench.metrics.bootstrap import (
    Mean,
    Median,
    Pooled,
    Statistic,
    interval,
    replicates,
)
from lri_bench.metrics.pooled import PooledRanks
from lri_bench.metrics.prediction import fidelity
from lri_bench.metrics.registry import METRICS, Population
from lri_bench.metrics.ties import TieTable, tie_table
from lri_bench.ragged import cloud_sum, counts
from lri_bench.types import Bools, Floats

__all__ = ["Bootstrap", "importance_scores", "prediction_scores"]

_ONE_KIND = "all points of one kind"
_NO_DIRECTION = "no counted point has a true direction"

_KERNELS: dict[str, Callable[[TieTable], Floats]] = {
    "cloud_roc_auc": ranking.roc_auc,
    "cloud_average_precision": ranking.average_precision,
    "r_precision": ranking.r_precision,
}


@dataclass(frozen=True, kw_only=True)
class _Measured:
    """A statistic and what it rests on, before its interval is known."""

    metric: str
    statistic: Statistic
    clouds: int
    points: int
    skipped: dict[str, int] = field(default_factory=dict)
    m: int | None = None


def importance_scores(
    positive: Aligned, precision_at: Sequence[int], bootstrap: Bootstrap
) -> list[Score]:
    """Return the scores that rest on the points of positive clouds.

    Parameters
    ----------
    positive : Aligned
        Clouds of the positive class.
    precision_at : sequence of int
        The m of precision@m, the headline first; it is also that of the angles.
    bootstrap : Bootstrap
        How intervals are made.

    Returns
    -------
    scores : list of Score
        In the order of the registry.
    """
    if not len(positive.y):
        missing = (Population.POSITIVE, Population.DIRECTED)
        return [
            Score(metric=name, reason="the edition has no positive test cloud")
            for name, metric in METRICS.items()
            if metric.population in missing
        ]
    tables = [
        tie_table(scores, positive.truth, positive.offsets)
        for scores in positive.importance
    ]
    measured = [*_ranking(positive, tables, precision_at)]
    measured += _directions(positive, tables, precision_at[0])
    scores = _scored(measured, len(positive.y), bootstrap)
    for name in ("direction_angle_deg", "eigenvalue_ratio"):
        if all(item.metric != name for item in measured):
            scores.append(Score(metric=name, reason=_why_no(name, positive)))
    return scores


def prediction_scores(aligned: Aligned, bootstrap: Bootstrap) -> list[Score]:
    """Return the scores that rest on the explained model's logits.

    Parameters
    ----------
    aligned : Aligned
        All test clouds, or (then nothing can be computed) the positive ones.
    bootstrap : Bootstrap
        How intervals are made.

    Returns
    -------
    scores : list of Score
        In the order of the registry.
    """
    names = [k for k, v in METRICS.items() if v.population == Population.ALL]
    reasons = {name: _why_no_prediction(name, aligned) for name in names}
    measured = [
        _prediction(name, aligned) for name, reason in reasons.items() if not reason
    ]
    missing = [Score(metric=k, reason=v) for k, v in reasons.items() if v]
    found = _scored(measured, len(aligned.y), bootstrap) + missing
    return sorted(found, key=lambda score: names.index(score.metric))


def _ranking(
    positive: Aligned, tables: Sequence[TieTable], precision_at: Sequence[int]
) -> Iterator[_Measured]:
    yield _Measured(
        metric=HEADLINE,
        statistic=Headline.of(positive).statistic,
        clouds=len(positive.y),
        points=len(positive.truth),
    )
    for m in precision_at:
        values = np.stack([ranking.precision_at(table, m) for table in tables])
        yield _mean("precision_at_m", values, positive, m)
    for name, kernel in _KERNELS.items():
        yield _mean(name, np.stack([kernel(table) for table in tables]), positive)


def _mean(
    metric: str, values: Floats, clouds: Aligned, m: int | None = None
) -> _Measured:
    defined = ~np.isnan(values[0])
    skipped = int((~defined).sum())
    return _Measured(
        metric=metric,
        statistic=Mean(values),
        clouds=len(defined) - skipped,
        points=int(counts(clouds.offsets)[defined].sum()),
        skipped={_ONE_KIND: skipped} if skipped else {},
        m=m,
    )


def _directions(
    positive: Aligned, tables: Sequence[TieTable], m: int
) -> Iterator[_Measured]:
    true = positive.true_direction
    if true is None:
        return
    weights = [
        direction.point_weights(s, positive.truth, positive.offsets, table, m)
        * np.repeat(table.two_kinds, counts(positive.offsets))
        * (np.abs(true).max(axis=1) > 0)
        for s, table in zip(positive.importance, tables, strict=True)
    ]
    covariance = positive.point_values.get("covariance")
    axes = positive.point_values.get("direction")
    if axes is None and covariance is not None:
        axes = np.stack([direction.principal_axes(part) for part in covariance])
    if axes is not None:
        angles = [direction.angles_deg(part, true) for part in axes]
        yield _median("direction_angle_deg", angles, weights, positive, m)
    if covariance is not None:
        ratios = [direction.eigenvalue_ratios(part) for part in covariance]
        yield _median("eigenvalue_ratio", ratios, weights, positive, m)


def _median(
    metric: str,
    values: Sequence[Floats],
    weights: Sequence[Floats],
    positive: Aligned,
    m: int,
) -> _Measured:
    # One set of directions may serve several seeds of importance.
    shared = len(values) == 1
    clouds = np.stack(
        [
            direction.cloud_mean(values[0 if shared else i], weight, positive.offsets)
            for i, weight in enumerate(weights)
        ]
    )
    one_kind = _one_kind(positive)
    undefined = int((np.isnan(clouds[0]) & ~one_kind).sum())
    skipped = {_ONE_KIND: int(one_kind.sum()), _NO_DIRECTION: undefined}
    return _Measured(
        metric=metric,
        statistic=Median(clouds),
        clouds=int((~np.isnan(clouds[0])).sum()),
        points=int(((weights[0] > 0) & ~np.isnan(values[0])).sum()),
        skipped={reason: number for reason, number in skipped.items() if number},
        m=m,
    )


def _one_kind(positive: Aligned) -> Bools:
    important = cloud_sum(positive.truth, positive.offsets)
    one_kind: Bools = (important == 0) | (important == counts(positive.offsets))
    return one_kind


def _prediction(metric: str, aligned: Aligned) -> _Measured:
    logit = aligned.cloud_values["logit"]
    clouds = len(aligned.y)
    each = np.arange(clouds + 1)
    statistic: Statistic
    if metric == "prediction_roc_auc":
        statistic = Pooled([PooledRanks(row, aligned.y, each) for row in logit])
    else:
        changed = aligned.cloud_values[_LOGITS[metric]]
        statistic = Mean(fidelity(logit, changed))
    points = int(aligned.offsets[-1])
    return _Measured(metric=metric, statistic=statistic, clouds=clouds, points=points)


_LOGITS = {
    "prediction_roc_auc": "logit",
    "fidelity_plus": "logit_without",
    "fidelity_minus": "logit_only",
}


def _scored(
    measured: Sequence[_Measured], clouds: int, bootstrap: Bootstrap
) -> list[Score]:
    """Add values, intervals and the spread over seeds."""
    statistics = {f"{item.metric}:{item.m}": item.statistic for item in measured}
    drawn = replicates(statistics, clouds, bootstrap.number, bootstrap.seed)
    scores = []
    for item, values in zip(measured, drawn.values(), strict=True):
        each = np.array([item.statistic.of(s) for s in range(item.statistic.seeds)])
        complete = bool(np.isfinite(each).all())
        low, high = interval(values) if complete and clouds > 1 else (None, None)
        scores.append(
            Score(
                metric=item.metric,
                value=_number(each.mean()),
                low=low,
                high=high,
                seed_std=_number(each.std(ddof=1)) if len(each) > 1 else None,
                clouds=item.clouds,
                points=item.points,
                skipped=item.skipped,
                m=item.m,
                reason="" if complete else "no cloud has a value, for some seed",
            )
        )
    return scores


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _why_no(metric: str, positive: Aligned) -> str:
    if positive.true_direction is None:
        return "the edition has no true directions"
    wanted = "covariance" if metric == "eigenvalue_ratio" else "direction or covariance"
    return f"the submission has no {wanted}"


def _why_no_prediction(metric: str, aligned: Aligned) -> str:
    for name in ("logit", _LOGITS[metric]):
        if name not in aligned.cloud_values:
            return f"the submission has no {name}"
    if len(np.unique(aligned.y)) < 2:
        return "the submission covers one class alone"
    return ""
