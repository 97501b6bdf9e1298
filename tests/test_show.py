# SPDX-License-Identifier: MIT
"""`lri-bench show`, as a user types it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typed import Run, assert_refused

from lri_bench import Submission
from lri_bench.catalog.editions import Catalog
from lri_bench.clouds import Split

ROOT = Path(__file__).resolve().parents[1]
FEW_BONDS = ROOT / "submissions/few-bonds/submission.npz"
CLOUD = ("synmol@mini", "MINI-0024")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a submission that tells the truth of the positives, in two seeds."""
    catalog = Catalog.default(tmp_path_factory.mktemp("data"))
    clouds = catalog.clouds(catalog.edition("synmol@mini")).in_split(Split.TEST)
    chosen = clouds.select(clouds.y == 1)
    submission = Submission(method="[bold]<b>$\\alpha$").add(
        "synmol@mini",
        cloud_id=chosen.cloud_id,
        offsets=chosen.offsets,
        importance=np.tile(chosen.truth.astype(float), (2, 1)),
    )
    path = tmp_path_factory.mktemp("files") / "answers.npz"
    submission.save(path)
    return path


def test_without_a_submission_the_truth_is_listed_first(run: Run) -> None:
    answer = run("show", *CLOUD)
    assert answer.code == 0
    assert "5 of 23 atoms important: carbonyl and unbranched alkane" in answer.out
    assert re.search(r"all: +17 C, 3 N, 2 O, 1 F\n", answer.out)
    assert re.search(r"important: 3 C, 2 O\n", answer.out)
    rows = re.findall(r"^ (\d+): .*?(●?)", answer.out, re.MULTILINE)
    assert len(rows) == 12
    assert answer.out.count("● important") == 5
    assert "11 further atoms" in answer.out
    assert all(len(line) <= 80 for line in answer.out.splitlines())


def test_the_labels_rank_important_points_first(run: Run, answers: Path) -> None:
    answer = run("show", *CLOUD, "--submission", answers, "--top", 6)
    assert answer.code == 0
    assert "[bold]<b>$\\alpha$: ROC AUC 1.0000 in this cloud" in answer.out
    rows = [line for line in answer.out.splitlines() if re.match(r" \d+:", line)]
    assert ["● important" in row for row in rows] == [True] * 5 + [False]
    assert [row.split()[-2] for row in rows] == ["1="] * 5 + ["6="]


def test_two_submissions_stand_beside_each_other(run: Run, answers: Path) -> None:
    answer = run("show", *CLOUD, "--submission", FEW_BONDS, "--submission", answers)
    assert answer.code == 0
    assert "few-bonds: ROC AUC 0.6722" in answer.out
    assert "rank 1" in answer.out
    assert "rank 2" in answer.out


@pytest.mark.slow
@pytest.mark.parametrize("end", ["html", "svg", "png"])
def test_the_cloud_is_drawn(run: Run, answers: Path, tmp_path: Path, end: str) -> None:
    path = tmp_path / f"cloud.{end}"
    options = ("--submission", answers, "--output", path)
    answer = run("show", *CLOUD, *options)
    assert (answer.code, answer.out) == (0, f"wrote {path}\n")
    first = path.read_bytes()
    assert run("show", *CLOUD, *options).code == 0
    assert path.read_bytes() == first
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_every_problem_of_all_files_is_told(
    run: Run, answers: Path, tmp_path: Path
) -> None:
    other = ROOT / "submissions/hit-radius/submission.npz"
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"PK")
    files = [item for file in (other, broken) for item in ("--submission", file)]
    answer = run("show", *CLOUD, *files)
    assert_refused(answer, "importances for synmol@mini", "actstrack@mini", str(broken))
    assert "2 problems" in answer.err
    negative = run("show", "synmol@mini", "MINI-0004", "--submission", answers)
    assert_refused(negative, "one of the 27 positive test clouds", "MINI-0001")


def test_a_cloud_that_is_not_explained_is_told(run: Run) -> None:
    catalog = Catalog.default()
    clouds = catalog.clouds(catalog.edition("synmol@mini"))
    name = str(clouds.cloud_id[np.flatnonzero(clouds.split == Split.TRAIN)[0]])
    answer = run("show", "synmol@mini", name, "--submission", FEW_BONDS)
    assert_refused(answer, name, "one of the 150 test clouds", "--submission")
    assert run("show", "synmol@mini", name).code == 0


def test_importances_that_cannot_be_scored_are_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "few.npz"
    submission = Submission(method="few")
    submission.add("synmol@mini", cloud_id=["MINI-0024"], importance=[[0.5]])
    submission.save(path)
    answer = run("show", *CLOUD, "--submission", path)
    assert_refused(answer, "26 missing", "23 points in cloud MINI-0024", "2 problems")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("synmol@mini", "MINI-0317x"), ("did you mean MINI-0317?", "500 names")),
        (("synmol@raw", "ZINC00001484"), ("lri-bench build synmol@raw",)),
        (("synmol@minni", "a"), ("did you mean mini?",)),
        ((*CLOUD, "--output", "cloud.jpg"), (".html, .png", "'.jpg'")),
        ((*CLOUD, "--output", "cloud"), ("no end",)),
        ((*CLOUD, "--output", "nowhere/a.html"), ("mkdir -p nowhere",)),
        ((*CLOUD, "--submission", "none.npz"), ("none.npz",)),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(
    run: Run,
    words: tuple[str, ...],
    told: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert_refused(run("show", *words), *told)
    assert not list(tmp_path.iterdir())


def test_a_page_needs_no_matplotlib_and_a_picture_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("lri_bench.pictures")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert run("show", *CLOUD, "--output", tmp_path / "a.html").code == 0
    answer = run("show", *CLOUD, "--output", tmp_path / "a.png")
    assert answer.code == 1
    assert "lri-bench[plot]" in answer.err
    assert not (tmp_path / "a.png").exists()


@pytest.mark.slow
def test_files_are_the_same_in_every_process(tmp_path: Path) -> None:
    for end in ("svg", "html"):
        paths = [tmp_path / f"{seed}.{end}" for seed in "12"]
        for path in paths:
            command = [sys.executable, "-m", "lri_bench", "show", *CLOUD]
            environment = os.environ | {"PYTHONHASHSEED": path.stem}
            subprocess.run(
                [*command, "--output", str(path)], check=True, env=environment
            )
        assert paths[0].read_bytes() == paths[1].read_bytes()
