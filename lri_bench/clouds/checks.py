# SPDX-License-Identifier: MIT
"""Whether the columns of `Clouds` fit each other; all problems at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from lri_bench.clouds.schema import (
    CLOUD_COLUMNS,
    DTYPES,
    POINT_COLUMNS,
    WIDE_COLUMNS,
    Split,
)
from lri_bench.errors import Problem
from lri_bench.types import Offsets

if TYPE_CHECKING:
    from lri_bench.clouds.columns import Clouds

__all__ = ["column_problems", "dimension_problems", "fit_problems"]


def column_problems(parts: Sequence[Clouds]) -> Iterator[Problem]:
    """Yield which parts have other columns than the first one."""
    expected = _widths(parts[0])
    for number, part in enumerate(parts[1:], start=1):
        got = _widths(part)
        if got != expected:
            yield Problem(
                where=f"part {number} of {len(parts)}",
                expected=f"the columns {', '.join(expected)}",
                got=", ".join(got),
                cause="clouds of different data sets or builders",
            )


def _widths(clouds: Clouds) -> list[str]:
    """Return each column's name, with the shape of a row where that is no number."""
    shapes = ((name, value.shape[1:]) for name, value in clouds.columns())
    return [f"{name} {shape}" if shape else name for name, shape in shapes]


def dimension_problems(clouds: Clouds) -> Iterator[Problem]:
    """Yield which columns have too few or too many axes."""
    for name in DTYPES:
        value = getattr(clouds, name)
        wanted = 2 if name in WIDE_COLUMNS else 1
        if value is not None and value.ndim != wanted:
            yield Problem(f"Clouds: {name}", f"{wanted}-d", f"shape {value.shape}")
    for name, value in (*clouds.point_extra.items(), *clouds.cloud_extra.items()):
        if np.ndim(value) == 0:
            yield Problem(f"Clouds: {name}", "a column", "a single value")


def fit_problems(clouds: Clouds) -> Iterator[Problem]:
    """Yield how columns of the right number of axes do not fit each other."""
    size, points = len(clouds.cloud_id), len(clouds.pos)
    broken = list(_offset_problems(clouds.offsets, size, points))
    yield from broken
    for rows, names, extra in (
        (points, POINT_COLUMNS, clouds.point_extra),
        (size, CLOUD_COLUMNS, clouds.cloud_extra),
    ):
        columns = {name: getattr(clouds, name) for name in names} | dict(extra)
        for name, value in columns.items():
            if value is not None and len(value) != rows:
                yield Problem(f"Clouds: {name}", f"{rows} rows", f"{len(value)}")
    yield from _value_problems(clouds)
    alternatives = clouds.alternatives
    if alternatives and not broken and not alternatives.fit(clouds.offsets):
        yield Problem("Clouds: alternatives", "masks as long as the clouds", "others")
    for name, inner in clouds.context.items():
        if len(inner) != size:
            yield Problem(f"Clouds: context {name}", f"{size} clouds", f"{len(inner)}")
        if "/" in name:  # which parts the names of a file
            yield Problem(f"Clouds: context {name}", "a name without /", name)


def _value_problems(clouds: Clouds) -> Iterator[Problem]:
    for name, highest in (("truth", 1), ("split", max(Split))):
        found = int(getattr(clouds, name).max(initial=0))
        if found > highest:
            yield Problem(f"Clouds: {name}", f"0 to {highest:d}", f"{found}")
    if len(set(clouds.cloud_id.tolist())) != len(clouds.cloud_id):
        yield Problem("Clouds: cloud_id", "every name once", "some are doubled")
    if clouds.direction is not None:
        wide, direction = clouds.pos.shape[1], clouds.direction.shape[1]
        if wide != direction:
            yield Problem("Clouds: direction", f"{wide} columns", f"{direction}")


def _offset_problems(offsets: Offsets, size: int, points: int) -> Iterator[Problem]:
    right = offsets.shape == (size + 1,) and offsets[0] == 0
    if not right or np.any(offsets[1:] < offsets[:-1]) or offsets[-1] != points:
        yield Problem(
            where="Clouds: offsets",
            expected=f"{size + 1} ascending numbers from 0 to {points}",
            got=f"{len(offsets)} numbers: {np.array2string(offsets, threshold=6)}",
        )
