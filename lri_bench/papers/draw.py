# SPDX-License-Identifier: MIT
"""Draw the board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lri_bench.extras import needing
from lri_bench.papers.choice import Choice

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw"]


def draw(choice: Choice) -> Figure:
    """Draw the headline of each method, its interval, ranks and groups.

    Parameters
    ----------
    choice : Choice
        A panel for each of its editions.

    Returns
    -------
    figure : matplotlib.figure.Figure
        See `lri_bench.pictures.save`.

    Raises
    ------
    MissingDependencyError
        If matplotlib is not installed.
    """
    with needing("draw the leaderboard"):
        from lri_bench.papers.figure import figure_of  # noqa: PLC0415 - matplotlib
    return figure_of(choice)
