# SPDX-License-Identifier: MIT
"""Single panels: a histogram, bars of categories, a density."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import PowerNorm
from matplotlib.image import AxesImage
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator, StrMethodFormatter

from lri_bench.pictures.style import INK, SKY, VERMILION
from lri_bench.realism.bins import bin_edges
from lri_bench.realism.observable import Plane
from lri_bench.realism.row import Row
from lri_bench.types import Floats

__all__ = [
    "FILL",
    "KNOWN_LOOK",
    "LINE",
    "draw_categories",
    "draw_density",
    "draw_histogram",
]

FILL: Final[dict[str, Any]] = {"facecolor": SKY, "alpha": 0.75, "linewidth": 0}
LINE: Final[dict[str, Any]] = {"color": INK, "linewidth": 1.1}
KNOWN_LOOK: Final[dict[str, Any]] = {
    "color": VERMILION,
    "linewidth": 1.1,
    "linestyle": (0, (4, 2)),
}

_COLOURS = "cividis_r"  # dark is high: strong on white, and in grey print
_GAMMA: Final = 0.5  # of the colours, so that what is rare can be seen beside a peak
_SHOWN_SHARE: Final = 0.001  # categories that are rarer in both are left out
_BAR: Final = 0.8


def draw_histogram(axes: Axes, row: Row) -> None:
    """Draw the samples of an observable over the same bins, in percent of values."""
    edges = bin_edges(row)
    filled, *line = [
        100 * np.histogram(sample.values, edges)[0] / max(len(sample), 1)
        for sample in row.samples
    ]
    axes.stairs(filled, edges, fill=True, **FILL)
    for shares in line:
        axes.stairs(shares, edges, **LINE)
    if row.known:
        axes.axvline(row.known.value, **KNOWN_LOOK)
    if row.observable.log:
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axes.xaxis.set_minor_locator(NullLocator())
    elif row.is_count:
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.margins(x=0.02)
    axes.set_ylim(bottom=0)
    unit = f" ({row.observable.unit})" if row.observable.unit else ""
    axes.set_xlabel(row.observable.name + unit)
    _tell_distance(axes, row)


def draw_categories(axes: Axes, row: Row) -> None:
    """Draw the shares of named values, those that there are."""
    shown = np.max(row.shares, axis=0) >= _SHOWN_SHARE
    names = [name for name, there in zip(row.categories, shown, strict=True) if there]
    filled, *line = [100 * shares[shown] for shares in row.shares]
    place = np.arange(len(names))
    axes.bar(place, filled, _BAR, **FILL)
    for shares in line:
        axes.hlines(shares, place - _BAR / 2, place + _BAR / 2, **_of_lines())
    axes.set_xticks(place, names, rotation=90, fontsize="x-small")
    axes.set_ylim(bottom=0)
    axes.set_xlabel(row.observable.name)
    _tell_distance(axes, row)


def draw_density(axes: Axes, plane: Plane, shares: Floats, most: float) -> AxesImage:
    """Draw (across, up) shares of cells in percent; what is empty stays white."""
    across, up = plane.axes
    image = axes.imshow(
        np.ma.masked_equal(shares.T, 0),
        origin="lower",
        extent=(across.low, across.high, up.low, up.high),
        aspect="auto",
        cmap=_COLOURS,
        norm=PowerNorm(_GAMMA, vmin=0, vmax=most),
        interpolation="nearest",
    )
    axes.set_xlabel(f"{across.name} ({across.unit})")
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 3, 6, 9, 10]))
    return image


def _of_lines() -> dict[str, Any]:
    return {"colors": LINE["color"], "linewidth": 1.6}


def _tell_distance(axes: Axes, row: Row) -> None:
    if row.distance is not None:
        measure = "total variation" if row.is_category else "KS"
        text = f"{measure} {row.distance:.2f}"
        axes.set_title(text, loc="right", fontsize="small", pad=2)
