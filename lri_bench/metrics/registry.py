# SPDX-License-Identifier: MIT
"""The metrics of the benchmark: names, populations and meanings, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["METRICS", "Metric", "Population"]


class Population(StrEnum):
    """Which clouds a metric is computed on."""

    POSITIVE = "positive test clouds"
    DIRECTED = "positive test clouds with true directions"
    ALL = "all test clouds"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    Attributes
    ----------
    name : str
        As it stands in JSON.
    title : str
        As it stands in a table; ``{m}`` is filled in.
    population : Population
        Which clouds count.
    aggregate : str
        How the clouds become one number.
    better : str
        ``"higher"`` or ``"lower"``.
    unit : str
        ``"1"`` for none.
    meaning : str
        One sentence.
    """

    name: str
    title: str
    population: Population
    aggregate: str
    better: str
    unit: str
    meaning: str


_ROWS = (
    (
        "roc_auc",
        "ROC AUC, pooled",
        Population.POSITIVE,
        "pooled",
        "higher",
        "1",
        "chance that an important point outscores an unimportant one of any cloud",
    ),
    (
        "precision_at_m",
        "precision@{m}",
        Population.POSITIVE,
        "mean",
        "higher",
        "1",
        "share of important points among the m best of a cloud",
    ),
    (
        "cloud_roc_auc",
        "ROC AUC, per cloud",
        Population.POSITIVE,
        "mean",
        "higher",
        "1",
        "chance that an important point outscores an unimportant one of its cloud",
    ),
    (
        "cloud_average_precision",
        "average precision",
        Population.POSITIVE,
        "mean",
        "higher",
        "1",
        "precision at each important point of a cloud, averaged",
    ),
    (
        "r_precision",
        "R-precision",
        Population.POSITIVE,
        "mean",
        "higher",
        "1",
        "share of important points among the R best of a cloud that has R of them",
    ),
    (
        "direction_angle_deg",
        "angle to truth",
        Population.DIRECTED,
        "median",
        "lower",
        "degrees",
        "angle between the given and the true direction, 0 to 90",
    ),
    (
        "eigenvalue_ratio",
        "eigenvalue ratio",
        Population.DIRECTED,
        "median",
        "lower",
        "1",
        "second over first eigenvalue of the given covariance",
    ),
    (
        "prediction_roc_auc",
        "prediction ROC AUC",
        Population.ALL,
        "pooled",
        "higher",
        "1",
        "how well the explained model tells the classes apart",
    ),
    (
        "fidelity_plus",
        "fidelity+",
        Population.ALL,
        "mean",
        "higher",
        "1",
        "fall of the predicted class's probability without the explained points",
    ),
    (
        "fidelity_minus",
        "fidelity-",
        Population.ALL,
        "mean",
        "lower",
        "1",
        "fall of the predicted class's probability with these points alone",
    ),
)

METRICS: dict[str, Metric] = {row[0]: Metric(*row) for row in _ROWS}
"""Every metric, in the order of the report; the first is the headline."""
