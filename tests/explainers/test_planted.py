# SPDX-License-Identifier: MIT
"""A toy set where one point decides: every method finds it, random numbers do not."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from toy_clouds import changed, deciding, inputs_of, made, shallow

from lri_bench.clouds import Clouds, Split
from lri_bench.explainers.bernmask_p import BernMaskP
from lri_bench.explainers.registry import EXPLAINERS, Explained
from lri_bench.metrics.pooled import pooled_roc_auc
from lri_bench.models import Classifier, Inputs, Settings, load_settings
from lri_bench.ragged import positions
from lri_bench.training.chance import seeded
from lri_bench.training.fit import fit
from lri_bench.training.plain import Plain
from lri_bench.training.settings import FitSettings
from lri_bench.training.trainable import Phase

pytestmark = pytest.mark.slow

BACKBONE = "egnn"
EPOCHS = 15
FITTING = FitSettings(batch=32, learning_rate=3e-3, weight_decay=1e-5)
SHORTER = {
    "lri-bernoulli": {"warm_up_epochs": 0, "epochs": EPOCHS, "r_step_epochs": 2},
    "lri-gaussian": {"warm_up_epochs": 0, "epochs": 25},
    "pointmask": {"epochs": EPOCHS},
    "bernmask-p": {"epochs": EPOCHS},
}
SPREAD = {"lri-gaussian": 0.5}
"""Where all but one point huddle, noise on them says nothing."""
SEEDS = (0, 1, 2)
POST_HOC = [name for name in EXPLAINERS if name != "random"]


@pytest.fixture(scope="module")
def clouds() -> Clouds:
    return deciding()


@pytest.fixture(scope="module")
def settings() -> Settings:
    """One layer, so that neighbours do not know all; a mask that has its price."""
    one = shallow(load_settings("synmol"), 1)
    return changed(one, "bernmask", size=1.0, entropy=0.01)


@pytest.fixture(scope="module")
def classifier(clouds: Clouds, settings: Settings) -> Classifier:
    inputs = inputs_of(clouds, "synmol", BACKBONE, settings=settings)
    with seeded(0):
        model = Plain(settings, BACKBONE, inputs.description)
    model.phases = (Phase("classifier", EPOCHS),)
    fitted = fit(model, inputs, clouds.split, FITTING)
    assert fitted.best.valid_auc > 0.99
    return model.classifier


def found(explainer: Any, inputs: Inputs, clouds: Clouds) -> float:
    """Return the ROC AUC of the point that decides, over positive test clouds."""
    chosen = np.flatnonzero((clouds.split == Split.TEST) & (clouds.y == 1))
    importance = explainer.explain(inputs.batch(chosen)).importance.numpy()
    return pooled_roc_auc(importance, clouds.truth[positions(clouds.offsets, chosen)])


@pytest.mark.parametrize("name", [*POST_HOC, "random"])
def test_the_point_that_decides_is_found_in_a_finished_classifier(
    name: str, clouds: Clouds, settings: Settings, classifier: Classifier
) -> None:
    inputs = inputs_of(clouds, "synmol", BACKBONE, settings=settings)
    explainer = EXPLAINERS[name].make(Explained(classifier, settings, BACKBONE))
    score = found(explainer, inputs, clouds)
    if name == "random":
        assert abs(score - 0.5) < 0.1
    else:
        assert score > 0.9


@pytest.mark.parametrize("name", SHORTER)
def test_methods_that_are_trained_learn_which_point_decides(
    name: str, settings: Settings, classifier: Classifier
) -> None:
    clouds = deciding(spread=SPREAD[name]) if name in SPREAD else deciding()
    settings = changed(settings, name.replace("-", "_"), **SHORTER[name])
    inputs = inputs_of(clouds, "synmol", BACKBONE, name, settings=settings)
    scores = []
    for seed in SEEDS:
        with seeded(seed):
            model = (
                BernMaskP(settings, BACKBONE, classifier)
                if name == "bernmask-p"
                else made(name, settings, BACKBONE, inputs)
            )
        fit(model, inputs, clouds.split, dataclasses.replace(FITTING, seed=seed))
        scores.append(found(model, inputs, clouds))
    # One training in some learns to see where the point is not, and predicts as well.
    assert np.median(scores) > 0.9
