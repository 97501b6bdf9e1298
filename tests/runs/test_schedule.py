# SPDX-License-Identifier: MIT
"""Trainings made shorter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.models import load_settings
from lri_bench.models.settings import DATASETS
from lri_bench.runs.schedule import shortened


def test_the_papers_numbers_stay_where_none_is_chosen() -> None:
    settings = load_settings("synmol")
    assert shortened(settings, None) is settings


def test_a_warm_up_keeps_its_share() -> None:
    """200 and 100 of the paper, with 30 in all: 20 and 10."""
    settings = shortened(load_settings("synmol"), 30)
    transformer = settings.lri_bernoulli["point-transformer"]
    assert (transformer.warm_up_epochs, transformer.epochs) == (20, 10)
    assert settings.lri_bernoulli["egnn"].epochs == 30
    assert settings.lri_bernoulli.r_step_epochs == 1
    assert settings.post_hoc.warm_up_epochs == 30
    assert settings.bernmask_p.epochs == 30


@given(st.sampled_from(DATASETS), st.integers(1, 400))
def test_every_training_has_as_many_epochs_as_asked(dataset: str, epochs: int) -> None:
    settings = shortened(load_settings(dataset), epochs)
    for method in (settings.lri_bernoulli, settings.lri_gaussian):
        for backbone in ("dgcnn", "point-transformer", "egnn"):
            training = method[backbone]  # type: ignore[index]
            assert training.epochs >= 1
            assert training.warm_up_epochs + training.epochs == epochs
    assert settings.pointmask.warm_up_epochs + settings.pointmask.epochs == epochs
    assert settings.lri_bernoulli.r_step_epochs >= 1


@pytest.mark.parametrize("dataset", DATASETS)
def test_nothing_else_changes(dataset: str) -> None:
    before, after = load_settings(dataset), shortened(load_settings(dataset), 7)
    for name in ("positions", "graph", "backbones", "head", "ligand", "training"):
        assert getattr(before, name) == getattr(after, name)
    for method in ("lri_bernoulli", "lri_gaussian"):
        one, two = (getattr(s, method)["egnn"] for s in (before, after))
        assert one.beta == two.beta
