# SPDX-License-Identifier: MIT
"""Accuracy against cost; a line joins the rows that none is better and cheaper than."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lri_bench.site.svg.element import drawing, element, text
from lri_bench.site.svg.mark import mark
from lri_bench.site.svg.scale import LogScale, Scale, around
from lri_bench.site.text import shortened

__all__ = ["Dot", "frontier", "scatter"]

_WIDTH, _HEIGHT = 760, 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 32, 20, 330
_LETTER = 6.8
_LINE = 13
_LENGTH = 26

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Dot:
    """One row: what it costs, in seconds a cloud, and what it scores."""

    label: str
    kind: str
    cost: float
    value: float


def frontier(dots: Sequence[Dot]) -> list[Dot]:
    """Return the rows than which no other is both as cheap and better, by cost.

    Examples
    --------
    >>> a, b, c = Dot("a", "", 1, 0.5), Dot("b", "", 2, 0.4), Dot("c", "", 3, 0.9)
    >>> [dot.label for dot in frontier([c, b, a])]
    ['a', 'c']
    """
    best: list[Dot] = []
    for dot in sorted(dots, key=lambda dot: (dot.cost, -dot.value)):
        if not best or dot.value > best[-1].value:
            best.append(dot)
    return best


def scatter(dots: Sequence[Dot], axis: str, title: str) -> Markup:
    """Return the plot; costs of zero cannot be drawn and must not be given.

    Parameters
    ----------
    dots : sequence of Dot
        One at least.
    axis : str
        Title of the vertical axis.
    title : str
        What the plot shows, in a sentence.
    """
    x = LogScale(*_decades(dots), _LEFT, _WIDTH - _RIGHT)
    y = Scale(*around(dot.value for dot in dots), _BOTTOM, _TOP)
    children = [*_axes(x, y, axis), _line(dots, x, y), *_labels(dots, x, y)]
    children += [
        mark(dot.kind, x(dot.cost), y(dot.value), f"{dot.label}: {dot.value:.3f}")
        for dot in dots
    ]
    return drawing(children, _WIDTH, _HEIGHT, title=title, class_="figure scatter")


def _decades(dots: Sequence[Dot]) -> tuple[float, float]:
    """Return powers of ten on both sides of all costs."""
    power = LogScale(
        min(dot.cost for dot in dots) / 10, max(dot.cost for dot in dots) * 10, 0, 1
    )
    ticks = power.ticks()
    return ticks[0], ticks[-1]


def _axes(x: LogScale, y: Scale, axis: str) -> Iterator[Markup]:
    for tick in x.ticks():
        yield element("path", d=f"M{x(tick):.1f} {_TOP}V{_BOTTOM}", class_="grid")
        yield text(_seconds(tick), x(tick), _BOTTOM + 18, "tick")
    for tick in y.ticks():
        yield element(
            "path", d=f"M{_LEFT} {y(tick):.1f}H{_WIDTH - _RIGHT}", class_="grid"
        )
        yield text(f"{tick:g}", _LEFT - 8, y(tick) + 4, "name")
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    yield text("time to explain a cloud, logarithmic", middle, _BOTTOM + 40, "axis")
    yield text(axis, _LEFT, _TOP - 8, "none")


def _seconds(value: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size * 0.999:
            return f"{value / size:,.0f} {unit}"
    return f"{value:g} s"


def _line(dots: Sequence[Dot], x: LogScale, y: Scale) -> Markup:
    best = frontier(dots)
    path = f"M{x(best[0].cost):.1f} {y(best[0].value):.1f}"
    path += "".join(f"H{x(d.cost):.1f}V{y(d.value):.1f}" for d in best[1:])
    return element("path", d=f"{path}H{_WIDTH - _RIGHT}", class_="frontier")


def _labels(dots: Sequence[Dot], x: LogScale, y: Scale) -> Iterator[Markup]:
    """Name each dot where there is room: beside it, else above or below, else not."""
    places = [(x(dot.cost), y(dot.value)) for dot in dots]
    taken: list[Box] = [(px - 6, py - 6, px + 6, py + 6) for px, py in places]
    taken += _steps(dots, x, y)
    for dot, (px, py) in zip(dots, places, strict=True):
        label = shortened(dot.label, _LENGTH)
        width = _LETTER * len(label)
        for anchor, at, base, left in (
            ("label", px + 9, py + 4, px + 9),
            ("label end", px - 9, py + 4, px - 9 - width),
            ("label middle", px, py - 9, px - width / 2),
            ("label middle", px, py + 18, px - width / 2),
        ):
            box = (left, base - _LINE + 3, left + width, base + 3)
            if _inside(box) and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                yield text(label, at, base, anchor)
                break


def _steps(dots: Sequence[Dot], x: LogScale, y: Scale) -> Iterator[Box]:
    """Return where the line runs, which labels would strike through."""
    corners = [(x(dot.cost), y(dot.value)) for dot in frontier(dots)]
    ends = [*corners[1:], (_WIDTH - _RIGHT, 0.0)]
    for (left, level), (right, next_level) in zip(corners, ends, strict=True):
        yield left, level - 1, right, level + 1
        if right < _WIDTH - _RIGHT:
            yield right - 1, next_level, right + 1, level


def _inside(box: Box) -> bool:
    return box[0] >= _LEFT and box[2] <= _WIDTH and box[1] >= 0 and box[3] <= _BOTTOM


def _overlap(first: Box, second: Box) -> bool:
    return (
        first[0] < second[2]
        and second[0] < first[2]
        and first[1] < second[3]
        and second[1] < first[3]
    )
