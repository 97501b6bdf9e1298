# SPDX-License-Identifier: MIT
"""Compare two editions of a data set cloud by cloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lri_bench.clouds import Clouds
from lri_bench.ragged import cloud_sum, counts, offsets_from_counts
from lri_bench.types import AnyArray, Bools, Ints
from lri_bench.verify.outcome import Outcome, Verdict, of_clouds

__all__ = ["compare"]

_RELATIVE = 1e-5  # times were converted between units, areas summed in another order


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Clouds of two editions that are the same, and how that was told."""

    mine: Ints
    theirs: Ints
    by: str


def compare(mine: Clouds, theirs: Clouds, tolerance: float) -> Iterator[Outcome]:
    """Tell where two editions differ.

    Parameters
    ----------
    mine, theirs : Clouds
        Clouds are matched by name; where no names are shared by their row in the raw
        file; else, if there are equally many, by their place.
    tolerance : float
        How far two positions may be apart, in the unit of positions.

    Yields
    ------
    outcome : Outcome
        Clouds are named as in `mine`; those that only `theirs` has as there.
    """
    pairs = _matched(mine, theirs)
    yield from _unmatched(mine, theirs, pairs)
    if not len(pairs.mine):
        return
    left, right = mine.select(pairs.mine), theirs.select(pairs.theirs)
    names = left.cloud_id
    yield of_clouds("class", names, left.y != right.y, "the same class")
    yield of_clouds("split", names, left.split != right.split, "the same split")
    yield _points("important points", _important(left), _important(right), tolerance)
    sizes = counts(left.offsets) != counts(right.offsets)
    yield of_clouds("points", names, sizes, "equally many points")
    alike = np.flatnonzero(~sizes)
    left, right = left.select(alike), right.select(alike)
    yield _points("positions", left, right, tolerance)
    differs = left.truth != right.truth
    yield of_clouds("labels", left.cloud_id, _any(left, differs), "the same labels")
    differs = _features_differ(left, right)
    yield of_clouds("features", left.cloud_id, _any(left, differs), "the same features")


def _important(clouds: Clouds) -> Clouds:
    """Return clouds of the important points alone."""
    keep = clouds.truth == 1
    return Clouds(
        offsets=offsets_from_counts(cloud_sum(keep, clouds.offsets).astype(np.int64)),
        pos=clouds.pos[keep],
        x=clouds.x[keep],
        truth=clouds.truth[keep],
        cloud_id=clouds.cloud_id,
        y=clouds.y,
        split=clouds.split,
    )


def _points(check: str, left: Clouds, right: Clouds, tolerance: float) -> Outcome:
    """Compare where the points are, in their order."""
    wrong = counts(left.offsets) != counts(right.offsets)
    alike = np.flatnonzero(~wrong)
    mine, theirs = left.select(alike), right.select(alike)
    apart = np.linalg.norm(mine.pos.astype(np.float64) - theirs.pos, axis=1)
    wrong[alike] = _any(mine, apart > tolerance)
    return of_clouds(
        check, left.cloud_id, wrong, f"at the same places, ± {tolerance:g}"
    )


def _features_differ(left: Clouds, right: Clouds) -> Bools:
    if left.x.shape[1] != right.x.shape[1]:
        return np.ones(left.points, dtype=np.bool_)
    same = np.isclose(left.x, right.x, rtol=_RELATIVE, atol=0)
    differs: Bools = same.sum(1) < same.shape[1]
    return differs


def _any(clouds: Clouds, points: Bools) -> Bools:
    return cloud_sum(points, clouds.offsets) > 0


def _matched(mine: Clouds, theirs: Clouds) -> _Pairs:
    pairs = _intersection(mine.cloud_id, theirs.cloud_id, "name")
    if len(pairs.mine):
        return pairs
    rows = [clouds.cloud_extra.get("row") for clouds in (mine, theirs)]
    if rows[0] is not None and rows[1] is not None:
        return _intersection(rows[0], rows[1], "row of the raw file")
    if len(mine) == len(theirs):
        return _Pairs(np.arange(len(mine)), np.arange(len(mine)), "place")
    nothing = np.empty(0, dtype=np.int64)
    return _Pairs(nothing, nothing, "nothing")


def _intersection(mine: AnyArray, theirs: AnyArray, by: str) -> _Pairs:
    _, left, right = np.intersect1d(mine, theirs, return_indices=True)
    order = np.argsort(left)
    return _Pairs(left[order], right[order], by)


def _unmatched(mine: Clouds, theirs: Clouds, pairs: _Pairs) -> Iterator[Outcome]:
    sides = ((mine, pairs.mine, "only here"), (theirs, pairs.theirs, "only there"))
    matched = f"{len(pairs.mine):,} clouds matched by {pairs.by}"
    for clouds, chosen, check in sides:
        alone = np.ones(len(clouds), dtype=np.bool_)
        alone[chosen] = False
        names = tuple(clouds.cloud_id[alone].tolist())
        verdict = Verdict.FAILED if names else Verdict.PASSED
        yield Outcome(check, verdict, f"{len(names):,}; {matched}", names)
