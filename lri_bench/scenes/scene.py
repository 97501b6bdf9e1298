# SPDX-License-Identifier: MIT
"""A cloud as a scene: what there is to see, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicHermiteSpline

from lri_bench.types import Bools, Floats, Ints

__all__ = ["Beside", "Line", "Scene", "Shape"]

_STEPS = 4  # of a curve between two points of it


@dataclass(frozen=True, eq=False)
class Line:
    """Something that joins points: a bond, a track, a piece of a chain.

    Attributes
    ----------
    kind : str
        ``bond``, ``track`` or ``chain``.
    points : (m,) int64
        Rows of `Shape.places`, at least two, in the order they are joined.
    tangent : (m, d) float64, optional
        Unit vectors along the line at each of them; without, it is straight in
        between.
    """

    kind: str
    points: Ints
    tangent: Floats | None = None

    def path(self, places: Floats) -> Floats:
        """Return places along the line.

        Parameters
        ----------
        places : (n, d) float64
            As `Shape.places`; no two that follow each other on a curve are equal.

        Returns
        -------
        path : (k, d) float64
            Cubic Hermite curves by the length of the chords, four pieces between two
            points, where there are tangents; else the points.
        """
        joined = places[self.points]
        if self.tangent is None:
            return joined
        step = np.linalg.norm(np.diff(joined, axis=0), axis=1)
        length = np.concatenate([[0.0], np.cumsum(step)])
        at = np.arange((len(joined) - 1) * _STEPS + 1) / _STEPS
        along = np.interp(at, np.arange(len(joined)), length)
        curve = CubicHermiteSpline(length, joined, self.tangent)
        return np.asarray(curve(along), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Beside:
    """Points that are shown beside those of the cloud and are never explained.

    Attributes
    ----------
    name : str
        What they are together, such as ``ligand``.
    pos : (k, d) float64
    captions : tuple of k str
    """

    name: str
    pos: Floats
    captions: tuple[str, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Shape:
    """What lies where.

    Attributes
    ----------
    pos : (n, d) float64
        Of the points, d = 2 or 3, in the unit of the scene.
    captions : tuple of n str
        What each point is.
    view : (d, d) float64
        Rows are the axes from which it is seen first: to the right, upwards and, in
        space, towards the eye.
    kinds : tuple of n str
        What points are counted by; empty where each is of its own kind.
    letters : tuple of n str
        Written on the points, as far as there is room; may be empty.
    lines : tuple of Line
    beside : Beside, optional
    tilt : (n,) float64, optional
        From -1 to 1, of a tick through each point: 0 is upright, 1 flat.
    """

    pos: Floats
    captions: tuple[str, ...]
    view: Floats
    kinds: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    beside: Beside | None = None
    tilt: Floats | None = None

    @property
    def places(self) -> Floats:
        """(n + k, d) float64: the points, then those beside them."""
        if self.beside is None:
            return self.pos
        return np.vstack([self.pos, self.beside.pos])

    @property
    def seen(self) -> Floats:
        """(n + k, d) float64: `places` along the axes of `view`, from the mean."""
        turned: Floats = (self.places - self.pos.mean(axis=0)) @ self.view.T
        return turned


@dataclass(frozen=True, eq=False, kw_only=True)
class Scene:
    """One cloud with its names, its truth and its shape.

    Attributes
    ----------
    edition : str
        ``dataset@edition``.
    cloud_id : str
    cloud, point : str
        What a cloud and a point are, singular.
    positive : bool
        The class.
    class_name : str
        What the class means.
    unit : str
        Of lengths; empty where there is none.
    important : (n,) bool
        The truth.
    shape : Shape
    """

    edition: str
    cloud_id: str
    cloud: str
    point: str
    positive: bool
    class_name: str
    unit: str
    important: Bools
    shape: Shape

    @property
    def dataset(self) -> str:
        """The data set that tells how it is drawn."""
        return self.edition.partition("@")[0]

    def is_important(self, line: Line) -> bool:
        """Return whether a line goes through an important point."""
        explained = line.points[line.points < len(self.important)]
        return bool(self.important[explained].any())

    def summary(self) -> str:
        """Return class and counts in a few words."""
        sign = "positive" if self.positive else "negative"
        number, points = int(self.important.sum()), len(self.important)
        return f"{sign}, {number} of {points} {self.point}s important"
