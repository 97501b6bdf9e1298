# SPDX-License-Identifier: MIT
"""Draw what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lri_bench.errors import MissingDependencyError
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
    try:
        from lri_bench.realism.figure import figure_of  # noqa: PLC0415 - matplotlib
    except ModuleNotFoundError as error:
        package = (error.name or "matplotlib").partition(".")[0]
        raise MissingDependencyError.of(
            package=package, extra="plot", what_for=f"draw {survey.edition}"
        ) from error
    return figure_of(survey)
