# SPDX-License-Identifier: MIT
"""Draw one cloud of any data set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata

from lri_bench.catalog.editions import Edition
from lri_bench.clouds import Clouds
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.extras import needing
from lri_bench.types import AnyArray, Floats

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw"]


def draw(
    edition: Edition,
    clouds: Clouds,
    index: int,
    importance: AnyArray | None = None,
) -> Figure:
    """Draw one cloud.

    Parameters
    ----------
    edition : Edition
        Tells how to draw, and stands in the title.
    clouds : Clouds
        Of that edition.
    index : int
        Which of them.
    importance : (n,) float, optional
        Of the cloud's points; colours then show its ranks, and edges the truth.

    Returns
    -------
    figure : matplotlib.figure.Figure
        See `lri_bench.pictures.save`.

    Raises
    ------
    DataError
        If the importances are not one finite number a point.
    MissingDependencyError
        If matplotlib is not installed.
    """
    with needing(f"draw a cloud of {edition}"):
        from lri_bench.pictures.figure import figure_of  # noqa: PLC0415 - matplotlib
    cloud = clouds.select(np.array([index]))
    if importance is None:
        return figure_of(edition, cloud)
    raise_if(_importance_problems(cloud, importance), DataError)
    return figure_of(edition, cloud, _ranks(importance))


def _importance_problems(cloud: Clouds, importance: AnyArray) -> Iterator[Problem]:
    where = f"importance of {cloud.cloud_id[0]}"
    if importance.shape != (cloud.points,):
        yield Problem(where, f"shape ({cloud.points},)", f"{importance.shape}")
    elif not np.isfinite(importance).all():
        yield Problem(where, "finite numbers", "NaN or infinity")


def _ranks(importance: AnyArray) -> Floats:
    """Return (n,) float64 from 0 to 1; equal importances share their mean rank."""
    ranks: Floats = (rankdata(importance) - 1) / max(len(importance) - 1, 1)
    return ranks
