# SPDX-License-Identifier: MIT
"""From names of methods to columns of a submission."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from explained import CLOUDS, Case, card_of

from lri_bench.board.entry import Track
from lri_bench.clouds import OrderKeyColumns, Split
from lri_bench.errors import DataError
from lri_bench.explainers import Explainer, Explanation
from lri_bench.explainers.explain import submission_columns
from lri_bench.explainers.registry import (
    EXPLAINERS,
    Explained,
    explainer_method,
    make_explainer,
)
from lri_bench.models import Batch
from lri_bench.submission.file import Submission
from lri_bench.types import AnyArray


@pytest.fixture
def case() -> Case:
    return Case("synmol", "egnn", torch.float32)


def given(case: Case, seed: int = 0) -> Explained:
    return Explained(case.classifier, case.settings, case.backbone, seed)


def columns_of(
    case: Case, *explainers: Explainer, **options: Any
) -> dict[str, AnyArray]:
    key = card_of(case.dataset).order_key
    keys = OrderKeyColumns(key.columns, key.dtype)
    return submission_columns(explainers, case.inputs, case.clouds, keys, **options)


# Names.


def test_methods_say_what_they_are() -> None:
    for name, method in EXPLAINERS.items():
        assert name == name.lower().replace("_", "-")
        assert 10 < len(method.summary) < 500, name
        assert method.doi.startswith("10.") or method.track == Track.REFERENCE
    assert EXPLAINERS["ggig"].track == Track.POST_HOC
    assert EXPLAINERS["random"].track == Track.REFERENCE


def test_names_that_are_near() -> None:
    with pytest.raises(DataError, match="did you mean gradcam"):
        explainer_method("grad-cam")


def test_a_users_own_method_is_made_too(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(
        "from lri_bench.explainers import Explainer, Explanation\n"
        "class Mine(Explainer):\n"
        "    def explain(self, batch):\n"
        "        return Explanation(importance=batch.pos[:, 0], logit=batch.y)\n"
    )
    found = columns_of(case, make_explainer(f"{path}:Mine", given(case)))
    points = case.batch.pos[:, 0].numpy()
    assert np.array_equal(found["importance"], points)
    assert np.array_equal(found["logit"], case.batch.y.numpy())
    assert isinstance(make_explainer("gradgeo", given(case)), Explainer)


# Columns.


def test_columns_make_a_submission(case: Case) -> None:
    method = make_explainer("gradgeo", given(case))
    found = columns_of(case, method)
    test = case.clouds.in_split(Split.TEST)
    assert list(found["cloud_id"]) == list(test.cloud_id)
    assert np.array_equal(found["offsets"], test.offsets)
    assert found["importance"].dtype == np.float32
    explanation = method.explain(case.batch)
    np.testing.assert_array_equal(found["importance"], explanation.importance)
    np.testing.assert_array_equal(found["direction"], explanation.direction)
    with torch.no_grad():
        np.testing.assert_array_equal(found["logit"], case.classifier(case.batch))
    part = Submission("m").add("synmol@mini", **found).parts["synmol@mini"]
    assert part.seeds == 1
    assert part.order_key is not None
    assert part.covariance is None


@pytest.mark.parametrize("name", ["gradcam", "occlusion", "random", "ggig"])
def test_how_clouds_are_cut_into_batches_does_not_matter(name: str, case: Case) -> None:
    one, *others = (
        columns_of(case, make_explainer(name, given(case)), at_once=number)
        for number in (100, 1, 3, CLOUDS)
    )
    for other in others:
        for key, value in one.items():
            if value.dtype == np.float32:
                np.testing.assert_allclose(other[key], value, rtol=1e-3, atol=1e-5)
            else:
                assert np.array_equal(other[key], value)


def test_seeds_are_stacked(case: Case) -> None:
    methods = [make_explainer("random", given(case, seed)) for seed in (1, 2, 3)]
    found = columns_of(case, *methods, at_once=3)
    points = len(case.batch.pos)
    assert found["importance"].shape == (3, points)
    assert found["logit"].shape == (3, CLOUDS)
    drawn = np.random.default_rng(2).random(points)
    np.testing.assert_allclose(found["importance"][1], drawn, rtol=1e-6)
    Submission("m").add("synmol@mini", **found)


def test_truth_is_not_looked_at(case: Case) -> None:
    method = make_explainer("gradgeo", given(case))
    one = columns_of(case, method)
    clouds = case.clouds
    case.clouds = replace(clouds, truth=1 - clouds.truth)
    case.inputs = case.inputs_of(case.clouds)
    for key, value in columns_of(case, method).items():
        assert np.array_equal(one[key], value)


def test_progress_gets_all_batches(case: Case) -> None:
    seen: list[int] = []

    def progress(items: Iterable[Any], total: int) -> Iterable[Any]:
        for item in items:
            seen.append(total)
            yield item

    methods = [make_explainer("gradcam", given(case))] * 2
    columns_of(case, *methods, at_once=3, progress=progress)
    assert seen == [4] * 4


class Odd(Explainer):
    """Gives directions now and then, and importances that do not fit if told so."""

    number = 0
    wrong = False

    def explain(self, batch: Batch) -> Explanation:
        self.number += 1
        direction = batch.pos if self.number == 2 else None
        importance = batch.pos[:, :2] if self.wrong else batch.pos[:, 0]
        return Explanation(importance=importance, direction=direction)


def test_what_only_some_batches_have_is_left_out(case: Case) -> None:
    assert "direction" not in columns_of(case, Odd(case.classifier), at_once=2)


def test_explanations_that_do_not_fit(case: Case) -> None:
    method = Odd(case.classifier)
    method.wrong = True
    with pytest.raises(DataError, match="Odd: importance"):
        columns_of(case, method)


def test_nothing_to_explain(case: Case) -> None:
    case.clouds = replace(case.clouds, split=np.zeros(len(case.clouds)))
    with pytest.raises(DataError, match="at least one") as caught:
        columns_of(case)
    assert len(caught.value.problems) == 2


def test_batches_come_with_the_floats_of_the_classifier(case: Case) -> None:
    case.classifier.double()
    found = columns_of(case, make_explainer("gradgeo", given(case)))
    assert found["importance"].dtype == np.float32
