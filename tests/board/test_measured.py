# SPDX-License-Identifier: MIT
"""One entry on one edition: what its numbers rest on, and on what they do not."""

from __future__ import annotations

import inspect
from pathlib import Path

import numpy as np
import pytest

from lri_bench.board.measured import Measured, measure
from lri_bench.catalog.editions import Catalog
from lri_bench.cli.submissions import evaluate
from lri_bench.evaluation.headline import BOOTSTRAP, Bootstrap
from lri_bench.metrics.pooled import pooled_roc_auc
from lri_bench.ragged import counts, owner, positions
from lri_bench.submission.file import Submission
from lri_bench.truth import Truth
from lri_bench.types import AnyArray

EDITION = "synmol@mini"
FEW = Bootstrap(60, 4)


@pytest.fixture
def shown(catalog: Catalog, tmp_path: Path, mini_truth: Truth) -> Shown:
    return Shown(catalog, tmp_path, mini_truth)


class Shown:
    """Measures importances of some clouds, in some order."""

    def __init__(self, catalog: Catalog, folder: Path, truth: Truth) -> None:
        self.catalog, self.folder, self.truth = catalog, folder, truth

    def __call__(self, importance: AnyArray, clouds: AnyArray) -> Measured:
        points = positions(self.truth.offsets, clouds)
        sizes = counts(self.truth.offsets)[clouds]
        Submission(method="mine").add(
            EDITION,
            cloud_id=self.truth.cloud_id[clouds],
            offsets=np.concatenate([[0], np.cumsum(sizes)]),
            importance=importance[..., points],
        ).save(self.folder / "mine.npz")
        (found,) = measure(self.folder / "mine.npz", self.catalog, FEW)
        return found


def noisy(truth: Truth, seeds: int = 1) -> AnyArray:
    size = (seeds, len(truth.truth))
    return truth.truth + np.random.default_rng(seeds).normal(size=size)


@pytest.mark.parametrize("seeds", [1, 3])
def test_scope_and_order_of_clouds_do_not_change_a_draw(
    shown: Shown, mini_truth: Truth, seeds: int
) -> None:
    """So entries of positives alone are compared on the same clouds as all others."""
    importance = noisy(mini_truth, seeds)
    every = np.arange(len(mini_truth))
    whole = shown(importance, every)
    turned = shown(importance, every[::-1])
    positive = shown(importance, np.flatnonzero(mini_truth.y == 1))
    assert whole.row.scope != positive.row.scope
    for other in (turned, positive):
        assert other.replicates.tobytes() == whole.replicates.tobytes()
        assert other.value == whole.value
        assert other.row.strata == whole.row.strata
        assert other.row.examples == whole.row.examples
        assert other.sketch.digest == whole.sketch.digest


def test_the_headline_is_that_of_the_positive_clouds(
    shown: Shown, mini_truth: Truth
) -> None:
    importance = noisy(mini_truth)
    found = shown(importance, np.arange(len(mini_truth)))
    inside = (mini_truth.y == 1)[owner(mini_truth.offsets)]
    expected = pooled_roc_auc(importance[0, inside], mini_truth.truth[inside])
    assert found.value == expected
    assert found.row.scores[0].value == round(expected, 6)


def test_a_stratum_is_the_headline_of_its_clouds(
    shown: Shown, mini_truth: Truth
) -> None:
    importance = noisy(mini_truth)
    found = shown(importance, np.arange(len(mini_truth)))
    sizes = counts(mini_truth.offsets)
    clouds = owner(mini_truth.offsets)
    for stratum in found.row.strata:
        if stratum.by != "number of points":
            continue
        ends = [int(word) for word in stratum.label.split() if word.isdigit()]
        within = (sizes >= min(ends)) & (sizes <= max(ends))
        chosen = (mini_truth.y == 1) & within
        assert stratum.clouds == chosen.sum()
        points = chosen[clouds]
        auc = pooled_roc_auc(importance[0, points], mini_truth.truth[points])
        assert stratum.value == round(auc, 6)
        assert stratum.low is not None
        assert stratum.high is not None
        assert stratum.low < auc < stratum.high


def test_examples_are_the_best_a_middle_and_the_worst_cloud(
    shown: Shown, mini_truth: Truth
) -> None:
    """All clouds are right but two: one by half, and one wrong."""
    importance = mini_truth.truth.astype(np.float64)
    positive = np.flatnonzero(mini_truth.y == 1)
    wrong, half = positive[3], positive[8]
    offsets = mini_truth.offsets
    importance[offsets[wrong] : offsets[wrong + 1]] *= -1
    importance[offsets[half] : offsets[half + 1]] = 0
    examples = shown(importance, np.arange(len(mini_truth))).row.examples
    assert examples is not None
    names = mini_truth.cloud_id
    right = sorted(names[[c for c in positive if c not in (wrong, half)]].tolist())
    assert examples.worst == names[wrong]
    assert examples.best == right[0]
    assert examples.median == right[len(positive) // 2]


def test_a_constant_has_no_strata_and_is_noticed(
    shown: Shown, mini_truth: Truth
) -> None:
    found = shown(np.zeros(len(mini_truth.truth)), np.arange(len(mini_truth)))
    assert found.row.strata == ()
    assert any("equal" in notice for notice in found.notices)
    assert set(found.replicates.tolist()) == {0.5}


def test_the_command_evaluates_with_as_many_replicates_as_the_board() -> None:
    default = inspect.signature(evaluate).parameters["replicates"].default
    assert default == BOOTSTRAP.number
