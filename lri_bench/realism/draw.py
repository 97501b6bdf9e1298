# SPDX-License-Identifier: MIT
"""Draw what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lri_bench.extras import needing
from lri_bench.realism.survey import Survey

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw"]


def draw(survey: Survey) -> Figure:
    """Draw a histogram of each observable, and each plane as a density.

    Parameters
    ----------
    survey : Survey

    Returns
    -------
    figure : matplotlib.figure.Figure
        See `lri_bench.pictures.save`.

    Raises
    ------
    MissingDependencyError
        If matplotlib is not installed.
    """
    with needing(f"draw {survey.edition}"):
        from lri_bench.realism.figure import figure_of  # noqa: PLC0415 - matplotlib
    return figure_of(survey)
