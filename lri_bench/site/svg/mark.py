# SPDX-License-Identifier: MIT
"""What stands for a number: each kind of row has a shape besides its colour."""

from __future__ import annotations

from markupsafe import Markup

from lri_bench.site.svg.element import element

__all__ = ["MARKS", "mark"]

_PATHS = {
    "inherent": "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z",
    "post-hoc": "M-5.5 0L0-5.5L5.5 0L0 5.5z",
    "reference": "M-3.8-3.8h7.6v7.6h-7.6z",
    "published": "M-5 3.8L0-5L5 3.8z",
    "part": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
}

MARKS = tuple(_PATHS)
"""Kinds of marks: tracks, rows of the literature, and parts of an entry's clouds."""


def mark(kind: str, x: float, y: float, title: str = "") -> Markup:
    """Return a mark at a place; `title` shows when a pointer rests on it."""
    children = [element("title", title)] if title else []
    return element(
        "path",
        *children,
        d=_PATHS[kind],
        transform=f"translate({x:.1f} {y:.1f})",
        class_=f"mark {kind}",
    )
