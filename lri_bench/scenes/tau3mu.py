# SPDX-License-Identifier: MIT
"""Tau3Mu: hits in the plane of pseudorapidity and azimuth, with their bends."""

from __future__ import annotations

import numpy as np

from lri_bench.clouds import Clouds
from lri_bench.scenes.scene import Shape

__all__ = ["FLAT_BEND", "event_shape"]

FLAT_BEND = 50.0
"""The largest bend there is; its tick lies flat."""


def event_shape(event: Clouds) -> Shape:
    """Return an event in the plane, eta without unit and phi in radians.

    Parameters
    ----------
    event : Clouds
        A single cloud of Tau3Mu.
    """
    bend = event.x[:, 0].astype(np.float64)
    captions = [
        f"η {eta:.2f}, φ {phi:.2f}, bend {value:g}".replace("-", "\N{MINUS SIGN}")
        for (eta, phi), value in zip(event.pos.tolist(), bend.tolist(), strict=True)
    ]
    return Shape(
        pos=event.pos.astype(np.float64),
        captions=tuple(captions),
        view=np.eye(2),
        tilt=np.clip(bend / FLAT_BEND, -1, 1),
    )
