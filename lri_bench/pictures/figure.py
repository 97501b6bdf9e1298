# SPDX-License-Identifier: MIT
"""A figure: title, panels by the data set's own drawer, legend."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from lri_bench.pictures.actstrack import draw_event as draw_tracker_event
from lri_bench.pictures.look import Look
from lri_bench.pictures.page import Drawn, Part
from lri_bench.pictures.plbind import draw_complex
from lri_bench.pictures.style import style
from lri_bench.pictures.synmol import draw_molecule
from lri_bench.pictures.tau3mu import draw_event as draw_muon_event
from lri_bench.scenes import Marks, Scene

__all__ = ["figure_of"]

_Drawer = Callable[[Part, Scene, Look], Drawn]
"""Fills a figure, or a part of one."""

_DRAWERS: Final[Mapping[str, _Drawer]] = {
    "actstrack": draw_tracker_event,
    "tau3mu": draw_muon_event,
    "synmol": draw_molecule,
    "plbind": draw_complex,
}
"""By data set."""


def figure_of(scene: Scene, marks: Mapping[str, Marks]) -> Figure:
    """Draw one cloud, once by its truth or once for each method.

    Parameters
    ----------
    scene : Scene
    marks : mapping of str to Marks
        By the name that is shown. Without any the truth is drawn alone.

    Returns
    -------
    figure : matplotlib.figure.Figure
        Its artists with the gid ``important-0``, ``important-1``, … hold the
        important points of each panel.
    """
    title = f"{scene.edition} {scene.cloud_id}: {scene.summary()}"
    names = [_told(name, mark) for name, mark in marks.items()]
    looks = [Look(scene.point, scene.important, mark.rank) for mark in marks.values()]
    with style():
        figure = Figure(layout=ConstrainedLayoutEngine(h_pad=0.07))
        parts = _parts(figure, names)
        for part, look in zip_longest(parts, looks):
            drawn = _draw(part, scene, look or Look(scene.point, scene.important))
        if len(parts) == 1:
            title = "\n".join([title, *names])
        figure.suptitle(title, parse_math=False)  # else $ in a name would be a formula
        figure.set_size_inches(drawn.width_inches, drawn.height_inches * len(parts))
        columns = max(len(drawn.legend), 1)
        figure.legend(handles=drawn.legend, loc="outside lower center", ncols=columns)
    return figure


def _draw(part: Part, scene: Scene, look: Look) -> Drawn:
    drawn = _DRAWERS[scene.dataset](part, scene, look)
    look.scale(part)
    return drawn


def _parts(figure: Figure, names: Sequence[str]) -> Sequence[Part]:
    """Return the figure; of several methods a part for each, one below the other."""
    if len(names) < 2:
        return [figure]
    parts: list[Part] = figure.subfigures(len(names), squeeze=False)[:, 0].tolist()
    for part, name in zip(parts, names, strict=True):
        part.suptitle(name, parse_math=False)
    return parts


def _told(name: str, mark: Marks) -> str:
    auc = "" if np.isnan(mark.auc) else f", ROC AUC {mark.auc:.3f} in this cloud"
    return f"importance by {name}{auc}"
