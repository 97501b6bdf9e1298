# SPDX-License-Identifier: MIT
"""The whole way on planted clouds, and as typed on the shipped molecules."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from lri_bench.catalog.editions import Catalog
from lri_bench.clouds import Clouds
from lri_bench.errors import DataError
from lri_bench.learnability import Learnability, Training, learnability
from lri_bench.learnability.settings import VIEWS, Control

SETTINGS = Training(epochs=12, batch=16, width=16, layers=1)


def run(catalog: Catalog, clouds: Clouds) -> Learnability:
    return learnability("synmol@toy", catalog.card("synmol"), clouds, SETTINGS)


@pytest.mark.slow
def test_a_planted_class_is_learnt_and_lost_with_its_points(
    catalog: Catalog, planted: Clouds, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = replace(VIEWS["synmol"], control=Control.NOTHING)
    monkeypatch.setitem(VIEWS, "synmol", view)  # type: ignore[arg-type]
    report = run(catalog, planted)
    found = {score.name: score.value for score in report.scores}
    assert found["all"] > 0.99
    assert 0.3 < found["without"] < 0.7
    # Positives are smaller then, which is all that is left to be learnt.
    assert found["retrained"] < 0.95
    assert all(score.low <= score.value <= score.high for score in report.scores)
    assert report.clouds == {"train": 100, "valid": 100, "test": 100, "unused": 0}


@pytest.mark.slow
def test_it_is_the_same_twice(catalog: Catalog, planted: Clouds) -> None:
    assert run(catalog, planted) == run(catalog, planted)


@pytest.mark.slow
def test_labels_of_test_clouds_move_nothing_but_the_score(
    catalog: Catalog, planted: Clouds
) -> None:
    """With classes the other way round there, a score is what it lacks to 1."""
    other = replace(planted, y=np.where(planted.split == 2, 1 - planted.y, planted.y))
    one, two = run(catalog, planted), run(catalog, other)
    assert one.scores[0].value == pytest.approx(1 - two.scores[0].value)


def test_the_published_number_stands_beside(catalog: Catalog, planted: Clouds) -> None:
    assert run(catalog, planted).paper == pytest.approx(0.993)


def test_splits_of_one_class_are_told_at_once(
    catalog: Catalog, planted: Clouds
) -> None:
    alone = replace(planted, split=np.full(len(planted), 2, dtype=np.uint8))
    with pytest.raises(DataError) as caught:
        run(catalog, alone)
    told = [problem.where for problem in caught.value.problems]
    assert told == ["train clouds", "valid clouds"]


def test_numbers_that_are_not_finite_are_told_at_once(
    catalog: Catalog, planted: Clouds
) -> None:
    pos, x = planted.pos.copy(), planted.x.copy()
    pos[3, 1], x[5, 0] = np.nan, np.inf
    with pytest.raises(DataError) as caught:
        run(catalog, replace(planted, pos=pos, x=x))
    told = [problem.where for problem in caught.value.problems]
    assert told == ["points: pos", "points: x"]


def test_a_loss_that_is_not_finite_is_told(catalog: Catalog, planted: Clouds) -> None:
    wild = replace(SETTINGS, learning_rate=1e30)
    with pytest.raises(DataError, match="learning rate"):
        learnability("synmol@toy", catalog.card("synmol"), planted, wild)


def lri_bench(*arguments: str, code: int = 0) -> str:
    command = [sys.executable, "-m", "lri_bench", "learnability", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.mark.slow
def test_the_command_on_shipped_molecules() -> None:
    shown = lri_bench("synmol@mini", "--epochs", "2")
    assert "synmol@mini" in shown
    assert max(map(len, shown.splitlines())) <= 80
    found = json.loads(lri_bench("synmol@mini", "--epochs", "2", "--json"))
    assert [score["name"] for score in found["scores"]] == ["all", "without", "only"]
    assert found["training"]["epochs"] == 2


@pytest.mark.slow
def test_an_edition_that_is_not_here_is_told() -> None:
    assert "lri-bench build" in lri_bench("synmol@zenodo", "--data", "/none", code=2)
