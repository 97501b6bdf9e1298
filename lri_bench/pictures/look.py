# SPDX-License-Identifier: MIT
"""How points are told apart: by the truth, or by importances beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D

from lri_bench.pictures.page import Part
from lri_bench.pictures.style import BLUE, GREY, INK
from lri_bench.types import AnyArray, Bools, Floats

__all__ = ["Look"]

_COLOURS = "cividis_r"  # dark is high: strong on white, and in grey print
_SIZE = {"important": 30.0, "other": 13.0}  # square points


@dataclass(frozen=True, eq=False)
class Look:
    """What each point of one cloud looks like.

    Attributes
    ----------
    point : str
        What a point is, singular.
    important : (n,) bool
        The truth.
    rank : (n,) float64 or None
        Of the importances, from 0 to 1; then colours show it, and a dark edge the
        truth.
    """

    point: str
    important: Bools
    rank: Floats | None = None

    def faces(self) -> Floats:
        """Return (n, 4) float64, the colours of the points."""
        if self.rank is not None:
            return np.asarray(colormaps[_COLOURS](self.rank))
        chosen = self.important[:, np.newaxis]
        return np.where(chosen, to_rgba(BLUE), to_rgba(GREY))

    def line(self, *, important: bool) -> str:
        """Return the colour of what joins points."""
        if not important:
            return GREY
        return BLUE if self.rank is None else INK

    def draw(
        self, axes: Axes, at: AnyArray, *, size: float = 1.0, clip: bool = False
    ) -> None:
        """Draw the points, the important ones over the others.

        Parameters
        ----------
        axes : matplotlib.axes.Axes
        at : (n, 2) float
            Places, in data coordinates.
        size : float
            Relative to the usual one.
        clip : bool
            Whether points may lie outside of the panel.
        """
        faces = self.faces()
        for name, chosen in self._groups():
            if not chosen.any():
                continue
            drawn = axes.scatter(
                at[chosen, 0],
                at[chosen, 1],
                s=_SIZE[name] * size,
                c=faces[chosen],
                edgecolors=self._edge(name),
                linewidths=self._width(),
                zorder=4 if name == "important" else 3,
                clip_on=clip,
            )
            drawn.set_gid(f"{name}-{axes.figure.axes.index(axes)}")

    def legend(self) -> list[Line2D]:
        """Return what the legend tells about points."""
        ranked = self.rank is not None
        faces = {"important": "white" if ranked else BLUE, "other": GREY}
        entries = []
        for name, chosen in self._groups():
            if chosen.any():
                label = f"{name} {self.point}"
                dot = Line2D([], [], linestyle="", marker="o", label=label)
                dot.set(markersize=_SIZE[name] ** 0.5, markerfacecolor=faces[name])
                dot.set(markeredgecolor=self._edge(name), markeredgewidth=self._width())
                entries.append(dot)
        return entries

    def scale(self, figure: Part) -> None:
        """Draw the scale of importances beside all panels, if there is one."""
        if self.rank is not None:
            figure.colorbar(
                ScalarMappable(cmap=_COLOURS),
                ax=figure.axes,
                label=f"importance of the {self.point} (rank in the cloud)",
                fraction=0.05,
            )

    def _groups(self) -> tuple[tuple[str, Bools], ...]:
        return ("important", self.important), ("other", ~self.important)

    def _edge(self, name: str) -> str:
        if name == "other":
            return "none"
        return "white" if self.rank is None else INK

    def _width(self) -> float:
        return 0.5 if self.rank is None else 1.2
