# SPDX-License-Identifier: MIT
"""Every method on every data set and backbone, and what is kept of a training."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from typed import Run, assert_refused

from lri_bench.board.entry import Entry
from lri_bench.errors import DataError
from lri_bench.explainers.registry import EXPLAINERS
from lri_bench.models import BACKBONES
from lri_bench.models.settings import DATASETS
from lri_bench.runs import Workshop, run_for_entry, run_method, trained_names
from lri_bench.runs import workshop as shop_module
from lri_bench.submission import Submission
from lri_bench.training.options import TrainingOptions

METHODS = tuple(dict.fromkeys([*trained_names(), *EXPLAINERS]))
SLOW_ONES = ("ggig-ascent", "bernmask")
"""Thousands of gradients, or hundreds of steps: on one data set alone."""


@pytest.mark.slow
@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("backbone", BACKBONES)
def test_every_method_explains(few: Any, dataset: str, backbone: str) -> None:
    catalog, edition = few(dataset)
    shop = Workshop(catalog, edition, backbone, TrainingOptions(epochs=1))
    for method in METHODS:
        if method in SLOW_ONES and dataset != "tau3mu":
            continue
        columns, account = run_method(shop, method, 1)
        importance = columns["importance"]
        assert importance.shape == (columns["offsets"][-1],), method
        assert np.isfinite(importance).all(), method
        assert np.isfinite(columns["logit"]).all(), method
        Submission(method).add(str(edition), **columns)
        assert account.seconds_per_cloud > 0


@pytest.fixture
def shop(few: Any, tmp_path: Path) -> Workshop:
    """Return a workshop that has trained nothing."""
    catalog, edition = few("synmol")
    clouds = catalog.clouds(edition)
    fresh = replace(catalog, data=tmp_path)
    path = fresh.built_folder(edition) / "clouds.npz"
    path.parent.mkdir(parents=True)
    clouds.save(path)
    return Workshop(fresh, edition, "egnn", TrainingOptions(epochs=2))


@pytest.mark.parametrize(
    ("dataset", "left_out"), [("tau3mu", {"direction"}), ("actstrack", set())]
)
def test_an_entry_keeps_directions_where_they_are_scored(
    few: Any, dataset: str, left_out: set[str]
) -> None:
    shop = Workshop(*few(dataset), "egnn", TrainingOptions(epochs=1))
    everything, _ = run_method(shop, "gradgeo", 1)
    columns, _ = run_for_entry(shop, "gradgeo", 1)
    assert everything.keys() - columns.keys() == left_out
    np.testing.assert_array_equal(columns["importance"], everything["importance"])


def test_seeds_are_the_first_axis_and_differ(shop: Workshop) -> None:
    columns, account = run_method(shop, "gradcam", 2)
    assert columns["importance"].shape[0] == 2
    assert (columns["importance"][0] != columns["importance"][1]).any()
    assert (account.seeds, account.options.epochs) == (2, 2)
    assert account.packages["torch"]


def test_methods_share_their_classifier(shop: Workshop) -> None:
    one = shop.classifier(0).state_dict()
    assert (shop.folder("classifier", 0) / "checkpoint.pt").is_file()
    steps: list[str] = []
    other = replace(shop, report=lambda name: lambda _: steps.append(name))
    two = other.classifier(0).state_dict()
    assert not steps
    assert all((one[name] == two[name]).all() for name in one)


def test_truth_is_not_read(shop: Workshop, tmp_path: Path) -> None:
    columns, _ = run_method(shop, "lri-bernoulli", 1)
    clouds = replace(shop.clouds, truth=1 - shop.clouds.truth, alternatives=None)
    blind = replace(shop, catalog=replace(shop.catalog, data=tmp_path / "other"))
    path = blind.catalog.built_folder(blind.edition) / "clouds.npz"
    path.parent.mkdir(parents=True)
    clouds.save(path)
    again, _ = run_method(blind, "lri-bernoulli", 1)
    for name in columns:
        np.testing.assert_array_equal(columns[name], again[name])


def test_a_users_own_method_is_run(shop: Workshop, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(
        "from lri_bench.explainers.explainer import Explainer, Explanation\n"
        "class Mine(Explainer):\n"
        "    def explain(self, batch):\n"
        "        return Explanation(importance=batch.pos[:, 0])\n"
    )
    columns, _ = run_method(shop, f"{file}:Mine", 1)
    test = shop.clouds.select(shop.clouds.split == 2)
    np.testing.assert_array_equal(columns["importance"], test.pos[:, 0])


def test_unknown_methods_are_told_before_anything_is_trained(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop_module, "fit", lambda *_: pytest.fail("trained"))
    with pytest.raises(DataError, match="did you mean lri-bernoulli"):
        run_method(shop, "lri-bernouli", 1)


def test_missing_classes_are_told_before_anything_is_trained(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop_module, "fit", lambda *_: pytest.fail("trained"))
    file = tmp_path / "mine.py"
    file.write_text("class Mine:\n    def explain(self, batch):\n        pass\n")
    output = tmp_path / "out.npz"
    words = "--method", f"{file}:Mien", "--backbone", "egnn", "--output", output
    answer = run("explain", "synmol@mini", *words)
    assert_refused(answer, "a class Mien", "did you mean Mine?")


# As typed.


def test_bfloat16_is_for_cuda_alone(run: Run, tmp_path: Path) -> None:
    words = "explain", "synmol@mini", "--method", "gradgeo", "--backbone", "egnn"
    place = "--output", tmp_path / "mine.npz", "--data", tmp_path
    answer = run(*words, *place, "--epochs", 1, "--bf16")
    assert_refused(answer, "bf16", "a CUDA device", "the same without bf16")
    assert not (tmp_path / "mine.npz").exists()


def test_an_own_method_is_submitted_and_no_entry_of_the_developers(
    run: Run, tmp_path: Path
) -> None:
    words = "explain", "synmol@mini", "--method", "mine.py:Mine", "--backbone", "egnn"
    answer = run(*words, "--epochs", 1, "--entry", tmp_path / "mine")
    assert_refused(answer, "a built-in method", "lri-bench submit FILE.npz")
    assert not (tmp_path / "mine").exists()


@pytest.mark.slow
def test_the_command_writes_what_can_be_scored(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "submissions" / "gradgeo-egnn"
    words = "explain", "synmol@mini", "--method", "gradgeo", "--backbone", "egnn"
    answer = run(*words, "--epochs", 1, "--seeds", 2, "--entry", folder)
    assert answer.code == 0, answer
    entry = Entry.model_validate(yaml.safe_load((folder / "entry.yaml").read_text()))
    assert (entry.backbone, entry.seeds, entry.epochs) == ("egnn", 2, 1)
    assert entry.note
    assert "1 epochs" in entry.note
    more = run("explain", "tau3mu@mini", *words[2:], "--epochs", 1, "--entry", folder)
    assert more.code == 0, more
    assert "wrote tau3mu@mini into" in more.out
    grown = Entry.model_validate(yaml.safe_load((folder / "entry.yaml").read_text()))
    assert set(grown.seconds_per_cloud) == {"synmol@mini", "tau3mu@mini"}
    assert "2 seeds on synmol@mini, 1 on tau3mu@mini" in str(grown.note)
    other = run("explain", "tau3mu@mini", *words[2:], "--epochs", 2, "--entry", folder)
    assert_refused(other, "an entry of 1 epochs", "one of 2 epochs")
    scored = run("evaluate", folder / "submission.npz")
    assert scored.code == 0, scored
    assert "prediction ROC AUC" in scored.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--method", "gradgo", "--backbone", "egnn"), ("did you mean gradgeo?",)),
        (("--method", "gradgeo", "--backbone", "egn"), ("did you mean egnn?",)),
        (("--method", "gradgeo"), ("--backbone",)),
        (("--method", "nowhere.py:Mine", "--backbone", "egnn"), ("no such file",)),
        (
            ("--method", "nowhere.py:Mine", "--backbone", "egn"),
            ("no such file", "did you mean egnn?"),
        ),
        (
            ("--method", "gradgo", "--backbone", "egn"),
            ("did you mean gradgeo?", "did you mean egnn?"),
        ),
    ],
)
def test_wrong_words_are_answered_with_right_ones(
    run: Run, tmp_path: Path, words: tuple[str, ...], told: tuple[str, ...]
) -> None:
    output = tmp_path / "out.npz"
    answer = run("explain", "synmol@mini", *words, "--epochs", 1, "--output", output)
    assert_refused(answer, *told)
    assert not output.exists()


def test_an_edition_that_is_not_here_says_how_to_get_it(
    run: Run, tmp_path: Path
) -> None:
    words = "--method", "gradgeo", "--backbone", "egnn", "--output", tmp_path / "x.npz"
    assert_refused(run("explain", "synmol@zenodo", *words), "lri-bench build")


def test_one_place_for_the_output_is_asked_for(run: Run) -> None:
    assert_refused(run("explain", "synmol@mini", "--method", "labels"), "--output")


def test_trained_and_other_methods_have_names_of_their_own() -> None:
    assert not set(trained_names()) & set(EXPLAINERS)
