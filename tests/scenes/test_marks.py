# SPDX-License-Identifier: MIT
"""Ranks of importances in a cloud, and how good they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from lri_bench.scenes.marks import Marks, marks_of
from lri_bench.submission.file import Submission
from lri_bench.truth import Truth

scores = st.lists(st.integers(-9, 9), min_size=2, max_size=30)


def test_ranks_of_seeds_are_averaged() -> None:
    marks = Marks.of(np.array([[1, 2, 3], [3, 2, 1], [5, 5, 0]]), np.array([1, 0, 0]))
    np.testing.assert_allclose(marks.rank, [(0 + 1 + 0.75) / 3, 1.75 / 3, 1 / 3])
    assert marks.auc == pytest.approx((0 + 1 + 0.75) / 3)


@pytest.mark.parametrize("truth", [[1, 1], [0, 0]])
def test_one_kind_of_point_has_no_auc(truth: list[int]) -> None:
    assert np.isnan(Marks.of(np.array([[1.0, 2.0]]), np.array(truth)).auc)


def test_a_single_point_has_a_rank() -> None:
    assert Marks.of(np.array([[3.0]]), np.array([1])).rank.tolist() == [0.0]


@given(scores, st.data())
def test_ranks_follow_the_order_and_the_auc_is_the_usual_one(
    values: list[int], data: st.DataObject
) -> None:
    importance = np.array([values], dtype=float)
    size = len(values)
    truth = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    truth[:2] = [True, False]
    marks = Marks.of(importance, truth)
    order = np.sign(np.subtract.outer(importance[0], importance[0]))
    np.testing.assert_array_equal(
        np.sign(np.subtract.outer(marks.rank, marks.rank)), order
    )
    assert marks.rank.mean() == pytest.approx(0.5)
    assert marks.auc == pytest.approx(roc_auc_score(truth, importance[0]))
    np.testing.assert_allclose(Marks.of(np.exp(importance), truth).rank, marks.rank)


def test_marks_are_found_by_name_whatever_the_order(truth: Truth) -> None:
    submission = Submission(method="mine").add(
        "synmol@mini", cloud_id=["c", "a"], importance=[[4, 3, 2, 1], [1, 2, 3]]
    )
    part = submission.parts["synmol@mini"]
    found = marks_of(part, truth, ["a", "b", "c", "none"])
    assert list(found) == ["a", "c"]  # negatives are not explained
    np.testing.assert_allclose(found["a"].rank, [0, 0.5, 1])
    np.testing.assert_allclose(found["c"].rank, [1, 2 / 3, 1 / 3, 0])
    assert (found["a"].auc, found["c"].auc) == (0.0, 0.5)
