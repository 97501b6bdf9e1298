# SPDX-License-Identifier: MIT
"""A figure: a panel an observable, and the planes below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from lri_bench.pictures.style import style
from lri_bench.realism.panels import (
    FILL,
    KNOWN_LOOK,
    LINE,
    draw_categories,
    draw_density,
    draw_histogram,
)
from lri_bench.realism.row import PlaneRow, Row
from lri_bench.realism.survey import Survey

__all__ = ["figure_of"]

_COLUMNS: Final = 3
_WIDTH_INCHES: Final = 8.4
_ROW_INCHES, _PLANE_INCHES = 1.75, 2.9
_BESIDE_INCHES: Final = 0.7  # title and legend
_PARTS: Final = 2  # of a panel's width, so that two planes stand beside each other


def figure_of(survey: Survey) -> Figure:
    """Draw what was found.

    Parameters
    ----------
    survey : Survey

    Returns
    -------
    figure : matplotlib.figure.Figure
        The first edition is filled, the other one a line.
    """
    placed = list(_placed(survey.rows))
    lines = 1 + max((line for line, _, _ in placed), default=-1)
    heights = [_ROW_INCHES] * lines + [_PLANE_INCHES] * len(survey.planes)
    with style():
        figure = Figure(layout=ConstrainedLayoutEngine(h_pad=0.06, w_pad=0.06))
        figure.set_size_inches(_WIDTH_INCHES, sum(heights) + _BESIDE_INCHES)
        figure.suptitle(" beside ".join(map(str, survey.editions)))
        grid = figure.add_gridspec(
            max(len(heights), 1), _COLUMNS * _PARTS, height_ratios=heights or None
        )
        for line, columns, row in placed:
            axes = figure.add_subplot(grid[line, columns])
            (draw_categories if row.is_category else draw_histogram)(axes, row)
            if columns.start == 0:
                axes.set_ylabel("share (%)")
        for line, plane in enumerate(survey.planes, start=lines):
            _draw_plane(figure, grid, line, plane, survey)
        entries = list(_legend(survey))
        figure.legend(handles=entries, loc="outside lower center", ncols=len(entries))
    return figure


def _placed(rows: tuple[Row, ...]) -> Iterator[tuple[int, slice, Row]]:
    """Yield the line of panels and the columns of the grid that a row takes.

    A category needs a whole line for its names.
    """
    line = column = 0
    for row in rows:
        wide = _COLUMNS if row.is_category else 1
        if column + wide > _COLUMNS:
            line, column = line + 1, 0
        yield line, slice(column * _PARTS, (column + wide) * _PARTS), row
        column += wide


def _draw_plane(
    figure: Figure, grid: GridSpec, line: int, row: PlaneRow, survey: Survey
) -> None:
    """Draw a plane once for each edition, to one scale of densities."""
    shares = [100 * cells / max(cells.sum(), 1) for cells in row.counted]
    most = max(float(share.max(initial=0)) for share in shares) or 1.0
    panels: list[Axes] = []
    wide = _COLUMNS * _PARTS // len(shares)
    for place, share in enumerate(shares):
        axes = figure.add_subplot(grid[line, place * wide : (place + 1) * wide])
        image = draw_density(axes, row.plane, share, most)
        number = len(row.places[place])
        axes.set_title(f"{survey.editions[place]}, {number:,} values", fontsize="small")
        panels.append(axes)
    figure.colorbar(image, ax=panels, label="share of a cell (%)")
    panels[0].set_ylabel(f"{row.plane.axes[1].name} ({row.plane.axes[1].unit})")


def _legend(survey: Survey) -> Iterator[Patch | Line2D]:
    first, *other = survey.titles
    yield Patch(label=first, **FILL)
    for name in other:
        yield Line2D([], [], label=name, **LINE)
    if any(row.known for row in survey.rows):
        yield Line2D([], [], label="mean known from elsewhere", **KNOWN_LOOK)
