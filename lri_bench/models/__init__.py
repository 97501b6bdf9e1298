# SPDX-License-Identifier: MIT
"""The backbones of the LRI paper (doi 10.48550/arXiv.2210.16966), and their inputs.

    settings = load_settings("synmol")
    inputs = Inputs(clouds, card, settings, settings.geometry("egnn"))
    model = Classifier(settings, "egnn", inputs.description)
    logits = model(inputs.batch(chosen))

This room needs torch, of the extra [models].
"""

from __future__ import annotations

from lri_bench.models.backbone import BACKBONES, Backbone, Begun, backbone_name
from lri_bench.models.batch import Batch, Points
from lri_bench.models.classifier import Classifier
from lri_bench.models.description import Description, PointDescription
from lri_bench.models.inputs import Encodings, Inputs
from lri_bench.models.mlp import Mlp
from lri_bench.models.settings import DATASETS, Geometry, Settings, load_settings

__all__ = [
    "BACKBONES",
    "DATASETS",
    "Backbone",
    "Batch",
    "Begun",
    "Classifier",
    "Description",
    "Encodings",
    "Geometry",
    "Inputs",
    "Mlp",
    "PointDescription",
    "Points",
    "Settings",
    "backbone_name",
    "load_settings",
]
