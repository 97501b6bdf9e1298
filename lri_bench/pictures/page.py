# SPDX-License-Identifier: MIT
"""Give a projected cloud a page of its own shape, both axes to one scale."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D

from lri_bench.types import Floats

__all__ = ["Drawn", "Part", "fit_page"]

Part = Figure | SubFigure
"""What one drawing of a cloud fills."""

_WIDTH_INCHES = 7.4
_LEAST_HEIGHT_INCHES, _MOST_HEIGHT_INCHES = 2.6, 5.8
_BESIDE_INCHES, _ABOVE_INCHES = 0.7, 1.2  # axis, and title, axis and legend
_MARGIN = 0.05  # of the longer side


class Drawn(NamedTuple):
    """What remains to be done once panels are drawn: the legend, and the page."""

    legend: list[Line2D]
    width_inches: float
    height_inches: float


def fit_page(axes: Axes, at: Floats, margin: float = 0.0) -> tuple[float, float]:
    """Set limits and labels; return width and height of the page, inches.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The only panel.
    at : (n, 2 or more) float64, angstrom
        Places; only the first two columns count.
    margin : float, angstrom
        At least to be left free around them.
    """
    low, high = at[:, :2].min(0), at[:, :2].max(0)
    free = max(margin, _MARGIN * float((high - low).max()))
    (left, bottom), (right, top) = (low - free).tolist(), (high + free).tolist()
    height = (_WIDTH_INCHES - _BESIDE_INCHES) * (top - bottom) / (right - left)
    inches = np.clip(height + _ABOVE_INCHES, _LEAST_HEIGHT_INCHES, _MOST_HEIGHT_INCHES)
    axes.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    axes.set(xlabel="first main axis (Å)", ylabel="second main axis (Å)")
    return _WIDTH_INCHES, round(float(inches), 2)
