# SPDX-License-Identifier: MIT
"""Sanity checks in closed form, and each of them on small models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from scipy.stats import spearmanr
from torch import nn
from typed import Run, assert_refused

from lri_bench.explainers.explainer import Explainer
from lri_bench.models import BACKBONES, Batch
from lri_bench.models.settings import DATASETS
from lri_bench.runs import Workshop
from lri_bench.sanity import sanity
from lri_bench.sanity.certificate import certificate
from lri_bench.sanity.perturbation import add_noise, area, perturbation
from lri_bench.sanity.randomisation import randomisation, reinitialise, stages
from lri_bench.sanity.said import Said, copied, networks, rank_correlation, said_by
from lri_bench.submission import Submission
from lri_bench.training.options import TrainingOptions

CASCADE = ("head", "layer 4", "layer 3", "layer 2", "layer 1", "embeddings")
METHODS = ("gradgeo", "smoothgrad", "lri-bernoulli", "lri-gaussian", "bernmask-p")


def said(*importance: Any) -> Said:
    clouds = tuple(np.array(values, dtype=np.float64) for values in importance)
    return Said(clouds, np.zeros(len(clouds)))


def weights(explainer: Explainer) -> dict[str, torch.Tensor]:
    return {k: v.clone() for k, v in networks(explainer).state_dict().items()}


def changed(explainer: Explainer, before: dict[str, torch.Tensor]) -> set[str]:
    now = networks(explainer).state_dict()
    return {k for k, v in now.items() if not torch.equal(v, before[k])}


def made(
    few: Any, dataset: str, method: str, backbone: str = "egnn"
) -> tuple[Explainer, list[Batch]]:
    catalog, edition = few(dataset)
    shop = Workshop(catalog, edition, backbone, TrainingOptions(epochs=1))
    test = np.flatnonzero(shop.clouds.split == 2)
    return shop.explainer(method, 0), [shop.inputs(method).batch(test)]


# Rank correlation.


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1, 2, 3], [10, 20, 30], 1.0),
        ([1, 2, 3], [3, 2, 1], -1.0),
        ([5, 5, 5], [0, 0, 0], 1.0),
        ([5, 5, 5], [0, 1, 2], 0.0),
        ([7], [3], 1.0),
        ([1, 2], [np.nan, 2], 0.0),
    ],
)
def test_rank_correlation_by_hand(one: Any, other: Any, expected: float) -> None:
    assert rank_correlation(said(one), said(other)) == pytest.approx(expected)


def test_rank_correlation_is_the_mean_over_clouds_of_spearmans() -> None:
    random = np.random.default_rng(0)
    one, other = random.integers(0, 5, (2, 4, 9)).astype(float)
    known = np.mean([spearmanr(a, b)[0] for a, b in zip(one, other, strict=True)])
    assert rank_correlation(said(*one), said(*other)) == pytest.approx(known)


# Perturbation.


@pytest.mark.parametrize(
    ("levels", "correlation", "ratio", "expected"),
    [
        ([50, 100], [1, 1], [1, 1], (0, 0)),
        ([100], [0], [1], (-0.5, 0.5)),
        ([0, 50, 100], [1, 1.5, 0.5], [1, 1, 1], (0.125, 0.375)),
    ],
)
def test_the_area_between_curves_by_hand(
    levels: Any, correlation: Any, ratio: Any, expected: Any
) -> None:
    assert area(levels, correlation, ratio) == pytest.approx(expected)


def test_noise_is_as_large_as_asked() -> None:
    network = nn.Sequential(nn.Linear(300, 300), nn.BatchNorm1d(300))
    before = {k: v.clone() for k, v in network.state_dict().items()}
    add_noise(network, 20, seed=3)
    noise = network[0].weight.detach() - before["0.weight"]
    expected = 0.2 * float(before["0.weight"].std())
    assert float(noise.std()) == pytest.approx(expected, rel=4 / np.sqrt(2 * 90_000))
    assert abs(float(noise.mean())) < 4 * expected / 300
    after = network.state_dict()
    for name in ("1.running_mean", "1.running_var", "1.weight"):
        assert torch.equal(after[name], before[name])


@pytest.mark.parametrize("method", METHODS)
def test_without_noise_nothing_departs(few: Any, method: str) -> None:
    explainer, batches = made(few, "synmol", method)
    before = weights(explainer)
    found = perturbation(explainer, batches, [0, 100])
    assert (found.correlation[0], found.ratio[0]) == (1.0, 1.0)
    assert found.correlation[1] < 1
    assert found.ratio[1] != 1
    assert not changed(explainer, before)


@pytest.mark.slow
@pytest.mark.parametrize("backbone", ["dgcnn", "point-transformer"])
@pytest.mark.parametrize("method", ["gradgeo", "lri-bernoulli"])
def test_both_checks_hold_for_the_other_backbones(
    few: Any, method: str, backbone: str
) -> None:
    explainer, batches = made(few, "synmol", method, backbone)
    before = weights(explainer)
    found = perturbation(explainer, batches, [0, 100])
    assert (found.correlation[0], found.ratio[0]) == (1.0, 1.0)
    assert found.correlation[1] < 1
    steps = randomisation(explainer, batches)
    own = [] if method == "gradgeo" else ["explainer"]
    assert [step.name for step in steps] == [*own, *CASCADE]
    assert steps[-1].correlation < 1
    assert not changed(explainer, before)


# Randomisation.


@pytest.mark.parametrize(
    ("dataset", "method"),
    [
        *(("synmol", method) for method in METHODS),
        *(("plbind", method) for method in METHODS if method != "smoothgrad"),
        pytest.param("plbind", "smoothgrad", marks=pytest.mark.slow),
    ],
)
def test_the_cascade_goes_down_from_the_head(
    few: Any, dataset: str, method: str
) -> None:
    explainer, batches = made(few, dataset, method)
    before = weights(explainer)
    steps = randomisation(explainer, batches)
    assert not changed(explainer, before)
    own = [] if method in {"gradgeo", "smoothgrad"} else ["explainer"]
    assert [step.name for step in steps] == [*own, *CASCADE]
    assert steps[-1].correlation < 1


def test_a_step_touches_what_it_names_alone(few: Any) -> None:
    explainer, _ = made(few, "plbind", "gradgeo")
    other = copied(explainer)
    before = weights(other)
    found = dict(stages(networks(other)))
    listed = [id(w) for modules in found.values() for m in modules
              for w in m.parameters(recurse=False)]  # fmt: skip
    every = [id(w) for w in networks(other).parameters()]
    assert sorted(listed) == sorted(every)
    for module in found["layer 4"]:
        reinitialise(module)
    touched = changed(other, before)
    assert touched
    assert all(".layers.3." in name for name in touched)
    assert any("ligand_encoder" in name for name in touched)


def test_an_explainer_of_a_copy_does_not_see_the_original(few: Any) -> None:
    explainer, batches = made(few, "synmol", "gradgeo")
    other = copied(explainer)
    add_noise(networks(other), 50, seed=0)
    one, two = said_by(explainer, batches), said_by(other, batches)
    assert (one.logit != two.logit).all()
    assert rank_correlation(one, said_by(explainer, batches)) == 1


# The certificate.


def test_the_certificate_of_a_classifier_that_counts_marked_points(few: Any) -> None:
    catalog, edition = few("actstrack")
    clouds = catalog.clouds(edition)

    def counting(given: Any) -> Any:
        pairs = zip(given.offsets[:-1], given.offsets[1:], strict=True)
        marked = [given.truth[a:b].sum() for a, b in pairs]
        return np.array(marked, dtype=np.float32) * (2 * given.y - 1.0)

    scores = {score.name: score.value for score in certificate(counting, clouds)}
    assert scores == {"all": 1.0, "without": 0.5, "only": 1.0}


# As typed.


@pytest.mark.slow
@pytest.mark.parametrize("backbone", BACKBONES)
@pytest.mark.parametrize("dataset", DATASETS)
def test_the_whole_report(few: Any, dataset: str, backbone: str) -> None:
    catalog, edition = few(dataset)
    shop = Workshop(catalog, edition, backbone, TrainingOptions(epochs=1))
    found = sanity(shop, "gradgeo", levels=[10])
    assert found.backbone == backbone
    assert found.clouds == 4
    assert [score.name for score in found.certificate] == ["all", "without", "only"]
    assert found.as_dict()["perturbation"]["levels"] == (10,)


@pytest.mark.slow
def test_the_command_prints_a_table_and_writes_json(run: Run, tmp_path: Path) -> None:
    file, numbers = tmp_path / "out.npz", tmp_path / "sanity.json"
    words = "explain", "synmol@mini", "--method", "gradgeo", "--backbone", "egnn"
    more = "--epochs", 1, "--sanity", "--sanity-clouds", 20, "--sanity-output", numbers
    answer = run(*words, "--output", file, *more)
    assert answer.code == 0, answer
    lines = [x for x in answer.out.splitlines() if not x.startswith(("wrote", "next"))]
    assert max(map(len, lines)) <= 80
    assert "Area between the two" in answer.out
    assert Submission.load(file).method == "gradgeo"
    (report,) = json.loads(numbers.read_text())["reports"]
    assert report["clouds"] == 20
    assert report["perturbation"]["levels"] == [1, 5, *range(10, 101, 10)]
    assert report["randomisation"][0]["name"] == "head"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--method", "labels", "--sanity"), "--sanity"),
        (("--method", "gradgeo", "--sanity-clouds", "5"), "--sanity beside it"),
        (("--method", "gradgeo", "--sanity-full"), "--sanity beside it"),
        (("--grid", "paper", "--entries", "x", "--sanity"), "either it or --grid"),
    ],
)
def test_words_that_do_not_go_together(
    run: Run, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    place = () if "--grid" in words else ("--output", tmp_path / "out.npz")
    answer = run("explain", "synmol@mini", "--epochs", 1, *words, *place)
    assert_refused(answer, told)
