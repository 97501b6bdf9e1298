# SPDX-License-Identifier: MIT
"""Tau3Mu: hits in the plane of pseudorapidity and azimuth."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Rectangle

from lri_bench.pictures.look import Look
from lri_bench.pictures.page import Drawn, Part
from lri_bench.pictures.style import INK
from lri_bench.scenes import Scene
from lri_bench.scenes.tau3mu import FLAT_BEND
from lri_bench.types import AnyArray, Floats

__all__ = ["draw_event"]

_SIZE_INCHES = (8.2, 4.1)
_ETA = 2.6  # the endcaps reach from 1.2 to 2.5 on both sides
_PHI_TICKS = (-np.pi, -np.pi / 2, 0, np.pi / 2, np.pi)
_PHI_NAMES = ("\N{MINUS SIGN}π", "\N{MINUS SIGN}π/2", "0", "π/2", "π")
_FRAME = 0.12  # left free around the important hits, in eta and in radians

_TICK = 20.0  # points
_FLAT_DEGREES = 90.0


def draw_event(figure: Part, scene: Scene, look: Look) -> Drawn:
    """Draw all hits, and beside them those near the important ones with their bend."""
    pos = scene.shape.pos
    near = _box(pos[look.important])
    if near is None:
        panels = [figure.subplots()]
        _draw_ticks(panels[0], scene, look)
    else:
        panels = list(figure.subplots(1, 2))
        _draw_near(panels[0], panels[1], near)
        _draw_ticks(panels[1], scene, look)
        look.draw(panels[1], pos, size=1.3, clip=True)
    look.draw(panels[0], pos)
    reach = max(_ETA, float(np.abs(pos[:, 0]).max()) + _FRAME)
    panels[0].set(xlim=(-reach, reach), ylim=(-np.pi, np.pi), title="all hits")
    panels[0].set_yticks(_PHI_TICKS, _PHI_NAMES)
    for panel in panels:
        panel.set(xlabel="pseudorapidity η (no unit)", ylabel="azimuth φ (rad)")
    return Drawn([*look.legend(), _tick_entry(look)], *_SIZE_INCHES)


def _box(important: AnyArray) -> Floats | None:
    """Return the two corners around hits, if there are any."""
    if not len(important):
        return None
    return np.stack([important.min(0) - _FRAME, important.max(0) + _FRAME])


def _draw_near(whole: Axes, part: Axes, box: Floats) -> None:
    """Show in one panel what another one shows enlarged."""
    (left, low), (right, high) = box.tolist()
    frame = Rectangle((left, low), right - left, high - low, fill=False, edgecolor=INK)
    frame.set(linewidth=0.6, linestyle="--", zorder=2)
    whole.add_patch(frame)
    part.set(xlim=(left, right), ylim=(low, high), title="in the dashed frame")


def _draw_ticks(panel: Axes, scene: Scene, look: Look) -> None:
    """Draw a line through each hit that tilts with its bend."""
    if scene.shape.tilt is None:
        return
    for place, tilt, important in zip(
        scene.shape.pos, scene.shape.tilt, look.important, strict=True
    ):
        panel.plot(
            *place[:, np.newaxis],
            marker=MarkerStyle("|").rotated(deg=-tilt * _FLAT_DEGREES),
            markersize=_TICK,
            color=look.line(important=bool(important)),
        )


def _tick_entry(look: Look) -> Line2D:
    tick = Line2D([], [], color=look.line(important=False), linestyle="", marker="|")
    label = f"bend of a hit: upright 0, flat ±{FLAT_BEND:g} (no unit)"
    tick.set(markersize=12, label=label)
    return tick
