# SPDX-License-Identifier: MIT
"""What methods share that are trained together with the classifier they explain."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from lri_bench.explainers.trained import WARM_UP, TrainedMethod, Viewer
from lri_bench.models import Classifier, Description, Settings
from lri_bench.training.trainable import Phase

__all__ = ["InherentMethod", "Plan"]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a method is made of, and how long it is trained.

    Attributes
    ----------
    name : str
        Of the phase after the warm-up.
    outputs : int
        Numbers that its perceptron gives a point.
    separate_encoder : bool
        Whether it has an encoder of points beside the classifier's, which begins as a
        copy of that.
    warm_up_epochs, epochs : int
        Of the classifier alone, and of both together.
    """

    name: str
    outputs: int
    separate_encoder: bool
    warm_up_epochs: int
    epochs: int


class InherentMethod(TrainedMethod):
    """A method that is trained with its classifier, once that has warmed up.

    Parameters
    ----------
    settings : Settings
        Of the data set.
    backbone : str
        A name in `lri_bench.models.BACKBONES`.
    description : Description
        Of the inputs.
    plan : Plan
    """

    def __init__(
        self, settings: Settings, backbone: str, description: Description, plan: Plan
    ) -> None:
        classifier = Classifier(settings, backbone, description)
        own = copy.deepcopy(classifier.encoder) if plan.separate_encoder else None
        viewer = Viewer(settings, backbone, plan.outputs, own)
        phases = (
            Phase(WARM_UP, plan.warm_up_epochs),
            Phase(plan.name, plan.epochs),
        )
        super().__init__(settings, backbone, classifier, viewer, phases)
