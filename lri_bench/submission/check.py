# SPDX-License-Identifier: MIT
"""Whether a submission fits its edition; all problems are told in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lri_bench.errors import Problem
from lri_bench.ragged import counts
from lri_bench.submission.file import Part
from lri_bench.truth import Truth
from lri_bench.types import AnyArray, Ints

__all__ = ["Scope", "check_names", "check_part", "notices", "scope_of", "summary"]

_SHOWN = 3


@dataclass(frozen=True)
class Scope:
    """Which test clouds a submission covers.

    Attributes
    ----------
    name : str
        ``"test clouds"`` or ``"positive test clouds"``.
    clouds : (K,) int64
        Positions of these clouds in the truth.
    """

    name: str
    clouds: Ints


def scope_of(cloud_id: AnyArray, truth: Truth) -> Scope:
    """Return what a submission sets out to cover: all test clouds, or positives.

    A submission that names any negative test cloud is held against all of them.
    """
    negatives = truth.cloud_id[truth.y == 0]
    if np.isin(cloud_id, negatives).any() or not (truth.y == 1).any():
        return Scope("test clouds", np.arange(len(truth)))
    return Scope("positive test clouds", np.flatnonzero(truth.y == 1))


def check_part(where: str, edition: str, part: Part, truth: Truth) -> list[Problem]:
    """Return everything that keeps a part from being scored.

    Parameters
    ----------
    where : str
        The file, for the messages.
    edition : str
        ``dataset@edition``.
    part : Part
        Well formed (see `lri_bench.submission.structure`).
    truth : Truth
        Of the edition.

    Returns
    -------
    problems : list of Problem
        Empty if the part can be scored.
    """
    problems = check_names(where, edition, part.cloud_id, truth)
    where = f"{where}: {edition}"
    problems += _point_problems(where, edition, part, truth)
    if truth.direction is not None:
        problems += _dimension_problems(where, part, truth.direction.shape[1])
    return problems


def notices(part: Part) -> list[str]:
    """Return what a reader should know of a part that can be scored.

    Parameters
    ----------
    part : Part
        Without problems.

    Returns
    -------
    notices : list of str
        Full sentences.
    """
    found = []
    importance = np.atleast_2d(part.importance)
    if part.order_key is None:
        found.append(
            "No order_key in the file: whether the points come in the edition's "
            "order could not be checked."
        )
    if (importance.min(axis=1) == importance.max(axis=1)).any():
        found.append(
            "All importances are equal: nothing is ranked, every ROC AUC is 0.5."
        )
    elif importance.dtype.kind in "biu" or importance.dtype == np.float16:
        found.append(_coarse(importance))
    return found


def summary(part: Part, truth: Truth) -> str:
    """Return in one line what a part without problems holds."""
    scope = scope_of(part.cloud_id, truth)
    seeds = f"{part.seeds} seed" + ("s" if part.seeds > 1 else "")
    points = part.importance.shape[-1]
    return f"all {len(scope.clouds):,} {scope.name}, {points:,} points, {seeds}"


def _coarse(importance: AnyArray) -> str:
    distinct = len(np.unique(importance[0]))
    return (
        f"Importances are stored as {importance.dtype}: {distinct:,} distinct values "
        f"for {importance.shape[1]:,} points; ties count half."
    )


def check_names(
    where: str, edition: str, cloud_id: AnyArray, truth: Truth
) -> list[Problem]:
    """Return what is wrong with the names of the clouds alone.

    Parameters
    ----------
    where : str
        The file, for the messages.
    edition : str
        ``dataset@edition``.
    cloud_id : (C,) str
        Names, in any order.
    truth : Truth
        Of the edition.

    Returns
    -------
    problems : list of Problem
    """
    scope = scope_of(cloud_id, truth)
    wanted = truth.cloud_id[scope.clouds]
    where = f"{where}: {edition}/cloud_id"
    expected = f"the {len(wanted):,} {scope.name}, each once"
    return list(_name_problems(where, expected, cloud_id, truth.cloud_id, wanted))


def _name_problems(
    where: str, expected: str, given: AnyArray, known: AnyArray, wanted: AnyArray
) -> Iterator[Problem]:
    names, times = np.unique(given, return_counts=True)
    doubled = names[times > 1]
    if doubled.size:
        yield Problem(
            where=where,
            expected=expected,
            got=f"{doubled.size:,} doubled: {_some(doubled)}",
            cause="batches were added twice; seeds belong in rows of importance",
        )
    unknown = names[~np.isin(names, known)]
    if unknown.size:
        yield Problem(
            where=where,
            expected=expected,
            got=f"{unknown.size:,} that are no test clouds: {_some(unknown)}",
            cause="clouds of the training or validation split, of another edition, "
            "or dropped from this one",
            run="lri-bench describe DATASET@EDITION tells the split",
        )
    missing = wanted[~np.isin(wanted, names)]
    if missing.size:
        yield Problem(
            where=where,
            expected=expected,
            got=f"{missing.size:,} missing: {_some(missing)}",
            cause="a last batch that was dropped, or clouds that another version "
            "of a package could not build",
            run="lri-bench describe DATASET@EDITION tells the split",
        )


def _point_problems(
    where: str, edition: str, part: Part, truth: Truth
) -> Iterator[Problem]:
    mine, theirs = _matched(part.cloud_id, truth.cloud_id)
    sizes = counts(part.offsets)[mine]
    right = counts(truth.offsets)[theirs]
    for wrong, word in ((sizes < right, "too few"), (sizes > right, "too many")):
        if wrong.any():
            first = int(np.flatnonzero(wrong)[0])
            yield Problem(
                where=f"{where}/offsets",
                expected=f"{right[first]} points in cloud {part.cloud_id[mine[first]]}",
                got=f"{sizes[first]} points; {int(wrong.sum()):,} clouds have {word}",
                cause="points were filtered or padded, hydrogens kept or removed",
            )
    if part.order_key is None:
        return
    same_size = sizes == right
    given = part.order_key.astype(np.uint64)[mine]
    other = (given != truth.order_key[theirs]) & same_size
    if other.any():
        yield Problem(
            where=f"{where}/order_key",
            expected="the points of each cloud in the edition's order",
            got=f"another order (or other points) in {int(other.sum()):,} of "
            f"{len(mine):,} clouds: {_some(part.cloud_id[mine[other]])}",
            cause="points were sorted or shuffled after loading, or another "
            "edition was explained",
            run=f"lri-bench describe {edition}",
        )


def _dimension_problems(where: str, part: Part, dimension: int) -> Iterator[Problem]:
    for name in ("direction", "covariance"):
        values = getattr(part, name)
        if values is not None and not 2 <= values.shape[-1] <= dimension:
            yield Problem(
                where=f"{where}/{name}",
                expected=f"d from 2 to {dimension}, the edition's dimensions",
                got=f"d = {values.shape[-1]}",
            )


def _matched(mine: AnyArray, theirs: AnyArray) -> tuple[Ints, Ints]:
    """Return positions in both arrays of the names that both have."""
    _, first, second = np.intersect1d(mine, theirs, return_indices=True)
    return first, second


def _some(names: AnyArray) -> str:
    shown = ", ".join(ascii(str(name))[1:-1][:40] for name in names[:_SHOWN])
    return shown + (", …" if len(names) > _SHOWN else "")
