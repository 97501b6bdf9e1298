# SPDX-License-Identifier: MIT
"""Read the CSV files that ACTS writes, two an event."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from lri_bench.builders.actstrack.assemble import (
    EVENT,
    Rows,
    assemble,
    column_problems,
    wanted,
)
from lri_bench.builders.actstrack.events import (
    HITS,
    PARTICLES,
    TrackerEvents,
    joined,
)
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.types import AnyArray

__all__ = ["HITS_PATTERN", "read_csv"]

HITS_PATTERN = "event*-hits.csv"

_MOST_TOLD = 10  # of thousands of files that may all have the same fault

# Of 2022, of today's full chain, and of today's writer left to itself.
_PARTICLES = ("particles_initial", "particles_simulated", "particles")


def read_csv(folder: Path) -> TrackerEvents:
    """Read the events of one kind.

    Parameters
    ----------
    folder : Path
        Holds ``event000000000-hits.csv`` and ``event000000000-particles_initial.csv``
        (today ``-particles_simulated.csv`` or ``-particles.csv``), and so on.

    Returns
    -------
    events : TrackerEvents

    Raises
    ------
    DataError
        If a file is missing, or not such a table.
    """
    hits = sorted(path for path in folder.glob(HITS_PATTERN) if _number(path) >= 0)
    particles = [_particles_beside(path) for path in hits]
    lost = [path.name for path in particles if not path.is_file()]
    if lost or not hits:
        raise DataError(
            Problem(
                where=str(folder),
                expected="event…-hits.csv, and event…-particles_initial.csv for each",
                got=f"no {lost[0]} ({len(lost)} missing)" if lost else "none",
                cause="another folder was meant, or files were left out",
                run=f"ls {folder}",
            )
        )
    raise_if(_doubled(folder, hits), DataError)
    return assemble(_rows(folder, particles, PARTICLES), _rows(folder, hits, HITS))


def _number(path: Path) -> int:
    """Return the number of the event in a file's name, or -1."""
    digits = path.name.removeprefix("event").partition("-")[0]
    return int(digits) if digits.isascii() and digits.isdecimal() else -1


def _doubled(folder: Path, hits: list[Path]) -> Iterator[Problem]:
    names: dict[int, str] = {}
    for path in hits:
        other = names.setdefault(_number(path), path.name)
        if other != path.name:
            yield Problem(
                where=str(folder),
                expected="one file of hits for each event",
                got=f"{other} and {path.name}",
                cause="files of two runs in one folder",
            )


def _particles_beside(hits: Path) -> Path:
    stem = hits.name.removesuffix("hits.csv")
    paths = [hits.with_name(f"{stem}{name}.csv") for name in _PARTICLES]
    return next((path for path in paths if path.is_file()), paths[0])


def _rows(folder: Path, paths: list[Path], columns: tuple[str, ...]) -> Rows:
    """Read the files of all events into one table."""
    digest = hashlib.sha256()
    tables: list[dict[str, AnyArray]] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            data = path.read_bytes()
            table = _table(path, data, columns)
        except (OSError, ValueError) as error:  # pandas' own errors are ValueErrors
            problems.append(_unreadable(path, error))
            continue
        problems += column_problems(Rows(str(path), table, table[EVENT]), columns)
        tables.append(table)
        digest.update(data)
    raise_if(problems[:_MOST_TOLD], DataError)
    known = set(tables[0]).intersection(*tables)
    name = f"{paths[0].name} and {len(paths) - 1} more"
    return Rows(
        str(folder / name),
        {name: joined(name, [t[name] for t in tables]) for name in sorted(known)},
        np.array([_number(path) for path in paths]),
        {f"{folder.name}/{name}": digest.hexdigest()},
    )


def _table(path: Path, data: bytes, columns: tuple[str, ...]) -> dict[str, AnyArray]:
    """Return the columns of a file that are used, as precise as trees hold them.

    Raises
    ------
    ValueError
        If it is no table, or a part of one.
    """
    if data and not data.endswith(b"\n"):
        msg = "a last line without an end"
        raise ValueError(msg)
    table = pd.read_csv(
        io.BytesIO(data), usecols=lambda name: bool(wanted([name], columns))
    )
    stored = {str(name): table[name].to_numpy() for name in table}
    for name, column in stored.items():
        if column.dtype.kind == "f" and np.isnan(column).any():
            msg = f"lines without {name}"
            raise ValueError(msg)
    return {
        name: column.astype(np.float32) if column.dtype.kind == "f" else column
        for name, column in stored.items()
    } | {EVENT: np.full(len(table), _number(path))}


def _unreadable(path: Path, error: Exception) -> Problem:
    return Problem(
        where=str(path),
        expected="a CSV file as ACTS writes it",
        got=(str(error).splitlines() or [type(error).__name__])[0],
        cause="the file was cut off, or is of another kind",
        run=f"head -2 {path}",
    )
