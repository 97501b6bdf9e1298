# SPDX-License-Identifier: MIT
"""Grids of runs: what is in them, what is skipped, what fails alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from typed import Run, assert_refused

from lri_bench.board.entry import load_entry
from lri_bench.board.entry_text import text_of
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.errors import DataError, EntryError, Problem
from lri_bench.parallel import Workers
from lri_bench.runs import cell as cell_module
from lri_bench.runs import grid as grid_module
from lri_bench.runs import run_for_entry, run_method
from lri_bench.runs.cell import Cell, Place
from lri_bench.runs.folder import EntryFolder
from lri_bench.runs.grid import Grid, cells_of, load_grid, run_grid
from lri_bench.runs.run import Account
from lri_bench.submission import Submission
from lri_bench.training.options import TrainingOptions

EPOCHS = 1
OPTIONS = TrainingOptions(epochs=EPOCHS)
ACCOUNT = Account(
    seeds=1,
    options=OPTIONS,
    training_seconds=2.0,
    seconds_per_cloud=0.5,
    hardware="a machine",
    packages={"numpy": "2"},
)


@pytest.fixture
def edition() -> Edition:
    return Edition("synmol", "raw")


@pytest.fixture
def place(few: Any, tmp_path: Path) -> Place:
    """Return a data folder in which nothing was trained."""
    catalog, edition = few("synmol")
    fresh: Catalog = replace(catalog, data=tmp_path / "data")
    path = fresh.built_folder(edition) / "clouds.npz"
    path.parent.mkdir(parents=True)
    catalog.clouds(edition).save(path)
    return Place(fresh, OPTIONS)


def columns(names: list[str], seeds: int = 1) -> dict[str, Any]:
    return {
        "cloud_id": np.array(names),
        "offsets": np.arange(len(names) + 1),
        "importance": np.ones((seeds, len(names))),
    }


# What a grid is.


def test_the_papers_grid() -> None:
    grid = load_grid("paper")
    assert grid.backbones == ("dgcnn", "point-transformer", "egnn")
    assert {"lri-bernoulli", "lri-gaussian", "bernmask"} <= set(grid.methods)


def test_cells_of_one_classifier_stand_together(edition: Edition) -> None:
    grid = Grid(backbones=("egnn", "dgcnn"), methods=("gradgeo", "gradcam"), seeds=1)
    cells = cells_of(grid, [edition, edition])
    assert [(cell.backbone, cell.method) for cell in cells] == [
        ("egnn", "gradgeo"),
        ("egnn", "gradcam"),
        ("dgcnn", "gradgeo"),
        ("dgcnn", "gradcam"),
    ]


@pytest.mark.parametrize(
    ("method", "begins"),
    [
        ("gradgeo", "classifier"),
        ("bernmask-p", "classifier"),
        ("pointmask", "pointmask"),
    ],
)
def test_what_is_trained_first(edition: Edition, method: str, begins: str) -> None:
    assert Cell(edition, "egnn", method).begins_with == begins


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"methods": ["gradgo"]}, "not gradgo"),
        ({"backbones": ["egn"]}, "backbones"),
        ({"seeds": 0}, "seeds"),
        ({"datasets": ["synmol"]}, "datasets"),
    ],
)
def test_a_wrong_grid_is_told(
    tmp_path: Path, changed: dict[str, Any], told: str
) -> None:
    right = {"backbones": ["egnn"], "methods": ["gradgeo"], "seeds": 1}
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(right | changed))
    with pytest.raises(DataError, match=told):
        load_grid(str(path))


# What is there already.


def test_a_folder_grows_edition_by_edition(tmp_path: Path) -> None:
    one, two = Edition("synmol", "mini"), Edition("synmol", "raw")
    EntryFolder.among(tmp_path, "gradgeo", "egnn").add(one, columns(["a"]), ACCOUNT)
    slow = replace(ACCOUNT, training_seconds=3.0, seconds_per_cloud=0.7)
    EntryFolder.among(tmp_path, "gradgeo", "egnn").add(two, columns(["b", "c"]), slow)
    folder = EntryFolder.among(tmp_path, "gradgeo", "egnn")
    parts = Submission.load(folder.path / "submission.npz").parts
    assert parts["synmol@mini"].cloud_id.tolist() == ["a"]
    assert parts["synmol@raw"].cloud_id.tolist() == ["b", "c"]
    entry = load_entry(folder.path)
    assert entry.training_seconds == 5.0
    assert entry.seconds_per_cloud == {"synmol@mini": 0.5, "synmol@raw": 0.7}
    assert "synmol@mini synmol@raw" in entry.made_with


def test_an_entry_says_how_it_was_made(tmp_path: Path) -> None:
    options = TrainingOptions(7, "cuda", bf16=True)
    for name, account in (("cpu", ACCOUNT), ("gpu", replace(ACCOUNT, options=options))):
        folder = EntryFolder.among(tmp_path / name, "gradgeo", "egnn")
        folder.add(Edition("synmol", "raw"), columns(["a"]), account)
    on_cpu, on_gpu = (
        load_entry(tmp_path / name / "gradgeo-egnn") for name in ("cpu", "gpu")
    )
    assert "--epochs 1 --entry" in on_cpu.made_with
    assert "--epochs 7 --device cuda --bf16 --entry" in on_gpu.made_with
    assert on_cpu.note is not None
    assert on_cpu.note.endswith("1 seed, since it ran on CPUs.")
    assert (
        on_gpu.note == "7 epochs of each training, not the paper's number, and 1 seed."
    )


def test_times_of_an_edition_that_is_replaced_beside_others_are_not_guessed(
    tmp_path: Path,
) -> None:
    for name in ("mini", "raw", "raw"):
        folder = EntryFolder.among(tmp_path, "gradgeo", "egnn")
        folder.add(Edition("synmol", name), columns(["a"]), ACCOUNT)
    assert load_entry(folder.path).training_seconds is None


def test_seeds_of_an_entry_are_those_of_all_its_editions(tmp_path: Path) -> None:
    for name, seeds in (("mini", 2), ("raw", 3)):
        folder = EntryFolder.among(tmp_path, "gradgeo", "egnn")
        account = replace(ACCOUNT, seeds=seeds)
        folder.add(Edition("synmol", name), columns(["a"], seeds), account)
    entry = load_entry(folder.path)
    assert entry.seeds == 2
    words = "--method gradgeo --backbone egnn --seeds"
    rest = "--epochs 1 --entry submissions/gradgeo-egnn"
    assert entry.made_with == (
        f"lri-bench explain synmol@raw {words} 3 {rest}; "
        f"lri-bench explain synmol@mini {words} 2 {rest}"
    )
    assert entry.note is not None
    assert "and 3 seeds on synmol@raw, 2 on synmol@mini, since" in entry.note


def test_why_data_sets_are_missing_is_said_as_long_as_some_are(tmp_path: Path) -> None:
    folder = EntryFolder.among(tmp_path, "gradgeo", "egnn")
    folder.add(Edition("synmol", "raw"), columns(["a"]), ACCOUNT)
    entry = load_entry(folder.path).model_copy(update={"partial": "A first try."})
    (folder.path / "entry.yaml").write_text(text_of(entry))
    told = []
    for dataset in ("synmol", "plbind", "tau3mu", "actstrack"):
        folder = EntryFolder.among(tmp_path, "gradgeo", "egnn")
        folder.add(Edition(dataset, "mini"), columns(["a"]), ACCOUNT)
        told.append(load_entry(folder.path).partial)
    assert told == ["A first try."] * 3 + [None]


def test_one_folder_is_of_one_backbone(tmp_path: Path) -> None:
    EntryFolder(tmp_path, "gradgeo", "egnn").add(
        Edition("synmol", "raw"), columns(["a"]), ACCOUNT
    )
    with pytest.raises(EntryError, match="explains dgcnn"):
        EntryFolder(tmp_path, "gradgeo", "dgcnn").check(ACCOUNT.options.epochs)


@pytest.mark.parametrize(
    ("names", "seeds", "left"),
    [(["a", "b"], 2, 0), (["a", "b"], 3, 1), (["a", "z"], 1, 1)],
)
def test_what_counts_as_finished(
    tmp_path: Path, edition: Edition, names: list[str], seeds: int, left: int
) -> None:
    folder = EntryFolder.among(tmp_path, "gradgeo", "egnn")
    assert not folder.covers(edition, np.array(names), seeds, EPOCHS)
    folder.add(edition, columns(["a", "b"], 2), replace(ACCOUNT, seeds=2))
    again = EntryFolder.among(tmp_path, "gradgeo", "egnn")
    assert again.covers(edition, np.array(names), seeds, EPOCHS) is not bool(left)


def test_runs_of_other_epochs_are_not_mixed(tmp_path: Path, place: Place) -> None:
    edition = Edition("synmol", "raw")
    EntryFolder.among(tmp_path, "gradgeo", "egnn").add(edition, columns(["a"]), ACCOUNT)
    before = (tmp_path / "gradgeo-egnn/submission.npz").read_bytes()
    cells = [Cell(edition, "egnn", "gradgeo")]
    done = run_grid(
        cells, replace(place, options=TrainingOptions(epochs=7)), tmp_path, 1, Workers()
    )
    assert [p.got for p in done.problems] == ["an entry of 1 epochs"]
    assert (tmp_path / "gradgeo-egnn/submission.npz").read_bytes() == before


# What runs.


@pytest.mark.slow
def test_a_shared_classifier_is_trained_once_and_finished_cells_are_skipped(
    place: Place, edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained: list[Any] = []
    train = grid_module.train
    monkeypatch.setattr(
        grid_module, "train", lambda task: [trained.append(task[1]), train(task)][1]
    )
    grid = Grid(backbones=("egnn",), methods=("gradgeo", "gradcam"), seeds=2)
    cells = cells_of(grid, [edition])
    done = run_grid(cells, place, tmp_path, 2, Workers())
    assert (done.written, done.problems) == ([*cells], [])
    assert [(t.what, t.seed) for t in trained] == [("classifier", 0), ("classifier", 1)]
    shop = place.workshop(edition, "egnn")
    alone, _ = run_method(shop, "gradcam", 2)
    part = Submission.load(tmp_path / "gradcam-egnn/submission.npz").parts[str(edition)]
    np.testing.assert_array_equal(part.importance, alone["importance"])
    again = run_grid(cells, place, tmp_path, 2, Workers())
    assert (again.written, again.skipped) == ([], [*cells])
    assert len(trained) == 2


def test_a_cell_that_fails_stops_no_other(
    place: Place, edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explained(shop: Any, method: str, seeds: int) -> Any:
        if method == "gradgeo":
            raise DataError(Problem("the gradient", "a number", "none"))
        if method == "saliency":
            msg = "no reason"
            raise RuntimeError(msg)
        return run_for_entry(shop, method, seeds)

    monkeypatch.setattr(cell_module, "run_for_entry", explained)
    names = ("gradgeo", "saliency", "gradcam")
    grid = Grid(backbones=("egnn",), methods=names, seeds=1)
    cells = cells_of(grid, [edition])
    done = run_grid(cells, place, tmp_path, 1, Workers())
    assert done.written == [cells[2]]
    assert [p.where for p in done.problems] == [
        "gradgeo-egnn on synmol@raw: the gradient",
        "saliency-egnn on synmol@raw: explain with saliency",
    ]
    assert done.problems[1].got == "RuntimeError: no reason"


def test_what_cannot_be_trained_is_not_explained(
    place: Place, edition: Edition, tmp_path: Path
) -> None:
    blocked = place.workshop(edition, "egnn").folder("classifier", 0)
    blocked.parent.mkdir(parents=True)
    blocked.write_text("a file where a folder should be")
    grid = Grid(backbones=("egnn",), methods=("gradgeo", "pointmask"), seeds=1)
    cells = cells_of(grid, [edition])
    done = run_grid(cells, place, tmp_path, 1, Workers())
    assert done.written == [cells[1]]
    assert [p.expected for p in done.problems] == ["a folder to write to"]
    assert done.problems[0].where.startswith("gradgeo-egnn on synmol@raw: ")


# As typed.


@pytest.mark.slow
def test_the_command_runs_in_processes(run: Run, place: Place, tmp_path: Path) -> None:
    grid = tmp_path / "mine.yaml"
    grid.write_text("backbones: [egnn]\nmethods: [gradgeo, bernmask-p]\nseeds: 3\n")
    words = "explain", "synmol@raw", "--grid", grid, "--entries", tmp_path / "entries"
    more = "--epochs", EPOCHS, "--seeds", 1, "--jobs", 2, "--data", place.catalog.data
    answer = run(*words, *more)
    assert answer.code == 0, answer
    assert "wrote bernmask-p-egnn on synmol@raw" in answer.out
    entry = load_entry(tmp_path / "entries/gradgeo-egnn")
    assert (entry.backbone, entry.seeds, entry.epochs) == ("egnn", 1, EPOCHS)
    again = run(*words, *more)
    assert again.code == 0
    assert "skipped gradgeo-egnn on synmol@raw" in again.out
    (tmp_path / "entries/gradgeo-egnn/submission.npz").write_bytes(b"no zip")
    failed = run(*words, *more)
    assert failed.code == 1
    assert "gradgeo-egnn on synmol@raw" in failed.err
    assert "skipped bernmask-p-egnn" in failed.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--grid", "papre", "--entries", "x"), "did you mean paper?"),
        (("--grid", "paper"), "--entries"),
        (("--grid", "paper", "--entries", "x", "--method", "gradgeo"), "--method"),
        (("--grid", "paper", "--entries", "x", "--backbone", "egnn"), "--backbone"),
        (("--grid", "paper", "--entries", "x", "--output", "y.npz"), "--output"),
        (("--grid", "paper", "--entries", "x", "--entry", "y"), "--entry"),
        (("--method", "gradgeo", "--output", "y.npz", "--jobs", "2"), "--jobs"),
        (("--output", "y.npz"), "--method"),
    ],
)
def test_options_that_do_not_go_together(
    run: Run, words: tuple[str, ...], told: str
) -> None:
    assert_refused(run("explain", "synmol@mini", *words), told)
