# SPDX-License-Identifier: MIT
"""Tracks of ActsTrack, told from the hits that they left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from lri_bench.clouds import Clouds
from lri_bench.ragged import owner
from lri_bench.types import AnyArray, Bools, Floats, Ints

__all__ = ["Tracks", "pseudorapidity", "transverse"]

_TIME: Final = 0  # column of x


@dataclass(frozen=True, eq=False)
class Tracks:
    """The T tracks of all events.

    Attributes
    ----------
    event : (T,) int64
        The event of each.
    hits : (T,) int64
        How many it left.
    important : (T,) bool
        Whether any of them is important.
    first : (T,) int64
        The place of its earliest hit among all points.
    """

    event: Ints
    hits: Ints
    important: Bools
    first: Ints

    @classmethod
    def of(cls, clouds: Clouds) -> Tracks:
        """Return the tracks of events with `group`."""
        event, group = owner(clouds.offsets), _groups(clouds)
        order = np.lexsort((clouds.x[:, _TIME], group, event))
        sorted_event, sorted_group = event[order], group[order]
        new = np.ones(len(order), dtype=np.bool_)
        new[1:] = np.diff(sorted_event) != 0
        new[1:] |= np.diff(sorted_group) != 0
        track, size = np.cumsum(new) - 1, int(new.sum())
        labelled = np.bincount(track, weights=clouds.truth[order], minlength=size)
        return cls(
            event=sorted_event[new],
            hits=np.bincount(track, minlength=size),
            important=labelled > 0,
            first=order[new],
        )


def _groups(clouds: Clouds) -> AnyArray:
    return np.zeros(clouds.points) if clouds.group is None else clouds.group


def transverse(momentum: Floats) -> Floats:
    """Return (n,) float64, the part across the beam of (n, 3) momenta.

    Examples
    --------
    >>> transverse(np.array([[3.0, 4.0, 9.0]]))
    array([5.])
    """
    size: Floats = np.hypot(momentum[:, 0], momentum[:, 1])
    return size


def pseudorapidity(momentum: Floats) -> Floats:
    """Return (n,) float64 of (n, 3) momenta; along the beam it is not finite.

    Examples
    --------
    >>> pseudorapidity(np.array([[1.0, 0.0, 0.0], [1.0, 0.0, np.sinh(2)]]))
    array([0., 2.])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        value: Floats = np.arcsinh(momentum[:, 2] / transverse(momentum))
    return value
