# SPDX-License-Identifier: MIT
"""A figure: a forest plot for each edition, on one axis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D

from lri_bench.metrics.registry import METRICS
from lri_bench.papers.choice import DAGGER, Choice
from lri_bench.papers.forest import Forest, forest_of
from lri_bench.papers.panel import BAR, GROUP_STEP, LINES, LOOKS, draw_forest
from lri_bench.pictures.style import INK, style

__all__ = ["figure_of"]

_WIDTH_INCHES: Final = 7.2
_USUAL_GROUPS: Final = 8  # for more of them the figure is wider
_ROW_INCHES: Final = 0.19
_TITLE_INCHES: Final = 0.32  # of a panel, with the gap above it
_BESIDE_INCHES: Final = 0.8  # axis and legend
_JOINED: Final = "cannot be told apart"
_MARGIN: Final = 0.02  # of the metric, on both sides


def figure_of(choice: Choice) -> Figure:
    """Draw what was chosen.

    Parameters
    ----------
    choice : Choice

    Returns
    -------
    figure : matplotlib.figure.Figure
    """
    forests = [forest_of(choice, edition) for edition in choice.rows]
    rows = [max(len(forest.lines), 1) for forest in forests]
    with style():
        figure = Figure(layout=ConstrainedLayoutEngine(h_pad=0.05, hspace=0))
        figure.set_size_inches(_width(forests), _height(rows))
        panels = figure.subplots(
            len(forests), 1, sharex=True, squeeze=False, height_ratios=rows
        )[:, 0]
        for axes, forest in zip(panels, forests, strict=True):
            draw_forest(axes, forest)
        panels[-1].set_xlim(*_limits(forests))
        panels[-1].set_xlabel(_label(choice))
        figure.legend(
            handles=list(_legend(forests)),
            loc="outside lower center",
            ncols=len(LOOKS) + len(LINES) + 2,
            fontsize="small",
            columnspacing=1.4,
            handletextpad=0.4,
        )
    return figure


def _width(forests: list[Forest]) -> float:
    groups = max(len(forest.letters) for forest in forests)
    return _WIDTH_INCHES + GROUP_STEP * max(0, groups - _USUAL_GROUPS)


def _height(rows: list[int]) -> float:
    return _BESIDE_INCHES + _TITLE_INCHES * len(rows) + _ROW_INCHES * sum(rows)


def _limits(forests: list[Forest]) -> tuple[float, float]:
    ends = [end for forest in forests for end in forest.ends]
    return min(ends) - _MARGIN, max(ends) + _MARGIN


def _label(choice: Choice) -> str:
    settings = choice.board.settings
    title = METRICS[settings.headline].title
    return f"{title}, with {settings.confidence * 100:g} % interval"


def _legend(forests: list[Forest]) -> Iterator[Line2D]:
    """Yield what is to be seen somewhere."""
    tracks = {line.track for forest in forests for line in forest.lines}
    for track, look in LOOKS.items():
        if track in tracks:
            yield Line2D([], [], linestyle="none", label=track, **look)
    if any(line.in_doubt for forest in forests for line in forest.lines):
        mark = f"${DAGGER}$"
        yield Line2D([], [], linestyle="none", label="in doubt", marker=mark, color=INK)
    names = {name for forest in forests for name in forest.bounds}
    for name, line in LINES.items():
        if name in names:
            yield Line2D([], [], label=name, **line)
    if any(forest.letters for forest in forests):
        look = {"marker": "|", "markersize": 9, "markeredgewidth": BAR["linewidth"]}
        yield Line2D(
            [], [], linestyle="none", label=_JOINED, color=BAR["color"], **look
        )
