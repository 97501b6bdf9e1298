# SPDX-License-Identifier: MIT
"""ActsTrack: tracks along and across the beam."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from scipy.interpolate import CubicHermiteSpline

from lri_bench.clouds import Clouds
from lri_bench.pictures.look import Look
from lri_bench.types import AnyArray, Floats

__all__ = ["draw_event"]

_SIZE_INCHES = (8.2, 3.9)
_TIME = 0  # column of x
_STEPS = 4  # of the curve between two hits

_Flat = Callable[[AnyArray], AnyArray]
"""Places in space, (n, 3), to places in a panel, (n, 2)."""


def draw_event(figure: Figure, event: Clouds, look: Look) -> list[Line2D]:
    """Draw an event across the beam (x, y) and along it (z, r)."""
    figure.set_size_inches(*_SIZE_INCHES)
    across, along = figure.subplots(1, 2, width_ratios=(1, 1.15))
    for panel, flat in ((across, _across), (along, _along)):
        _draw_tracks(panel, event, look, flat)
        look.draw(panel, flat(event.pos))
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
    return [*look.legend(), *lines]


def _across(pos: AnyArray) -> AnyArray:
    return pos[:, :2]


def _along(pos: AnyArray) -> AnyArray:
    return np.stack([pos[:, 2], np.hypot(pos[:, 0], pos[:, 1])], 1)


def _draw_tracks(panel: Axes, event: Clouds, look: Look, flat: _Flat) -> None:
    """Join the hits of each track in the order of their times."""
    if event.group is None:
        return
    for track in np.unique(event.group):
        hits = np.flatnonzero(event.group == track)
        hits = hits[np.argsort(event.x[hits, _TIME], kind="stable")]
        important = bool(look.important[hits].any())
        panel.plot(
            *flat(_path(event, hits)).T,
            color=look.line(important=important),
            linewidth=1.0 if important else 0.6,
            zorder=2 if important else 1,
        )


def _path(event: Clouds, hits: AnyArray) -> Floats:
    """Return (m, 3) float64, mm: through the hits, along the momenta if known."""
    pos: Floats = event.pos[hits].astype(np.float64)
    step = np.linalg.norm(np.diff(pos, axis=0), axis=1)
    moved = np.concatenate([[True], step > 0])
    pos, length = pos[moved], np.concatenate([[0.0], np.cumsum(step)])[moved]
    if event.direction is None or len(pos) < 2:
        return pos
    momentum = event.direction[hits][moved].astype(np.float64)
    size = np.linalg.norm(momentum, axis=1, keepdims=True)
    curve = CubicHermiteSpline(length, pos, momentum / np.maximum(size, 1e-12))
    places = np.interp(
        np.arange((len(pos) - 1) * _STEPS + 1) / _STEPS, np.arange(len(pos)), length
    )
    return np.asarray(curve(places), dtype=np.float64)
