# SPDX-License-Identifier: MIT
"""A figure: title, panels by the data set's own drawer, legend."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D

from lri_bench.catalog.editions import Edition
from lri_bench.clouds import Clouds
from lri_bench.pictures.actstrack import draw_event as draw_tracker_event
from lri_bench.pictures.look import Look
from lri_bench.pictures.plbind import draw_complex
from lri_bench.pictures.style import style
from lri_bench.pictures.synmol import draw_molecule
from lri_bench.pictures.tau3mu import draw_event as draw_muon_event
from lri_bench.types import Floats

__all__ = ["figure_of"]

_Drawer = Callable[[Figure, Clouds, Look], list[Line2D]]
"""Fills a figure with a single cloud; returns what the legend tells."""

_DRAWERS: dict[str, tuple[str, _Drawer]] = {
    "actstrack": ("hit", draw_tracker_event),
    "tau3mu": ("hit", draw_muon_event),
    "synmol": ("atom", draw_molecule),
    "plbind": ("residue", draw_complex),
}
"""By data set: what a point is, and who draws."""


def figure_of(edition: Edition, cloud: Clouds, rank: Floats | None = None) -> Figure:
    """Draw one cloud.

    Parameters
    ----------
    edition : Edition
    cloud : Clouds
        A single one.
    rank : (n,) float64, optional
        Of importances, from 0 to 1.

    Returns
    -------
    figure : matplotlib.figure.Figure
        Its artists with the gid ``important-0``, ``important-1``, … hold the
        important points of each panel.
    """
    point, drawer = _DRAWERS[edition.dataset]
    look = Look(point, cloud.truth == 1, rank)
    with style():
        figure = Figure(layout=ConstrainedLayoutEngine(h_pad=0.07))
        figure.suptitle(f"{edition} {cloud.cloud_id[0]}: {_summary(cloud, point)}")
        entries = drawer(figure, cloud, look)
        look.scale(figure)
        figure.legend(
            handles=entries, loc="outside lower center", ncols=max(len(entries), 1)
        )
    return figure


def _summary(cloud: Clouds, point: str) -> str:
    sign = "positive" if cloud.y[0] else "negative"
    return f"{sign}, {int(cloud.truth.sum())} of {cloud.points} {point}s important"
