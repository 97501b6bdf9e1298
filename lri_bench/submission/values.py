# SPDX-License-Identifier: MIT
"""The numbers of a submission: finite, exact, and covariances where they must be."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lri_bench.errors import Problem
from lri_bench.types import AnyArray

__all__ = ["value_problems"]

_SYMMETRY = 1e-4


def value_problems(where: str, name: str, values: AnyArray) -> Iterator[Problem]:
    """Yield what is wrong with the numbers of one column.

    Parameters
    ----------
    where : str
        File, edition and column, for the messages.
    name : str
        Name of the column.
    values : array of numbers
        Of any shape.

    Yields
    ------
    problem : Problem
    """
    finite = np.isfinite(values)
    if not finite.all():
        yield _not_finite(where, values, finite)
    if values.dtype.kind in "iu" or values.dtype.itemsize > 8:
        yield from _inexact(where, values, finite)
    if name == "covariance" and finite.all() and _is_square(values):
        yield from _covariance(where, values.astype(np.float64))


def _is_square(values: AnyArray) -> bool:
    return values.ndim > 2 and values.size > 0 and values.shape[-1] == values.shape[-2]


def _not_finite(where: str, values: AnyArray, finite: AnyArray) -> Problem:
    place = ", ".join(str(index) for index in np.argwhere(~finite)[0])
    return Problem(
        where=where,
        expected="finite numbers",
        got=f"{np.isnan(values).sum():,} NaN and {np.isinf(values).sum():,} infinite "
        f"of {values.size:,}; the first at [{place}]",
        cause="a division by zero, a logarithm of zero, or float16 that overflowed",
        run="numpy.argwhere(~numpy.isfinite(values)) lists them",
    )


def _inexact(where: str, values: AnyArray, finite: AnyArray) -> Iterator[Problem]:
    """Whole numbers beyond 2**53 and long doubles can lose their order."""
    same = values.astype(np.float64).astype(values.dtype) == values
    if not same[finite].all():
        yield Problem(
            where=where,
            expected="numbers that float64 holds exactly",
            got=f"{values.dtype} up to {values[finite].max()}",
            cause="identifiers or hashes were given instead of importances",
        )


def _covariance(where: str, covariance: AnyArray) -> Iterator[Problem]:
    scale = np.abs(covariance).max(axis=(-1, -2))
    skew = np.abs(covariance - np.swapaxes(covariance, -1, -2)).max(axis=(-1, -2))
    lopsided = int((skew > _SYMMETRY * scale).sum())
    if lopsided:
        yield Problem(
            where=where,
            expected="symmetric matrices",
            got=f"{lopsided:,} that are not",
            cause="the factor U of the covariance was given instead of U U^T",
        )
        return
    lowest = np.linalg.eigvalsh(covariance)[..., 0]
    negative = int((lowest < -_SYMMETRY * scale).sum())
    if negative:
        yield Problem(
            where=where,
            expected="positive semi-definite matrices",
            got=f"{negative:,} with a negative eigenvalue",
            cause="the inverse sign, or not a covariance",
        )
