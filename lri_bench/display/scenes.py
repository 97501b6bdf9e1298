# SPDX-License-Identifier: MIT
"""One cloud as text: what it is made of, and its points by importance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from rich.markup import escape

from lri_bench.display.console import console, table_of

if TYPE_CHECKING:
    from lri_bench.scenes.marks import Marks
    from lri_bench.scenes.scene import Scene
    from lri_bench.types import Floats

__all__ = ["show_scene"]

_BAR = 12  # signs
_KINDS = 8
_NAME = 24  # signs


def show_scene(scene: Scene, marks: Mapping[str, Marks], *, rows: int) -> None:
    """Print a cloud.

    Parameters
    ----------
    scene : Scene
    marks : mapping of str to Marks
        By method; the first one decides on the order of the points. Without any, the
        important points come first.
    rows : int
        Points to list.
    """
    output = console()
    output.print(f"[bold]{escape(f'{scene.edition} {scene.cloud_id}')}[/]")
    output.print(escape(f"{scene.cloud}, {scene.summary()}: {scene.class_name}"))
    for label, chosen in (
        ("all", np.ones_like(scene.important)),
        ("important", scene.important),
    ):
        if scene.shape.kinds and chosen.any():
            output.print(escape(f"{label + ':':<11}{_composition(scene, chosen)}"))
    for name, mark in marks.items():
        output.print(escape(f"{_short(name)}: {_auc(mark)}"))
    _print_points(scene, marks, rows)


def _composition(scene: Scene, chosen: Sequence[bool] | np.ndarray) -> str:
    """Count the kinds of points, the most frequent first."""
    kinds = [kind for kind, take in zip(scene.shape.kinds, chosen, strict=True) if take]
    counted = sorted(Counter(kinds).items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{number} {kind}" for kind, number in counted[:_KINDS])
    left = sum(number for _, number in counted[_KINDS:])
    return f"{named}, {left} others" if left else named


def _auc(mark: Marks) -> str:
    if np.isnan(mark.auc):
        return "no ROC AUC, for the cloud has one kind of point"
    return f"ROC AUC {mark.auc:.4f} in this cloud"


def _print_points(scene: Scene, marks: Mapping[str, Marks], rows: int) -> None:
    first = next(iter(marks.values())).rank if marks else scene.important
    order = np.argsort(-first.astype(float), kind="stable")[:rows]
    places = [_places(mark.rank) for mark in marks.values()]
    numbers = [f"rank {number}" for number in range(1, len(marks) + 1)]
    if len(marks) == 1:
        numbers = ["rank"]
    bar = ["by rank"] if marks else []
    table = table_of(scene.point, "truth", *numbers, *bar, right=numbers)
    for point in order.tolist():
        cells = [escape(f"{point}: {scene.shape.captions[point]}")]
        cells.append("● important" if scene.important[point] else "")
        cells += [column[point] for column in places]
        cells += ["█" * round(float(first[point]) * _BAR)] if marks else []
        table.add_row(*cells)
    output = console()
    output.print(table)
    left = len(scene.important) - len(order)
    if left > 0:
        output.print(f"{left:,} further {scene.point}s are not listed (--top).")
    if any("=" in place for column in places for place in column):
        output.print("=: others have the same rank.")


def _places(rank: Floats) -> list[str]:
    """Return ranks as people count, 1 for the most important."""
    above = (rank > rank[:, np.newaxis]).sum(axis=1)
    number = Counter(above.tolist())
    return [f"{n + 1}{'=' if number[n] > 1 else ''}" for n in above.tolist()]


def _short(name: str) -> str:
    return name if len(name) <= _NAME * 3 else f"{name[: _NAME * 3 - 1]}…"
