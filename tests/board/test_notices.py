# SPDX-License-Identifier: MIT
"""Notices: what is seen of an entry, and what is not held against it."""

from __future__ import annotations

import dataclasses
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strange_entries import FACTS, noisy, write_entry

from lri_bench.board.board import board_of
from lri_bench.board.entry import Entry
from lri_bench.board.measured import Measured
from lri_bench.board.model import BoardScore, Notice, Row
from lri_bench.board.notices import KINDS, notices_of
from lri_bench.board.scored import Scoring
from lri_bench.board.sketch import Sketch, agreements, places, sketch_of
from lri_bench.catalog.editions import Catalog
from lri_bench.evaluation.aligned import Aligned
from lri_bench.evaluation.headline import Bootstrap
from lri_bench.ragged import offsets_from_counts
from lri_bench.submission.file import Part
from lri_bench.truth import Truth
from lri_bench.types import AnyArray

ROOT = Path(__file__).resolve().parents[2]
EDITION = "synmol@mini"


def entry(**facts: Any) -> Entry:
    return Entry.model_validate(FACTS | facts)


def sketched(importance: AnyArray, truth: Truth) -> Sketch:
    part = Part(
        cloud_id=truth.cloud_id, offsets=truth.offsets, importance=np.array(importance)
    )
    return sketch_of(Aligned.of(part, truth).positives())


def seen(row: Row, sketch: Sketch, value: float = 0.8, **rest: Any) -> Measured:
    """Return an entry on one edition."""
    replicates = rest.pop("replicates", np.array([0.7, 0.9]))
    return Measured(EDITION, row, value, replicates, sketch, **rest)


def row(name: str = "mine", **changes: Any) -> Row:
    plain: dict[str, Any] = {
        "entry": name,
        "scope": "test clouds",
        "clouds": 4,
        "points": 11,
        "seeds": 3,
        "scores": (),
    }
    return Row(**plain | changes)


@pytest.fixture
def drawn(truth: Truth) -> list[Sketch]:
    """Sketches of two orders that have nothing to do with each other."""
    rng = np.random.default_rng(0)
    return [sketched(rng.normal(size=len(truth.truth)), truth) for _ in range(2)]


def kinds(told: tuple[Notice, ...]) -> list[str]:
    return [notice.kind for notice in told]


def alone(facts: Entry, *rows: Measured) -> tuple[Notice, ...]:
    return notices_of({"mine": facts}, rows)["mine"]


# Sketches


def test_a_sketch_is_that_of_any_increasing_function(mini_truth: Truth) -> None:
    rng = np.random.default_rng(0)
    scores = rng.normal(size=len(mini_truth.truth))
    shift = np.repeat(rng.normal(size=len(mini_truth)), np.diff(mini_truth.offsets))
    changed = (3 * scores - 1, np.exp(scores), scores + 9 * shift)
    digests = {sketched(values, mini_truth).digest for values in (scores, *changed)}
    assert len(digests) == 1


def test_seeds_of_one_order_make_the_sketch_of_one_seed(mini_truth: Truth) -> None:
    scores = np.random.default_rng(0).normal(size=len(mini_truth.truth))
    assert (
        sketched(np.tile(scores, (3, 1)), mini_truth).digest
        == sketched(scores, mini_truth).digest
    )


def test_agreement_is_spearmans_on_one_cloud() -> None:
    from scipy.stats import spearmanr  # noqa: PLC0415 - the reference value

    rng = np.random.default_rng(1)
    points = 400
    truth = Truth(
        cloud_id=np.array(["a"]),
        offsets=np.array([0, points]),
        y=np.array([1], dtype=np.uint8),
        truth=np.arange(points) % 2,
        order_key=np.array([1], dtype=np.uint64),
    )
    first, second = rng.normal(size=(2, points))
    second = first + second
    found = agreements([sketched(first, truth), sketched(second, truth)])[0, 1]
    # Places are kept in steps of 1/255.
    assert found == pytest.approx(spearmanr(first, second).statistic, abs=0.002)


def test_opposites_and_what_orders_nothing(truth: Truth) -> None:
    scores = np.arange(11.0)
    each = [sketched(values, truth) for values in (scores, -scores, 0 * scores)]
    np.testing.assert_allclose(
        agreements(each), [[1, -1, 0], [-1, 1, 0], [0, 0, 1]], atol=0.01
    )


@given(
    st.lists(
        st.lists(st.integers(0, 3), min_size=1, max_size=6), min_size=1, max_size=4
    )
)
def test_places_lie_in_the_middle_of_their_cloud(clouds: list[list[int]]) -> None:
    offsets = offsets_from_counts([len(cloud) for cloud in clouds])
    found = places(np.concatenate(clouds), offsets)
    for first, last in pairwise(offsets.tolist()):
        assert found[first:last].mean() == pytest.approx(0.5)
    assert ((found > 0) & (found < 1)).all()


def test_two_values_are_held_against_the_labels(truth: Truth) -> None:
    labels = truth.truth.astype(float)
    assert sketched(labels, truth).like_labels == 1
    assert sketched(7 * labels - 2, truth).like_labels == 1
    assert sketched(1 - labels, truth).like_labels == 0
    assert sketched(labels + 0.01 * np.arange(11), truth).like_labels == 0
    assert sketched(0 * labels, truth).like_labels == 0


# Notices of what is told


def test_an_entry_that_tells_everything_has_no_notice() -> None:
    assert alone(entry()) == ()


@pytest.mark.parametrize(
    ("facts", "kind", "word"),
    [
        ({"saw_truth": True}, "saw-the-truth", "given the labels"),
        ({"seeds": None}, "few-seeds", "not told"),
        ({"seeds": 1}, "few-seeds", "One seed"),
        ({"seeds": 2}, "few-seeds", "2 seeds"),
        ({"epochs": 100}, "other-epochs", "100 epochs"),
        ({"trained_on": []}, "no-training", "not told"),
        ({"trained_on": ["test-clouds"]}, "other-data", "test clouds"),
        (
            {"trained_on": ["other-data"], "trained_on_note": "ZINC."},
            "other-data",
            "other data too. ZINC.",
        ),
        ({"code": None}, "no-code", "nobody else"),
        ({"paper": None}, "no-paper", "No paper"),
        ({"licence": None}, "no-licence", "No licence"),
    ],
)
def test_what_is_not_told_is_told(facts: dict[str, Any], kind: str, word: str) -> None:
    (notice,) = alone(entry(**facts))
    assert notice.kind == kind
    assert word in notice.text
    assert notice.edition is None


def test_commands_of_the_project_are_code_and_files_of_others_are_not() -> None:
    command = "lri-bench explain synmol@raw --method gradcam --backbone egnn"
    assert alone(entry(code=None, made_with=command)) == ()
    mine = command.replace("gradcam", "mine.py:Mine")
    assert kinds(alone(entry(code=None, made_with=mine))) == ["no-code"]


# Notices of what is seen


def test_importances_that_are_the_labels(truth: Truth) -> None:
    labels = seen(row(), sketched(truth.truth, truth), value=1.0)
    (notice,) = alone(entry(), labels)
    assert (notice.kind, notice.edition) == ("looks-like-the-labels", EDITION)
    assert "100.0 %" in notice.text


def test_scores_that_only_labels_reach(truth: Truth) -> None:
    hidden = truth.truth + 0.01 * np.arange(11)
    shown = seen(row(), sketched(hidden, truth), value=0.9995)
    assert kinds(alone(entry(), shown)) == ["above-its-bound"]


@pytest.mark.parametrize(("value", "found"), [(0.59, ["weak-model"]), (0.61, [])])
def test_models_that_hardly_predict(
    drawn: list[Sketch], value: float, found: list[str]
) -> None:
    score = BoardScore(metric="prediction_roc_auc", value=value, clouds=4, points=11)
    assert kinds(alone(entry(), seen(row(scores=(score,)), drawn[0]))) == found


def test_seeds_scopes_and_files(drawn: list[Sketch]) -> None:
    shown = seen(
        row(scope="positive test clouds", seeds=1), drawn[0], notices=("No order_key.",)
    )
    told = alone(entry(), shown)
    assert kinds(told) == ["seeds-differ", "positives-only", "file"]
    assert told[0].text == "The file has 1, not 3 as stated."


def test_few_seeds_are_told_where_they_are(drawn: list[Sketch]) -> None:
    rows = [
        dataclasses.replace(seen(row(seeds=seeds), drawn[0]), edition=edition)
        for edition, seeds in ((EDITION, 1), ("synmol@raw", 3), ("plbind@mini", 2))
    ]
    (notice,) = alone(entry(seeds=1), *rows)
    assert notice.kind == "few-seeds"
    assert notice.edition is None
    assert notice.text.startswith("One seed on plbind@mini, synmol@mini: how far")
    (notice,) = alone(entry(seeds=1), *rows[:1])
    assert notice.text.startswith("One seed: how far")
    assert alone(entry(seeds=3), rows[1]) == ()
    told = alone(entry(seeds=2), rows[1])
    assert kinds(told) == ["seeds-differ", "few-seeds"]
    assert told[1].text.startswith("2 seeds: how far")


def test_copies_name_each_other(drawn: list[Sketch]) -> None:
    facts = {"a": entry(method="a"), "b": entry(method="b"), "c": entry(method="c")}
    rows = [
        seen(row("a"), drawn[0]),
        seen(row("b"), drawn[0]),
        seen(row("c"), drawn[1]),
    ]
    told = notices_of(facts, rows)
    assert [notice.text for notice in told["a"]] == ["Orders all points as b does."]
    assert [notice.text for notice in told["b"]] == ["Orders all points as a does."]
    assert told["c"] == ()


def test_near_copies_are_told_with_their_correlation(mini_truth: Truth) -> None:
    rng = np.random.default_rng(0)
    scores = rng.normal(size=len(mini_truth.truth))
    near = scores + 0.01 * rng.normal(size=scores.shape)
    far = scores + 0.5 * rng.normal(size=scores.shape)
    facts = {name: entry(method=name) for name in ("a", "b", "c")}
    rows = [
        seen(row(name), sketched(values, mini_truth))
        for name, values in (("a", scores), ("b", near), ("c", far))
    ]
    told = notices_of(facts, rows)
    assert kinds(told["c"]) == []
    (notice,) = told["a"]
    assert "nearly as b does (rank correlation 0.999" in notice.text


def test_references_have_no_notices_but_can_be_copied(drawn: list[Sketch]) -> None:
    facts = {"labels": entry(track="reference", seeds=None), "mine": entry()}
    rows = [seen(row("labels"), drawn[0], value=1.0), seen(row(), drawn[0])]
    told = notices_of(facts, rows)
    assert "labels" not in told
    assert [notice.text for notice in told["mine"]] == [
        "Orders all points as labels does."
    ]


def test_a_try_that_is_no_better_says_so(drawn: list[Sketch]) -> None:
    facts = {
        "mine": entry(submitted="2026-01-01"),
        "mine-2": entry(method="mine-v2", submitted="2026-02-01"),
    }
    rows = [
        seen(row("mine-2"), drawn[0], 0.805, replicates=np.array([0.705, 0.805])),
        seen(row("mine"), drawn[1], 0.8),
    ]
    told = notices_of(facts, rows)
    assert kinds(told["mine"]) == ["many-tries"]
    first, second = told["mine-2"]
    assert first.kind == "no-better"
    assert "on mine by more" in first.text
    assert "+0.0050, error 0.0707" in first.text
    assert second.text == (
        "Try 2 of 2 at this method by its authors, who have 2 entries here."
    )


def test_every_kind_has_a_title() -> None:
    assert all(kind.title for kind in KINDS.values())


# On the board


@pytest.mark.slow
def test_entries_that_are_equal_name_each_other(
    catalog: Catalog, tmp_path: Path
) -> None:
    """Saliency and the length of GradGeo's gradient are one thing, up to rounding."""
    for name in ("saliency-egnn", "gradgeo-egnn", "labels", "constant"):
        shutil.copytree(ROOT / "submissions" / name, tmp_path / "all" / name)
    board = board_of(catalog, tmp_path / "all", Scoring(Bootstrap(20, 0), cache=False))
    for one, other in (("saliency", "gradgeo"), ("gradgeo", "saliency")):
        told = board.entries[f"{one}-egnn"].notices
        assert told[0].kind == "near-copy"
        assert f" as {other}-egnn does" in told[0].text
    assert board.entries["labels"].notices == ()


def test_notices_are_the_same_from_the_cache(catalog: Catalog, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "submissions/labels", tmp_path / "all/labels")
    write_entry(tmp_path / "all/copy", noisy(noise=0), seeds=1)
    scoring = Scoring(Bootstrap(20, 0))
    first, again = (board_of(catalog, tmp_path / "all", scoring) for _ in range(2))
    assert first.entries["copy"].notices == again.entries["copy"].notices
    assert kinds(again.entries["copy"].notices)[:2] == [
        "looks-like-the-labels",
        "near-copy",
    ]


def test_two_hundred_orders_are_told_apart() -> None:
    rng = np.random.default_rng(0)
    drawn = rng.integers(0, 256, (200, 4096), dtype=np.uint8)
    each = [Sketch(str(number), row, 0.0) for number, row in enumerate(drawn)]
    assert (agreements(each) > 0.2).sum() == 200
