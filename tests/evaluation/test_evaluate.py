# SPDX-License-Identifier: MIT
"""From a submission to a report: closed forms, seeds, intervals, reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Clouds, Split
from lri_bench.evaluation import evaluate
from lri_bench.evaluation.report import EditionReport
from lri_bench.metrics.registry import METRICS
from lri_bench.submission import Submission
from lri_bench.truth import Truth

EDITION = "synmol@zenodo"


@pytest.fixture
def known(catalog: Catalog, truth: Truth) -> Catalog:
    """A catalogue whose synmol@zenodo has the four clouds of `truth`."""
    folder = catalog.built_folder(Edition("synmol", "zenodo"))
    folder.mkdir(parents=True)
    truth.save(folder / "truth.npz")
    return catalog


def report_of(
    catalog: Catalog, truth: Truth, importance: Any, **optional: Any
) -> EditionReport:
    submission = Submission("mine").add(
        EDITION,
        cloud_id=truth.cloud_id,
        offsets=truth.offsets,
        importance=importance,
        **optional,
    )
    return evaluate(submission, catalog=catalog, replicates=200).editions[0]


def test_labels_score_one_everywhere(known: Catalog, truth: Truth) -> None:
    report = report_of(known, truth, truth.truth)
    for name in ("roc_auc", "cloud_roc_auc", "cloud_average_precision", "r_precision"):
        score = report.score(name)
        assert (score.value, score.low, score.high) == (1.0, 1.0, 1.0)
    assert report.score("precision_at_m").value == pytest.approx((1 / 5 + 2 / 5) / 2)


def test_worked_example(known: Catalog, truth: Truth) -> None:
    # Cloud a: truth 1 0 0, scores .9 .5 .1; cloud c: truth 0 1 1 0.
    scores = [0.9, 0.5, 0.1, 9, 9, 0.8, 0.7, 0.2, 0.3, 9, 9]
    report = report_of(known, truth, scores)
    assert report.score("cloud_roc_auc").value == pytest.approx((1 + 1 / 4) / 2)
    # Pooled: important .9 .7 .2 against .5 .1 .8 .3: 4 + 3 + 1 of 12 pairs.
    assert report.score("roc_auc").value == pytest.approx(8 / 12)
    assert report.score("r_precision").value == pytest.approx((1 + 1 / 2) / 2)
    # Cloud c falls as .8 .7 .3 .2: precision 1/2 and 2/4 at the important ones.
    average = (1 + (1 / 2 + 2 / 4) / 2) / 2
    assert report.score("cloud_average_precision").value == pytest.approx(average)
    assert report.score("roc_auc").clouds == 2
    assert report.score("roc_auc").points == 7


def test_seeds_give_a_mean_and_a_sample_standard_deviation(
    known: Catalog, truth: Truth
) -> None:
    both = np.stack([truth.truth, 1 - truth.truth]).astype(float)
    score = report_of(known, truth, both).score("cloud_roc_auc")
    assert score.value == pytest.approx(0.5)
    assert score.seed_std == pytest.approx(np.std([1.0, 0.0], ddof=1))
    # Seeds are drawn too: both may come twice.
    assert (score.low, score.high) == (0.0, 1.0)


def test_every_metric_is_there_with_a_value_or_a_reason(
    known: Catalog, truth: Truth
) -> None:
    bare = report_of(known, truth, truth.truth)
    assert {score.metric for score in bare.scores} == set(METRICS)
    assert all((s.value is None) == bool(s.reason) for s in bare.scores)
    full = report_of(
        known,
        truth,
        truth.truth,
        covariance=np.tile(np.diag([4.0, 2.0, 1.0]), (11, 1, 1)),
        logit=[1.0, -1.0, 2.0, -2.0],
        logit_without=[-1.0, -1.0, -2.0, -2.0],
        logit_only=[1.0, -1.0, 2.0, -2.0],
    )
    assert not [score.reason for score in full.scores if score.reason]
    assert full.score("direction_angle_deg").value == pytest.approx(0)
    assert full.score("eigenvalue_ratio").value == pytest.approx(0.5)
    assert full.score("prediction_roc_auc").value == pytest.approx(1)
    assert full.score("fidelity_minus").value == pytest.approx(0)
    sigmoid = 1 / (1 + np.exp(-np.array([1.0, 2.0])))
    fall = (sigmoid - (1 - sigmoid)).sum() / 4
    assert full.score("fidelity_plus").value == pytest.approx(fall)


def test_one_set_of_directions_serves_all_seeds(known: Catalog, truth: Truth) -> None:
    seeds = np.stack([truth.truth, truth.truth]).astype(float)
    directions = np.tile([1.0, 1.0, 0.0], (11, 1))
    score = report_of(known, truth, seeds, direction=directions).score(
        "direction_angle_deg"
    )
    assert score.value == pytest.approx(45)
    assert score.seed_std == pytest.approx(0)


def test_clouds_of_one_kind_are_skipped_and_counted(
    catalog: Catalog, truth: Truth
) -> None:
    labels = truth.truth.copy()
    labels[:3] = 1
    folder = catalog.built_folder(Edition("synmol", "zenodo"))
    folder.mkdir(parents=True)
    replace(truth, truth=labels).save(folder / "truth.npz")
    report = report_of(catalog, truth, np.arange(11))
    score = report.score("cloud_roc_auc")
    assert score.skipped == {"all points of one kind": 1}
    assert (score.clouds, score.points) == (1, 4)
    pooled = report.score("roc_auc")
    assert (pooled.clouds, pooled.points, pooled.skipped) == (2, 7, {})


def test_predictions_of_positives_alone_are_not_scored(known: Catalog) -> None:
    submission = Submission("mine").add(
        EDITION,
        cloud_id=["a", "c"],
        importance=[np.arange(3), np.arange(4)],
        logit=[1.0, 2.0],
    )
    report = evaluate(submission, catalog=known).editions[0]
    assert report.scope == "positive test clouds"
    assert "one class" in report.score("prediction_roc_auc").reason
    assert report.score("roc_auc").value is not None


def test_the_same_evaluation_gives_the_same_numbers(
    known: Catalog, truth: Truth
) -> None:
    scores = np.random.default_rng(3).random((2, 11))
    assert report_of(known, truth, scores) == report_of(known, truth, scores)


def test_truth_of_negatives_is_never_scored(catalog: Catalog, truth: Truth) -> None:
    # PLBind's negatives have pockets that are marked all the same.
    marked = truth.truth.copy()
    marked[3] = 1
    folder = catalog.built_folder(Edition("synmol", "zenodo"))
    folder.mkdir(parents=True)
    replace(truth, truth=marked).save(folder / "truth.npz")
    report = report_of(catalog, truth, truth.truth)
    assert report.score("roc_auc").value == 1.0


def test_only_test_clouds_are_held_against(catalog: Catalog) -> None:
    clouds = Clouds(
        offsets=np.array([0, 2, 4]),
        pos=np.zeros((4, 3)),
        x=np.zeros((4, 1)),
        truth=np.array([1, 0, 1, 0]),
        cloud_id=np.array(["train", "test"]),
        y=np.array([1, 1]),
        split=np.array([Split.TRAIN, Split.TEST]),
    )
    columns = catalog.order_key_columns(Edition("synmol", "raw"))
    assert Truth.of(clouds, columns).cloud_id.tolist() == ["test"]
