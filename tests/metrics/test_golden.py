# SPDX-License-Identifier: MIT
"""Every reference value of the LRI authors' own evaluation is met.

The angles were computed in single precision. They are met to the last digit by
the same arithmetic on the points that lri-bench selects, and by lri-bench's
double precision within what rounding to single precision can do.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from lri_bench.evaluation.aligned import Aligned
from lri_bench.evaluation.report import Score
from lri_bench.evaluation.scoring import Bootstrap, importance_scores
from lri_bench.metrics import direction
from lri_bench.metrics.ties import tie_table
from lri_bench.ragged import counts, offsets_from_counts
from lri_bench.types import AnyArray, Bools, Floats, Singles

DATASETS = ("actstrack", "actstrack@4T", "tau3mu", "plbind", "synmol")
DIRECTED = DATASETS[:2]
SCORES = ("informative", "noise", "ties", "negated")
WITH_ANGLES = ("informative", "noise", "negated")

# The reference divided and averaged in single precision.
TOLERANCE = 1e-6
# Largest relative error of one operation in single precision.
UNIT = 2.0**-24

NO_BOOTSTRAP = Bootstrap(0, 0)


def expected_values(golden: Path) -> dict[str, dict[str, dict[str, float]]]:
    text = (golden / "metrics_expected.json").read_text()
    found: dict[str, dict[str, dict[str, float]]] = json.loads(text)
    return found


def positives(golden: Path, dataset: str, score: str) -> Aligned:
    """Return the clouds of the positive class with one of their four scores."""
    with np.load(golden / f"metrics_{dataset.replace('@', '_')}.npz") as file:
        columns: dict[str, AnyArray] = dict(file)
    assert (np.diff(columns["sample"]) >= 0).all()
    y = columns["y"]
    point_values = {"importance": columns[f"score_{score}"][np.newaxis]}
    covariance = columns.get(f"score_{score}_covariance")
    if covariance is not None:
        point_values["covariance"] = covariance[np.newaxis]
    return Aligned(
        scope="test clouds",
        y=y,
        offsets=offsets_from_counts(np.bincount(columns["sample"], minlength=len(y))),
        truth=columns["labels"],
        true_direction=columns.get("node_dir"),
        point_values=point_values,
        cloud_values={},
    ).positives()


def best(expected: dict[str, float]) -> list[int]:
    """Return the m of precision@m, the smallest first, which angles use as well."""
    return sorted(int(key.rsplit("_")[-1]) for key in expected if "precision" in key)


def name_in_reference(score: Score) -> str:
    names = {
        "roc_auc": "pooled_roc_auc",
        "precision_at_m": f"precision_at_{score.m}",
        "direction_angle_deg": "angle_median_deg",
        "eigenvalue_ratio": "eigen_ratio_median",
    }
    return names.get(score.metric, score.metric)


def test_the_reference_has_the_values_that_are_tested_here(golden: Path) -> None:
    expected = expected_values(golden)
    assert tuple(expected) == DATASETS
    assert all(tuple(scores) == SCORES for scores in expected.values())
    assert sum(len(v) for scores in expected.values() for v in scores.values()) == 77


@pytest.mark.parametrize("score", SCORES)
@pytest.mark.parametrize("dataset", DATASETS)
def test_auc_precision_and_ratio_are_met(
    golden: Path, dataset: str, score: str
) -> None:
    expected = expected_values(golden)[dataset][score]
    aligned = positives(golden, dataset, score)
    # A vector with ties has a pooled AUC alone.
    found = importance_scores(aligned, best(expected) or [1], NO_BOOTSTRAP)
    values = {name_in_reference(item): item.value for item in found}
    compared = {key for key in expected if key != "angle_median_deg"}
    differences = {
        key: abs((values[key] or np.nan) - expected[key]) for key in compared
    }
    assert max(differences.values()) < TOLERANCE, differences


class Selected(NamedTuple):
    """The points that count, all with weight one, and the reference's median."""

    counted: Bools
    aligned: Aligned
    expected: float

    @property
    def covariance(self) -> AnyArray:
        found: AnyArray = self.aligned.point_values["covariance"][0]
        return found

    @property
    def true(self) -> AnyArray:
        assert self.aligned.true_direction is not None
        return self.aligned.true_direction

    @property
    def clouds(self) -> list[Any]:
        """The counted points of each cloud that has some."""
        places = np.arange(len(self.counted))
        parts = np.split(places, self.aligned.offsets[1:-1])
        return [part[self.counted[part]] for part in parts if self.counted[part].any()]


def selected(golden: Path, dataset: str, score: str) -> Selected:
    expected = expected_values(golden)[dataset][score]
    aligned = positives(golden, dataset, score)
    case = aligned.importance[0], aligned.truth, aligned.offsets
    table = tie_table(*case)
    weight = direction.point_weights(*case, table, best(expected)[0])
    weight *= np.repeat(table.two_kinds, counts(aligned.offsets))
    assert aligned.true_direction is not None
    weight *= np.abs(aligned.true_direction).max(axis=1) > 0
    assert set(np.unique(weight)) == {0.0, 1.0}
    return Selected(weight == 1, aligned, expected["angle_median_deg"])


def single_precision_angles(chosen: Selected) -> Singles:
    """Return angles as the reference makes them, step by step in float32."""
    torch = pytest.importorskip("torch")
    covariance = torch.from_numpy(chosen.covariance.astype(np.float32))
    axes = torch.linalg.svd(covariance)[0][:, :, 0]
    true = torch.from_numpy(chosen.true.astype(np.float32))
    cosine = torch.nn.functional.cosine_similarity(axes, true, dim=1)
    angle = torch.rad2deg(torch.arccos(cosine))
    folded: Singles = torch.where(angle > 90, 180 - angle, angle).numpy()
    return folded


def double_precision_angles(chosen: Selected) -> Floats:
    axes = direction.principal_axes(chosen.covariance)
    return direction.angles_deg(axes, chosen.true)


def rounding_bound_deg(chosen: Selected, angle: Floats) -> Floats:
    """Return by how much each angle in float32 may differ from the exact one.

    Four sources add up, d being the number of dimensions and u the unit roundoff:

    1. The axis. Householder reduction perturbs the matrix by about d**2 u times
       its largest eigenvalue (Higham 2002, doi:10.1137/1.9780898718027, chapter
       19), and that turns the axis by as much over the gap to the second
       eigenvalue, (1 - ratio) of the largest (Davis and Kahan 1970,
       doi:10.1137/0707001). Turning an axis changes an angle by no more.
    2. The cosine. Two norms take d/2 + 1 roundings each, dividing by them one
       each, products and sums d: 2 d + 4 together. The arc cosine makes of it
       this over the sine of the angle, and less near zero.
    3. The arc cosine itself and its conversion to degrees: two roundings each, of
       an angle that is up to 180 - angle before it is folded.
    4. Folding: one rounding of the result.
    """
    d = chosen.covariance.shape[-1]
    ratio = direction.eigenvalue_ratios(chosen.covariance)
    axis = np.degrees(d**2 * UNIT / (1 - ratio))
    cosine, error = np.cos(np.radians(angle)), (2 * d + 4) * UNIT
    sides = [np.arccos(np.clip(cosine + sign * error, 0, 1)) for sign in (-1, 1)]
    amplified = np.abs(np.degrees(sides) - angle).max(axis=0)
    bound: Floats = axis + amplified + 4 * UNIT * (180 - angle) + UNIT * angle
    return bound


angles_of_the_reference = pytest.mark.parametrize(
    ("dataset", "score"),
    [(dataset, score) for dataset in DIRECTED for score in WITH_ANGLES],
)


@angles_of_the_reference
def test_each_angle_differs_from_single_precision_by_rounding_alone(
    golden: Path, dataset: str, score: str
) -> None:
    chosen = selected(golden, dataset, score)
    single, double = single_precision_angles(chosen), double_precision_angles(chosen)
    bound = rounding_bound_deg(chosen, double)
    assert (np.abs(single - double) <= bound)[chosen.counted].all()


@angles_of_the_reference
def test_the_angle_is_met_within_the_rounding_of_single_precision(
    golden: Path, dataset: str, score: str
) -> None:
    chosen = selected(golden, dataset, score)
    angle = double_precision_angles(chosen)
    bound = rounding_bound_deg(chosen, angle)
    mean = np.array([angle[points].mean() for points in chosen.clouds])
    # Adding k angles and dividing takes k roundings.
    error = np.array(
        [bound[p].mean() + len(p) * UNIT * angle[p].mean() for p in chosen.clouds]
    )
    # A median lies between those of the smallest and of the largest values.
    low = direction.lower_median(mean - error)
    high = direction.lower_median(mean + error)
    assert low <= chosen.expected <= high
    assert high - low < 1e-3
    m = best(expected_values(golden)[dataset][score])
    found = importance_scores(chosen.aligned, m, NO_BOOTSTRAP)
    value = next(x.value for x in found if x.metric == "direction_angle_deg")
    assert value == pytest.approx(direction.lower_median(mean), abs=1e-12)
