# SPDX-License-Identifier: MIT
"""Submissions: written with five lines, read with ten, checked in one pass."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds.convert import to_frame, to_pyg
from lri_bench.errors import Problem, SubmissionError
from lri_bench.evaluation.aligned import Aligned
from lri_bench.submission import Part, Submission
from lri_bench.submission.adapters import add_batches, add_frame
from lri_bench.submission.check import check_part, notices
from lri_bench.submission.structure import number_problems, part_problems
from lri_bench.truth import Truth

EDITION = "synmol@mini"


def part_of(truth: Truth, **changes: Any) -> Part:
    """Return a part that fits a truth, but for the changes."""
    columns = {
        "cloud_id": truth.cloud_id,
        "offsets": truth.offsets,
        "importance": np.linspace(0, 1, len(truth.truth)),
        "order_key": truth.order_key,
    }
    return Part(**(columns | changes))


def test_a_list_of_clouds_is_joined() -> None:
    submission = Submission("mine").add(
        EDITION, cloud_id=["a", "b"], importance=[[0.5], [0.25, 1.0]]
    )
    part = submission.parts[EDITION]
    np.testing.assert_array_equal(part.offsets, [0, 1, 3])
    np.testing.assert_array_equal(part.importance, [0.5, 0.25, 1.0])


def test_seeds_of_a_list_of_clouds_stay_rows() -> None:
    clouds = [np.ones((3, 2)), np.zeros((3, 4))]
    submission = Submission("mine").add(EDITION, cloud_id=["a", "b"], importance=clouds)
    assert submission.parts[EDITION].importance.shape == (3, 6)
    assert submission.parts[EDITION].seeds == 3


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"cloud_id": ["a"], "importance": np.ones(3)}, "offsets beside it"),
        (
            {"cloud_id": ["a", "b"], "importance": [np.ones((2, 2)), np.ones((3, 2))]},
            "same seeds everywhere",
        ),
        ({"cloud_id": ["a"], "importance": [[0.1, np.nan]]}, "1 NaN"),
        ({"cloud_id": ["a"], "importance": [[[1, 2], [1]]]}, "different lengths"),
        ({"cloud_id": ["a"], "importance": [[1]], "logit": [[1], []]}, "one length"),
        ({"cloud_id": [], "importance": []}, "leading shapes"),
        ({"cloud_id": ["a", "b"], "importance": [[0.1]]}, "one more than"),
        ({"cloud_id": ["a"], "importance": [[0.1]], "logits": [1.0]}, "logit\\?"),
    ],
)
def test_mistakes_are_told_while_writing(arguments: dict[str, Any], word: str) -> None:
    with pytest.raises(SubmissionError, match=word):
        Submission("mine").add(EDITION, **arguments)


def test_a_file_comes_back_as_it_was_written(truth: Truth, tmp_path: Path) -> None:
    part = part_of(
        truth,
        importance=np.random.default_rng(0).random((2, 11)).astype(np.float16),
        covariance=np.tile(np.eye(3), (2, 11, 1, 1)),
        direction=np.ones((11, 3)),
        logit=np.zeros((2, 4)),
        logit_without=np.zeros(4),
        logit_only=np.ones((2, 4)),
    )
    path = tmp_path / "mine.npz"
    Submission("mine", {EDITION: part}).save(path)
    again = Submission.load(path)
    assert again.method == "mine"
    for name, value in part.columns():
        found = getattr(again.parts[EDITION], name)
        assert found.dtype == value.dtype
        np.testing.assert_array_equal(found, value)


def test_ten_lines_of_numpy_read_a_submission(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    Submission("mine").add(
        EDITION, cloud_id=["a", "b"], importance=[[0.5], [0.25, 1.0]]
    ).save(path)
    with np.load(path) as file:
        offsets = file[f"{EDITION}/offsets"]
        clouds = dict(
            zip(
                file[f"{EDITION}/cloud_id"].tolist(),
                np.split(file[f"{EDITION}/importance"], offsets[1:-1]),
                strict=True,
            )
        )
    assert clouds["b"].tolist() == [0.25, 1.0]


def test_pyg_batches_make_the_submission_of_the_edition(
    catalog: Catalog, mini_truth: Truth
) -> None:
    loader = pytest.importorskip("torch_geometric.loader")
    clouds = catalog.clouds(Edition("synmol", "mini"))
    test = clouds.select(np.flatnonzero(np.isin(clouds.cloud_id, mini_truth.cloud_id)))
    batches = loader.DataLoader(to_pyg(test), batch_size=64)
    explained = [(batch, batch.pos[:, 0].repeat(2, 1)) for batch in batches]
    submission = add_batches(Submission("x"), EDITION, explained, catalog=catalog)
    part = submission.parts[EDITION]
    assert check_part("file", EDITION, part, mini_truth) == []
    np.testing.assert_array_equal(part.importance[1], test.pos[:, 0])
    np.testing.assert_array_equal(part.order_key, mini_truth.order_key)


def test_a_batch_with_scores_of_edges_is_refused(catalog: Catalog) -> None:
    loader = pytest.importorskip("torch_geometric.loader")
    clouds = catalog.clouds(Edition("synmol", "mini")).select(np.arange(3))
    batch = next(iter(loader.DataLoader(to_pyg(clouds), batch_size=3)))
    with pytest.raises(SubmissionError, match="edges were scored"):
        add_batches(Submission("x"), EDITION, [(batch, np.ones(5))], catalog=catalog)


def test_a_loader_without_batches_is_told(catalog: Catalog) -> None:
    with pytest.raises(SubmissionError, match="leading shapes"):
        add_batches(Submission("x"), EDITION, [], catalog=catalog)


def test_a_table_makes_the_submission_of_the_edition(
    catalog: Catalog, mini_truth: Truth
) -> None:
    clouds = catalog.clouds(Edition("synmol", "mini"))
    test = clouds.select(np.flatnonzero(np.isin(clouds.cloud_id, mini_truth.cloud_id)))
    frame = to_frame(test).rename(columns={"pos_0": "importance"})
    part = add_frame(Submission("x"), EDITION, frame).parts[EDITION]
    assert check_part("file", EDITION, part, mini_truth) == []
    np.testing.assert_array_equal(part.importance, test.pos[:, 0])


def test_a_table_without_the_columns_says_which() -> None:
    with pytest.raises(SubmissionError, match="no cloud_id"):
        add_frame(Submission("x"), EDITION, pd.DataFrame({"importance": [1.0]}))


# Against the truth


def test_a_part_that_fits_has_no_problems(truth: Truth) -> None:
    assert check_part("file", EDITION, part_of(truth), truth) == []
    assert notices(part_of(truth)) == []


def test_clouds_and_points_are_laid_in_the_order_of_the_truth(truth: Truth) -> None:
    part = Part(
        cloud_id=np.array(["d", "a", "c", "b"]),
        offsets=np.array([0, 2, 5, 9, 11]),
        importance=np.array([9, 10, 0, 1, 2, 5, 6, 7, 8, 3, 4]),
        logit=np.array([3.0, 0.0, 2.0, 1.0]),
    )
    aligned = Aligned.of(part, truth)
    np.testing.assert_array_equal(aligned.importance, [np.arange(11)])
    np.testing.assert_array_equal(aligned.cloud_values["logit"], [[0, 1, 2, 3]])
    positive = aligned.positives()
    np.testing.assert_array_equal(positive.importance, [[0, 1, 2, 5, 6, 7, 8]])
    np.testing.assert_array_equal(positive.offsets, [0, 3, 7])


def test_skewed_and_negative_covariances_are_told() -> None:
    skewed = np.tile(np.eye(3), (11, 1, 1))
    skewed[4, 0, 1] = 1
    negative = np.tile(np.eye(3), (11, 1, 1))
    negative[2, 1, 1] = -1
    for covariance, word in ((skewed, "1 that are not"), (negative, "negative eigen")):
        problems = number_problems("file", {"covariance": covariance})
        assert [word in problem.got for problem in problems] == [True]


def test_directions_of_another_dimension_are_told(truth: Truth) -> None:
    part = part_of(truth, direction=np.ones((11, 4)))
    problems = check_part("file", EDITION, part, truth)
    assert [problem.got for problem in problems] == ["d = 4"]


def test_every_kind_of_misfit_is_told_in_one_pass(truth: Truth) -> None:
    part = Part(
        cloud_id=np.array(["a", "b", "b", "x"]),
        offsets=np.array([0, 2, 5, 7, 9]),
        importance=np.zeros(9),
        order_key=np.array([11, 12, 0, 0], dtype=np.uint64),
    )
    got = " / ".join(p.got for p in check_part("file", EDITION, part, truth))
    for words in ("1 doubled: b", "1 that are no test clouds: x", "2 missing: c, d"):
        assert words in got
    assert "2 points; 1 clouds have too few" in got
    assert "3 points; 1 clouds have too many" in got


def test_a_mistaken_order_is_not_blamed_on_clouds_of_another_size(
    truth: Truth,
) -> None:
    keys = truth.order_key.copy()
    keys[2] += np.uint64(1)
    problems = check_part("file", EDITION, part_of(truth, order_key=keys), truth)
    assert len(problems) == 1
    assert "1 of 4 clouds: c" in problems[0].got


ANY_ARRAY = arrays.arrays(
    dtype=st.one_of(
        arrays.scalar_dtypes(),
        arrays.unicode_string_dtypes(max_len=4),
        arrays.byte_string_dtypes(max_len=4),
    ),
    shape=arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["cloud_id", "offsets", "importance", "order_key", "covariance", "logit"]
        ),
        ANY_ARRAY,
    )
)
def test_no_array_whatsoever_brings_the_validator_down(columns: dict[str, Any]) -> None:
    found = part_problems("file", columns) + number_problems("file", columns)
    assert all(isinstance(problem, Problem) for problem in found)
    if not found:
        part = Part(**columns)
        assert part.offsets[-1] == part.importance.shape[-1]
