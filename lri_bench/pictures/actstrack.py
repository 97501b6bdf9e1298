# SPDX-License-Identifier: MIT
"""ActsTrack: tracks along and across the beam."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from lri_bench.pictures.look import Look
from lri_bench.pictures.page import Drawn, Part
from lri_bench.scenes import Scene
from lri_bench.types import Floats

__all__ = ["draw_event"]

_SIZE_INCHES = (8.2, 3.9)

_Flat = Callable[[Floats], Floats]
"""Places in space, (n, 3), to places in a panel, (n, 2)."""


def draw_event(figure: Part, scene: Scene, look: Look) -> Drawn:
    """Draw an event across the beam (x, y) and along it (z, r)."""
    across, along = figure.subplots(1, 2, width_ratios=(1, 1.15))
    for panel, flat in ((across, _across), (along, _along)):
        _draw_tracks(panel, scene, look, flat)
        look.draw(panel, flat(scene.shape.pos))
    across.set(
        xlabel="x (mm)", ylabel="y (mm)", aspect="equal", title="across the beam"
    )
    across.set_box_aspect(1)
    along.set(xlabel="z (mm)", ylabel="r = √(x² + y²) (mm)", title="along the beam")
    along.set_ylim(bottom=0)
    lines = [
        Line2D([], [], color=look.line(important=important), linewidth=1, label=label)
        for important, label in ((True, "track of the pair"), (False, "other track"))
        if (look.important == important).any()
    ]
    return Drawn([*look.legend(), *lines], *_SIZE_INCHES)


def _across(pos: Floats) -> Floats:
    return pos[:, :2]


def _along(pos: Floats) -> Floats:
    return np.stack([pos[:, 2], np.hypot(pos[:, 0], pos[:, 1])], 1)


def _draw_tracks(panel: Axes, scene: Scene, look: Look, flat: _Flat) -> None:
    for line in scene.shape.lines:
        important = scene.is_important(line)
        panel.plot(
            *flat(line.path(scene.shape.places)).T,
            color=look.line(important=important),
            linewidth=1.0 if important else 0.6,
            zorder=2 if important else 1,
        )
