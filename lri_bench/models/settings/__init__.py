# SPDX-License-Identifier: MIT
"""What the LRI paper sets for each data set, as files beside this module."""

from __future__ import annotations

from lri_bench.models.settings.geometry import (
    Geometry,
    NearestGraph,
    Positions,
    RadiusGraph,
)
from lri_bench.models.settings.load import DATASETS, load_settings
from lri_bench.models.settings.methods import (
    BernMask,
    BernMaskP,
    LriBernoulli,
    LriGaussian,
    PointMask,
    PostHoc,
)
from lri_bench.models.settings.model import (
    BackboneSettings,
    HeadSettings,
    LigandSettings,
    Settings,
    Training,
)
from lri_bench.models.settings.strict import BackboneName

__all__ = [
    "DATASETS",
    "BackboneName",
    "BackboneSettings",
    "BernMask",
    "BernMaskP",
    "Geometry",
    "HeadSettings",
    "LigandSettings",
    "LriBernoulli",
    "LriGaussian",
    "NearestGraph",
    "PointMask",
    "Positions",
    "PostHoc",
    "RadiusGraph",
    "Settings",
    "Training",
    "load_settings",
]
