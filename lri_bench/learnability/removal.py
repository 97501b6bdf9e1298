# SPDX-License-Identifier: MIT
"""Clouds that have lost their important points, and negatives that match them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lri_bench.clouds import Clouds
from lri_bench.learnability.settings import Control
from lri_bench.ragged import cloud_sum, owner
from lri_bench.types import Bools, Floats, Ints

__all__ = ["matched_loss", "shown_points"]


def shown_points(clouds: Clouds) -> Iterator[tuple[str, str, Bools]]:
    """Yield names, meanings, and (N,) which points are shown.

    Parameters
    ----------
    clouds : Clouds
        Of which nothing is marked, those stay whole.
    """
    marked: Bools = clouds.truth == 1
    some = cloud_sum(clouds.truth, clouds.offsets) > 0
    yield "all", "all points", np.ones_like(marked)
    yield "without", "important points taken away", ~marked
    yield "only", "important points alone", marked | ~some[owner(clouds.offsets)]


def matched_loss(
    clouds: Clouds, control: Control, random: np.random.Generator
) -> Bools:
    """Return which points go, so that sizes do not tell the classes.

    Parameters
    ----------
    clouds : Clouds
    control : Control
        What negatives lose.
    random : numpy.random.Generator

    Returns
    -------
    lost : (N,) bool
        Important points of positives, and points of negatives by the control.
    """
    marked: Bools = clouds.truth == 1
    if control is Control.MARKED:
        return marked
    lost: Bools = marked & (clouds.y[owner(clouds.offsets)] == 1)
    return lost | _tracks(clouds, lost, random) if control is Control.TRACKS else lost


def _tracks(clouds: Clouds, lost: Bools, random: np.random.Generator) -> Bools:
    """Return points of whole tracks, as many tracks as positives lose."""
    if clouds.group is None:
        return np.zeros_like(lost)
    cloud = owner(clouds.offsets)
    pairs = np.stack([cloud, clouds.group], 1)
    gone = np.bincount(np.unique(pairs[lost], axis=0)[:, 0], minlength=len(clouds))
    tracks, of_point = np.unique(pairs, axis=0, return_inverse=True)
    wanted = _drawn(gone, clouds, random)
    rank = _ranks(tracks[:, 0], random.random(len(tracks)))
    chosen: Bools = rank < wanted[tracks[:, 0]]
    return chosen[of_point.ravel()]


def _drawn(gone: Ints, clouds: Clouds, random: np.random.Generator) -> Ints:
    """Return (S,) int64: for negatives what a positive lost, for positives 0."""
    chosen = random.choice(gone[clouds.y == 1], size=len(clouds))
    return np.where(clouds.y == 1, 0, chosen)


def _ranks(group: Ints, values: Floats) -> Ints:
    """Return the rank of each value within its group; groups stand together."""
    order = np.lexsort((values, group))
    ranks = np.empty(len(group), dtype=np.int64)
    first = np.searchsorted(group, group)
    ranks[order] = np.arange(len(group))
    return ranks - first
