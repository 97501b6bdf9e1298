# SPDX-License-Identifier: MIT
"""Arithmetic on ragged columns: flat values and the offsets that cut them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from lri_bench.errors import Problem
from lri_bench.types import AnyArray, Floats, Ints, Offsets

__all__ = [
    "as_column",
    "cloud_sum",
    "concatenated_offsets",
    "counts",
    "offsets_from_counts",
    "owner",
    "positions",
    "set_columns",
]


def offsets_from_counts(sizes: AnyArray | Sequence[int]) -> Offsets:
    """Return where each cloud begins, and at the end where the last one stops.

    Parameters
    ----------
    sizes : (S,) int
        Points of each cloud.

    Returns
    -------
    offsets : (S + 1,) int64

    Examples
    --------
    >>> offsets_from_counts([2, 0, 3])
    array([0, 2, 2, 5])
    """
    offsets = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return offsets


def counts(offsets: Offsets) -> Ints:
    """Return (S,) int64, the number of points of each cloud."""
    return np.diff(offsets)


def owner(offsets: Offsets) -> Ints:
    """Return (N,) int64, for each point the cloud it belongs to.

    Examples
    --------
    >>> owner(np.array([0, 2, 2, 5]))
    array([0, 0, 2, 2, 2])
    """
    return np.repeat(np.arange(len(offsets) - 1), counts(offsets))


def positions(offsets: Offsets, clouds: AnyArray) -> Ints:
    """Return the flat positions of all points of the chosen clouds, in turn.

    Parameters
    ----------
    offsets : (S + 1,) int64
        Of all clouds.
    clouds : (K,) int
        The chosen clouds, in the order wanted; a cloud may come twice.

    Returns
    -------
    positions : (M,) int64
        ``values[positions]`` are the points of the chosen clouds.

    Examples
    --------
    >>> positions(np.array([0, 2, 2, 5]), np.array([2, 0]))
    array([2, 3, 4, 0, 1])
    """
    sizes = counts(offsets)[clouds]
    starts = offsets_from_counts(sizes)
    # Without the last offset, which begins no cloud: -1 is the last cloud.
    shift = np.repeat(offsets[:-1][clouds] - starts[:-1], sizes)
    chosen: Ints = np.arange(starts[-1]) + shift
    return chosen


def cloud_sum(values: AnyArray, offsets: Offsets) -> Floats:
    """Return (S,) float64, the sum of `values` (N,) over each cloud; 0 if empty."""
    size = len(offsets) - 1
    weights = np.asarray(values, dtype=np.float64)
    return np.bincount(owner(offsets), weights, size).astype(np.float64, copy=False)


def concatenated_offsets(parts: Sequence[Offsets]) -> Offsets:
    """Return the offsets of clouds laid one list after the other."""
    return offsets_from_counts(np.concatenate([counts(part) for part in parts]))


def as_column(where: str, value: Any, dtype: npt.DTypeLike) -> AnyArray | Problem:
    """Return `value` as an array of `dtype`, or why that cannot hold it.

    Text is made no wider than its longest name, so that equal names make equal
    columns; numbers keep their values, but for what float32 rounds off.

    Parameters
    ----------
    where : str
        The column, for the message.
    value : array-like
        What is given for it.
    dtype : dtype
        What it must become.

    Examples
    --------
    >>> print(as_column("truth", [0, 256], np.uint8))
    truth
      expected  values that uint8 can hold
      got       256, among others
      cause     it would silently become another number
    """
    wanted = np.dtype(dtype)
    expected = f"values that {wanted.name} can hold"
    try:
        given = np.asarray(value)
        if given.dtype == wanted:
            return given
        if wanted.kind == "U":
            return np.asarray(given.tolist(), dtype=np.str_)
    except ValueError as error:
        return Problem(where, expected, str(error))
    if given.size and given.dtype.kind not in "biuf":
        return Problem(where, expected, f"dtype {given.dtype}")
    with np.errstate(invalid="ignore", over="ignore"):
        plain = given.astype(wanted)
    kept = plain == given
    if wanted.kind == "f":
        kept = np.isfinite(plain) | ~np.isfinite(given)
    if not np.all(kept):
        return Problem(
            where=where,
            expected=expected,
            got=f"{given[~kept].ravel()[0]}, among others",
            cause="it would silently become another number",
        )
    return plain


def set_columns(owner: object, dtypes: Mapping[str, npt.DTypeLike]) -> list[Problem]:
    """Convert the columns of a frozen dataclass in place; None stays None.

    Parameters
    ----------
    owner : dataclass instance
        While it is being made.
    dtypes : mapping of str to dtype
        What each column must become.

    Returns
    -------
    problems : list of Problem
        One for each column that its dtype cannot hold.
    """
    problems = []
    for name, dtype in dtypes.items():
        value = getattr(owner, name)
        if value is None:
            continue
        column = as_column(f"{type(owner).__name__}: {name}", value, dtype)
        if isinstance(column, Problem):
            problems.append(column)
        object.__setattr__(owner, name, column)
    return problems
