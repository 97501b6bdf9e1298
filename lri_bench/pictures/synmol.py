# SPDX-License-Identifier: MIT
"""SynMol: a molecule seen along its shortest axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D

from lri_bench.pictures.look import Look
from lri_bench.pictures.page import Drawn, Part, fit_page
from lri_bench.pictures.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    YELLOW,
)
from lri_bench.scenes import Scene
from lri_bench.types import Floats

__all__ = ["draw_molecule"]

_ATOM, _CARBON, _RING = 110.0, 36.0, 270.0  # square points
_MARGIN_ANGSTROM = 0.8
_BOND = "#777777"
_LIGHT = 0.55  # of a colour; then letters on it are dark
_LETTERS: dict[str, Any] = {
    "fontsize": "small",
    "fontweight": "bold",
    "ha": "center",
    "va": "center_baseline",
}

_COLOURS = {
    "C": "#555555",
    "N": BLUE,
    "O": VERMILION,
    "S": ORANGE,
    "P": PURPLE,
    **dict.fromkeys(("F", "Cl", "Br", "I"), GREEN),
}


def draw_molecule(figure: Part, scene: Scene, look: Look) -> Drawn:
    """Draw a molecule: bonds, atoms by element, rings around what is important."""
    axes = figure.subplots()
    at = scene.shape.seen
    for bond in scene.shape.lines:
        axes.plot(*bond.path(at)[:, :2].T, color=_BOND, linewidth=1.6, zorder=1)
    _draw_rings(axes, at[look.important], look)
    _draw_atoms(axes, at, scene.shape.letters, look)
    return Drawn(_legend(look), *fit_page(axes, at, _MARGIN_ANGSTROM))


def _draw_rings(axes: Axes, at: Floats, look: Look) -> None:
    if not len(at):
        return
    if look.rank is None:
        axes.scatter(at[:, 0], at[:, 1], s=_RING, c=YELLOW, linewidths=0, zorder=0)
    rings = axes.scatter(
        at[:, 0], at[:, 1], s=_RING, facecolors="none", edgecolors=INK, zorder=2
    )
    rings.set_gid("important-0")


def _draw_atoms(axes: Axes, at: Floats, elements: Sequence[str], look: Look) -> None:
    """Draw the atoms, those nearer to the eye over the others."""
    faces = [to_rgba(_COLOURS.get(element, SKY)) for element in elements]
    if look.rank is not None:
        faces = [to_rgba(face) for face in look.faces().tolist()]
    for place in np.argsort(at[:, 2]):
        (x, y, depth), element = at[place].tolist(), elements[place]
        small = element == "C" and look.rank is None
        size, order = _CARBON if small else _ATOM, 3 + 0.001 * depth
        axes.scatter(x, y, s=size, color=faces[place], linewidths=0, zorder=order)
        if element != "C":
            letters = axes.text(x, y, element, zorder=order, **_LETTERS)
            letters.set_color(INK if _is_light(faces[place]) else "white")


def _is_light(colour: tuple[float, float, float, float]) -> bool:
    red, green, blue, _ = colour
    return 0.3 * red + 0.59 * green + 0.11 * blue > _LIGHT


def _legend(look: Look) -> list[Line2D]:
    entries = []
    if look.important.any():
        ring = Line2D([], [], linestyle="", marker="o", label=f"important {look.point}")
        ring.set(markersize=12, markeredgecolor=INK, markeredgewidth=1)
        ring.set(markerfacecolor=YELLOW if look.rank is None else "none")
        entries.append(ring)
    if look.rank is None:
        carbon = Line2D([], [], linestyle="", marker="o", label="carbon")
        carbon.set(color=_COLOURS["C"], markeredgewidth=0, markersize=_CARBON**0.5)
        entries.append(carbon)
    bond = Line2D([], [], color=_BOND, linewidth=1.6, label="bond, told from distance")
    return [*entries, bond]
