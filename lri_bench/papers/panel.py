# SPDX-License-Identifier: MIT
"""Draw a forest plot."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.transforms import offset_copy

from lri_bench.board.entry import Track
from lri_bench.papers.choice import DAGGER
from lri_bench.papers.forest import LABELS, RANDOM, Forest, Line, shortened
from lri_bench.pictures.style import BLUE, GREY, INK, VERMILION

__all__ = ["BAR", "GROUP_STEP", "LINES", "LOOKS", "draw_forest"]

LOOKS: Final[dict[str, dict[str, Any]]] = {
    Track.INHERENT: {"marker": "o", "color": BLUE, "markersize": 4},
    Track.POST_HOC: {"marker": "s", "color": VERMILION, "markersize": 3.6},
    Track.REFERENCE: {
        "marker": "D",
        "color": "0.45",
        "markersize": 3.4,
        "markerfacecolor": "white",
    },
}
"""Tracks differ in form too, so that they do on paper without colours."""

LINES: Final[dict[str, dict[str, Any]]] = {
    RANDOM: {"color": INK, "linewidth": 0.8, "linestyle": (0, (1, 2))},
    LABELS: {"color": INK, "linewidth": 0.8, "linestyle": (0, (5, 2))},
}
"""The bounds of every method."""

BAR: Final[dict[str, Any]] = {"color": INK, "linewidth": 2.2}
"""Joins methods that cannot be told apart."""

_THROUGH: Final[dict[str, Any]] = {"color": INK, "linewidth": 0.5}
"""Passes by those that stand in between and do not belong to them."""

# What is written at the right, in inches from the axis.
_VALUE_AT, _RANK_AT, _GROUPS_AT = 0.08, 1.42, 1.72
GROUP_STEP: Final = 0.085
_POINTS_PER_INCH: Final = 72
_HEAD_AT: Final = -0.95  # rows above the first one, where the title is


def draw_forest(axes: Axes, forest: Forest) -> None:
    """Draw a panel.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Empty.
    forest : Forest
    """
    axes.set_title(forest.title, loc="left", fontweight="bold")
    axes.spines[["left", "right", "top"]].set_visible(False)
    axes.grid(axis="x", color=GREY, linewidth=0.3, alpha=0.6)
    axes.set_ylim(max(len(forest.lines), 1) - 0.5, -0.5)
    for name, value in forest.bounds.items():
        axes.axvline(value, zorder=1, **LINES[name])
    for place, line in enumerate(forest.lines):
        _draw_line(axes, place, line)
    if 0 < forest.ranked < len(forest.lines):
        axes.axhline(forest.ranked - 0.5, color=GREY, linewidth=0.6)
    _name_lines(axes, forest)
    _draw_groups(axes, forest)


def _draw_line(axes: Axes, place: int, line: Line) -> None:
    """Draw an interval and its value, and write both at the right."""
    look, score = LOOKS[line.track], line.score
    text = f"{score.value:.3f}"
    if score.low is not None and score.high is not None:
        axes.hlines(place, score.low, score.high, color=look["color"], linewidth=1.4)
        text += f" [{score.low:.3f}, {score.high:.3f}]"
    axes.plot(score.value, place, zorder=3, clip_on=False, **look)
    _write(axes, place, _VALUE_AT, text, ha="left")
    _write(axes, place, _RANK_AT, line.rank)


def _name_lines(axes: Axes, forest: Forest) -> None:
    names = [shortened(x.name) + DAGGER * x.in_doubt for x in forest.lines]
    axes.set_yticks(range(len(names)), names, fontsize="small")
    for label in axes.get_yticklabels():
        label.set_parse_math(False)  # a dollar in a name is a dollar
    axes.tick_params(axis="y", length=0)


def _draw_groups(axes: Axes, forest: Forest) -> None:
    """Join the methods of a group by a bar; a thin line passes by those in between."""
    for column, letter in enumerate(forest.letters):
        at = _GROUPS_AT + column * GROUP_STEP
        inches = offset_copy(
            axes.get_yaxis_transform(), axes.get_figure(root=True), x=at, units="inches"
        )
        runs = _runs([letter in line.groups for line in forest.lines])
        starts, ends = zip(*runs, strict=True)
        axes.vlines(1, starts[0], ends[-1], transform=inches, clip_on=False, **_THROUGH)
        axes.vlines(
            [1] * len(runs), starts, ends, transform=inches, clip_on=False, **BAR
        )
        _write(axes, _HEAD_AT, at, letter, color="0.4")
    if forest.letters:
        _write(axes, _HEAD_AT, _RANK_AT, "rank", color="0.4")


def _runs(members: list[bool]) -> list[tuple[float, float]]:
    """Return where the bar of a group begins and ends, once or several times."""
    runs = []
    place = 0
    for is_member, group in groupby(members):
        length = len(list(group))
        if is_member:
            runs.append((place - 0.35, place + length - 0.65))
        place += length
    return runs


def _write(
    axes: Axes,
    place: float,
    inches: float,
    text: str,
    **look: Any,
) -> None:
    """Write at the right of a panel, beside the line at `place`."""
    axes.annotate(
        text,
        xy=(1, place),
        xycoords=("axes fraction", "data"),
        xytext=(inches * _POINTS_PER_INCH, 0),
        textcoords="offset points",
        va="center",
        fontsize="small",
        annotation_clip=False,
        **{"ha": "center", **look},
    )
