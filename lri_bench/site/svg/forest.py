# SPDX-License-Identifier: MIT
"""Forest plots: a line a row, its interval, and lines to hold them against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lri_bench.site.svg.element import drawing, element, text
from lri_bench.site.svg.mark import mark
from lri_bench.site.svg.scale import Scale, around
from lri_bench.site.text import fixed, shortened

__all__ = ["Forest", "Guide", "Item", "forest"]

_WIDTH = 760
_ROW = 22
_TOP = 34
_BOTTOM = 40
_PLOT = (232, 560)
_VALUE = 570
_GROUPS = 652
_GROUP_STEP = 13
_MAX_GROUPS = 8
_NAME_LENGTH = 34


@dataclass(frozen=True)
class Item:
    """One row.

    Attributes
    ----------
    label : str
        At the left.
    kind : str
        One of the kinds of marks; ``"heading"`` for a line of text alone.
    value, low, high : float or None
        What is drawn.
    groups : str
        Letters of the groups that the row belongs to.
    note : str
        A word at the right.
    """

    label: str
    kind: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    groups: str = ""
    note: str = ""


@dataclass(frozen=True)
class Guide:
    """A line to hold rows against."""

    label: str
    value: float


@dataclass(frozen=True)
class Forest:
    """A whole plot.

    Attributes
    ----------
    items : sequence of Item
        From top to bottom.
    guides : sequence of Guide
    axis : str
        Title of the axis.
    title : str
        What the plot shows, in a sentence.
    """

    items: Sequence[Item]
    guides: Sequence[Guide]
    axis: str
    title: str

    @property
    def scale(self) -> Scale:
        """The axis: it holds all intervals and lines."""
        values = [guide.value for guide in self.guides]
        for item in self.items:
            values += [v for v in (item.value, item.low, item.high) if v is not None]
        return Scale(*around(values), *_PLOT)

    @property
    def letters(self) -> str:
        """The groups, in the order of the rows."""
        return "".join(dict.fromkeys("".join(item.groups for item in self.items)))


def forest(plot: Forest) -> Markup:
    """Return a forest plot as SVG."""
    bottom = _TOP + _ROW * len(plot.items)
    children = [
        *_axis(plot, bottom),
        *_guides(plot, bottom),
        *_groups(plot),
        *(part for i, item in enumerate(plot.items) for part in _row(plot, i, item)),
    ]
    height = bottom + _BOTTOM
    return drawing(children, _WIDTH, height, title=plot.title, class_="figure forest")


def _middle(row: int) -> float:
    return _TOP + _ROW * (row + 0.5)


def _axis(plot: Forest, bottom: float) -> Iterator[Markup]:
    scale = plot.scale
    for tick in scale.ticks():
        x = scale(tick)
        yield element("path", d=f"M{x:.1f} {_TOP}V{bottom + 4}", class_="grid")
        yield text(f"{tick:g}", x, bottom + 18, "tick")
    yield text(plot.axis, (_PLOT[0] + _PLOT[1]) / 2, bottom + 34, "axis")


def _guides(plot: Forest, bottom: float) -> Iterator[Markup]:
    for guide in plot.guides:
        x = plot.scale(guide.value)
        yield element("path", d=f"M{x:.1f} {_TOP - 6}V{bottom}", class_="guide")
        yield text(guide.label, x, _TOP - 12, "tick")


def _row(plot: Forest, number: int, item: Item) -> Iterator[Markup]:
    y = _middle(number)
    if item.kind == "heading":
        yield text(shortened(item.label, _NAME_LENGTH), 0, y + 4, "heading")
        return
    yield text(shortened(item.label, _NAME_LENGTH), _PLOT[0] - 12, y + 4, "name")
    if item.value is None:
        yield text("not defined", _PLOT[0] + 6, y + 4, "none")
        return
    if item.low is not None and item.high is not None:
        left, right = plot.scale(item.low), plot.scale(item.high)
        yield element(
            "path", d=f"M{left:.1f} {y:g}H{right:.1f}", class_="band " + item.kind
        )
    yield mark(item.kind, plot.scale(item.value), y, _told(item))
    yield text(f"{fixed(item.value)} {item.note}".rstrip(), _VALUE, y + 4, "value")


def _told(item: Item) -> str:
    if item.low is None or item.high is None:
        return f"{item.label}: {fixed(item.value)}"
    return (
        f"{item.label}: {fixed(item.value)} ({fixed(item.low)} to {fixed(item.high)})"
    )


def _groups(plot: Forest) -> Iterator[Markup]:
    """Draw each group as a line along its rows, as far as there is room for lines."""
    letters = plot.letters
    if len(letters) > _MAX_GROUPS:
        for i, item in enumerate(plot.items):
            yield text(shortened(item.groups, 12), _GROUPS, _middle(i) + 4, "value")
        return
    for column, letter in enumerate(letters):
        x = _GROUPS + _GROUP_STEP * column
        rows = [i for i, item in enumerate(plot.items) if letter in item.groups]
        dots = "".join(f"M{x - 3:g} {_middle(i):g}h6" for i in rows)
        path = f"M{x:g} {_middle(rows[0]):g}V{_middle(rows[-1]):g}{dots}"
        yield element("path", d=path, class_="group")
        yield text(letter, x, _TOP - 12, "tick")
