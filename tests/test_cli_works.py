# SPDX-License-Identifier: MIT
"""The commands as a user types them, with files and names that are right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from submission_files import EDITION, Arrays, write
from typed import Run, assert_refused

from lri_bench.clouds import Clouds
from lri_bench.references import REFERENCES, Reference


def test_validate_and_evaluate_a_good_file(
    run: Run, good: Arrays, tmp_path: Path
) -> None:
    file = write(tmp_path / "mine.npz", good)
    assert run("validate", file).code == 0
    answer = run("evaluate", file)
    assert answer.code == 0
    for text in ("mine", EDITION, "ROC AUC, pooled", "precision@5", "95 % interval"):
        assert text in answer.out
    assert "On the board of synmol@mini" in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80


@pytest.mark.slow
def test_json_stands_alone_and_says_the_same(
    run: Run, good: Arrays, tmp_path: Path
) -> None:
    file = write(tmp_path / "mine.npz", good)
    plain = run("evaluate", file).out
    for arguments in (("--json",), ("--json", "-")):
        content = json.loads(run("evaluate", file, *arguments).out)
        scores = content["files"][0]["editions"][0]["scores"]
        assert f"{scores[0]['value']:.4f}" in plain
    assert json.loads(run("validate", file, "--json").out)["files"][0]["method"] == (
        "mine"
    )


def test_several_files_are_all_scored_even_if_one_is_at_fault(
    run: Run, good: Arrays, tmp_path: Path
) -> None:
    first = write(tmp_path / "first.npz", good)
    second = tmp_path / "second.npz"
    second.write_text("not a zip")
    answer = run("evaluate", first, second, first)
    assert answer.out.count("On the board of") == 2
    assert_refused(answer, "second.npz")


def test_the_order_of_clouds_does_not_matter(
    run: Run, good: Arrays, mini_truth: Any, tmp_path: Path
) -> None:
    clouds = np.random.default_rng(1).permutation(len(mini_truth))
    sizes = np.diff(mini_truth.offsets)[clouds]
    starts = mini_truth.offsets[:-1][clouds]
    points = np.concatenate(
        [np.arange(a, a + n) for a, n in zip(starts, sizes, strict=True)]
    )
    shuffled = good | {
        f"{EDITION}/cloud_id": mini_truth.cloud_id[clouds],
        f"{EDITION}/offsets": np.concatenate([[0], np.cumsum(sizes)]),
        f"{EDITION}/importance": good[f"{EDITION}/importance"][points],
        f"{EDITION}/order_key": mini_truth.order_key[clouds],
    }
    one, two = (
        json.loads(run("evaluate", write(tmp_path / name, arrays), "--json").out)
        for name, arrays in (("a.npz", good), ("b.npz", shuffled))
    )
    assert one["files"][0]["editions"] == two["files"][0]["editions"]


def test_positive_clouds_alone_can_be_handed_in(
    run: Run, mini_truth: Any, tmp_path: Path
) -> None:
    positive = np.flatnonzero(mini_truth.y == 1)
    sizes = np.diff(mini_truth.offsets)[positive]
    file = write(
        tmp_path / "positive.npz",
        {
            "format": "lri-bench/1",
            "method": "mine",
            f"{EDITION}/cloud_id": mini_truth.cloud_id[positive],
            f"{EDITION}/offsets": np.concatenate([[0], np.cumsum(sizes)]),
            f"{EDITION}/importance": np.arange(sizes.sum()),
        },
    )
    answer = run("validate", file)
    assert answer.code == 0
    assert f"all {len(positive)} positive test clouds" in answer.out


def test_datasets_lists_every_edition(run: Run) -> None:
    answer = run("datasets")
    assert answer.code == 0
    for name in ("actstrack@raw", "tau3mu@root", "synmol@raw", "plbind@zenodo"):
        assert name in answer.out
    rows = json.loads(run("datasets", "--json").out)
    status = {row["edition"]: row["status"] for row in rows}
    assert status["synmol@mini"] == "shipped"
    assert status["synmol@zenodo"] == "not built"


def test_describe_puts_statistics_beside_the_papers(run: Run) -> None:
    answer = run("describe", "synmol@raw")
    assert answer.code == 0
    row = next(x for x in answer.out.splitlines() if x.startswith(" clouds"))
    assert row.split() == ["clouds", "8,665", "8,663", "+2"]
    content = json.loads(run("describe", "synmol@raw", "--json").out)
    assert content["statistics"]["clouds"] == 8665


@pytest.mark.slow
def test_build_of_mini_gives_what_is_shipped(run: Run, tmp_path: Path) -> None:
    answer = run("build", EDITION, "--jobs", 2)
    assert answer.code == 0, answer
    shipped = Path(__file__).parents[1] / "datasets" / "synmol" / "mini.npz"
    mine = dict(Clouds.load(tmp_path / "data/synmol/mini/clouds.npz").columns())
    theirs = dict(Clouds.load(shipped).columns())
    # Conformers may differ in the last digits between platforms, nothing else.
    np.testing.assert_allclose(mine.pop("pos"), theirs.pop("pos"), atol=0.01)
    for name, column in theirs.items():
        np.testing.assert_array_equal(mine[name], column)


@pytest.mark.slow
def test_build_takes_a_number_and_a_seed_and_workers_do_not_matter(run: Run) -> None:
    hashes = []
    for arguments in ((1, "--jobs", 1), (1, "--jobs", 2), (2, "--jobs", 1)):
        answer = run("build", EDITION, "--clouds", 40, "--seed", *arguments)
        assert answer.code == 0, answer
        hashes += [x for x in answer.out.splitlines() if x.startswith("content")]
    assert hashes[0] == hashes[1] != hashes[2]


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda item: item.name)
def test_reference_methods_write_what_is_shipped(
    run: Run, reference: Reference, tmp_path: Path
) -> None:
    output, method = tmp_path / "out.npz", reference.name
    datasets = reference.datasets or ("actstrack", "tau3mu", "synmol", "plbind")
    editions = [f"{dataset}@mini" for dataset in datasets]
    options = "--method", method, "--seeds", 3, "--output", output
    assert run("explain", *editions, *options).code == 0
    shipped = Path(__file__).parents[1] / "submissions" / method / "submission.npz"
    with np.load(output) as mine, np.load(shipped) as theirs:
        for key in mine.files:
            np.testing.assert_array_equal(mine[key], theirs[key])


def test_demo_scores_the_shipped_submission(run: Run, tmp_path: Path) -> None:
    answer = run("demo")
    assert answer.code == 0
    assert "On the board of synmol@mini" in answer.out
    assert (tmp_path / "data/synmol/mini/truth.npz").is_file()


def test_version_and_help(run: Run) -> None:
    assert run("--version").out.startswith("lri-bench ")
    assert "evaluate" in run("--help").out
