# SPDX-License-Identifier: MIT
"""Look at points in space from where they spread most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lri_bench.types import AnyArray, Floats

__all__ = ["View"]


@dataclass(frozen=True, eq=False)
class View:
    """A turned frame: two axes on the page, the third towards the eye.

    Attributes
    ----------
    centre : (3,) float64
    axes : (3, 3) float64
        One row an axis, right-handed: nothing is mirrored.
    """

    centre: Floats
    axes: Floats

    @classmethod
    def of(cls, pos: AnyArray) -> View:
        """Return the frame of the main axes of points, the longest first.

        Parameters
        ----------
        pos : (n, 3) float
            At least one point.
        """
        points = pos.astype(np.float64)
        centre = points.mean(0)
        apart = points - centre
        _, columns = np.linalg.eigh(apart.T @ apart)  # the longest comes last
        first, second = columns[:, 2], columns[:, 1]
        # An axis has two directions: take the one along its largest part.
        first = first * np.sign(first[np.argmax(np.abs(first))])
        second = second * np.sign(second[np.argmax(np.abs(second))])
        return cls(centre, np.stack([first, second, np.cross(first, second)]))

    def project(self, pos: AnyArray) -> Floats:
        """Return (n, 3) float64: places on the page, and nearness to the eye."""
        turned: Floats = (pos.astype(np.float64) - self.centre) @ self.axes.T
        return turned
