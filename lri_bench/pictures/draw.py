# SPDX-License-Identifier: MIT
"""Draw one cloud of any data set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.extras import needing
from lri_bench.scenes import Marks, Scene

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw"]


def draw(scene: Scene, marks: Mapping[str, Marks] | None = None) -> Figure:
    """Draw one cloud.

    Parameters
    ----------
    scene : Scene
        See `lri_bench.scenes.scene_of`.
    marks : mapping of str to Marks, optional
        Importances of its points, by the name of the method; colours then show their
        ranks, and edges the truth. Several are drawn one below the other.

    Returns
    -------
    figure : matplotlib.figure.Figure
        See `lri_bench.pictures.save`.

    Raises
    ------
    DataError
        If the importances are not as many as the points.
    MissingDependencyError
        If matplotlib is not installed.
    """
    with needing(f"draw a cloud of {scene.edition}"):
        from lri_bench.pictures.figure import figure_of  # noqa: PLC0415 - matplotlib
    points, given = len(scene.important), marks or {}
    wrong = [
        Problem(
            where=f"importance of {scene.cloud_id} by {name}",
            expected=f"{points} numbers",
            got=f"{len(mark.rank)}",
        )
        for name, mark in given.items()
        if len(mark.rank) != points
    ]
    raise_if(wrong, DataError)
    return figure_of(scene, given)
