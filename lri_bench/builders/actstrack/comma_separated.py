# SPDX-License-Identifier: MIT
"""Read the CSV files that ACTS writes, two an event."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lri_bench.builders.actstrack.assemble import EVENT, Rows, assemble, wanted
from lri_bench.builders.actstrack.events import HITS, PARTICLES, TrackerEvents
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.types import AnyArray

__all__ = ["HITS_PATTERN", "read_csv"]

HITS_PATTERN = "event*-hits.csv"

_PARTICLES = ("particles_initial", "particles")  # of 2022, and of today


def read_csv(folder: Path) -> TrackerEvents:
    """Read the events of one kind.

    Parameters
    ----------
    folder : Path
        Holds ``event000000000-hits.csv`` and ``event000000000-particles_initial.csv``
        (today ``-particles.csv``), and so on.

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
    return assemble(_rows(folder, particles, PARTICLES), _rows(folder, hits, HITS))


def _number(path: Path) -> int:
    """Return the number of the event in a file's name, or -1."""
    digits = path.name.removeprefix("event").partition("-")[0]
    return int(digits) if digits.isascii() and digits.isdecimal() else -1


def _particles_beside(hits: Path) -> Path:
    stem = hits.name.removesuffix("hits.csv")
    paths = [hits.with_name(f"{stem}{name}.csv") for name in _PARTICLES]
    return next((path for path in paths if path.is_file()), paths[0])


def _rows(folder: Path, paths: list[Path], columns: tuple[str, ...]) -> Rows:
    """Read the files of all events into one table."""
    digest = hashlib.sha256()
    tables: list[pd.DataFrame] = []
    problems: list[Problem] = []
    numbers = [_number(path) for path in paths]
    for path, number in zip(paths, numbers, strict=True):
        try:
            data = path.read_bytes()
            table = pd.read_csv(path, usecols=lambda n: n in wanted([n], columns))
        except (OSError, ValueError, pd.errors.ParserError) as error:
            problems.append(_unreadable(path, error))
            continue
        digest.update(data)
        tables.append(table.assign(**{EVENT: number}))
    raise_if(problems, DataError)
    whole = pd.concat(tables, ignore_index=True)
    name = f"{paths[0].name} and {len(paths) - 1} more"
    return Rows(
        str(folder / name),
        {str(name): _stored(whole[name]) for name in whole},
        np.array(numbers),
        {f"{folder.name}/{name}": digest.hexdigest()},
    )


def _stored(column: pd.Series[Any]) -> AnyArray:
    """Return a column with the precision in which trees and pickles have it."""
    values = column.to_numpy()
    return values.astype(np.float32) if values.dtype.kind == "f" else values


def _unreadable(path: Path, error: Exception) -> Problem:
    return Problem(
        where=str(path),
        expected="a CSV file as ACTS writes it",
        got=(str(error).splitlines() or [type(error).__name__])[0],
        cause="the file was cut off, or is of another kind",
        run=f"head -2 {path}",
    )
