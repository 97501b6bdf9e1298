# SPDX-License-Identifier: MIT
"""An interval in a cell of a table; the numbers stand beside it as text."""

from __future__ import annotations

from markupsafe import Markup

from lri_bench.board.model import BoardScore
from lri_bench.site.svg.element import element
from lri_bench.site.svg.scale import Scale

__all__ = ["interval_bar"]

_WIDTH = 160
_HEIGHT = 14
_MIDDLE = _HEIGHT / 2


def interval_bar(score: BoardScore, low: float, high: float, chance: float) -> Markup:
    """Return a picture of a number and its interval, hidden from screen readers.

    Parameters
    ----------
    score : BoardScore
    low, high : float
        Ends of the axis.
    chance : float
        What random importances score, drawn as a line.
    """
    scale = Scale(low, high, 4, _WIDTH - 4)
    left, right = (
        scale(score.value if end is None else end) for end in (score.low, score.high)
    )
    lines = f"M{scale(chance):.1f} 0v{_HEIGHT}"
    band = f"M{left:.1f} {_MIDDLE:g}H{right:.1f}"
    return element(
        "svg",
        element("path", d=lines, class_="chance"),
        element("path", d=band, class_="band"),
        element("circle", cx=scale(score.value), cy=_MIDDLE, r=3),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        class_="bar",
        aria_hidden="true",
    )
