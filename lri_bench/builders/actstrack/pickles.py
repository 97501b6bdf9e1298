# SPDX-License-Identifier: MIT
"""Read the record's pickles of tracker events."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from lri_bench.builders.actstrack.events import (
    HITS,
    PARTICLES,
    Table,
    TrackerEvents,
    joined,
    kind_problems,
)
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.ragged import offsets_from_counts
from lri_bench.record.folder import RecordFolder
from lri_bench.record.frames import Frame, read_frames

__all__ = ["read_pickles"]

_TABLES = 3  # particles before and after the simulation, and hits
_COLUMNS = frozenset({*PARTICLES, *HITS})


def read_pickles(folder: Path, field: str) -> tuple[TrackerEvents, TrackerEvents]:
    """Read signal and background of one field strength.

    Parameters
    ----------
    folder : Path
        Holds ``actstrack_raw_<field>.zip`` or its unpacked files.
    field : str
        Such as ``2T``.

    Returns
    -------
    signal, background : TrackerEvents

    Raises
    ------
    DataError
        If a file is missing, damaged, or holds other tables.
    """
    source = RecordFolder(folder, f"actstrack_raw_{field}.zip", f"raw_{field}")
    return (
        _read(source, f"signal_events_{field}.pkl"),
        _read(source, f"bkg_events_{field}.pkl"),
    )


def _read(source: RecordFolder, name: str) -> TrackerEvents:
    file = source.read(name)
    events = read_frames(file.where, file.data, _COLUMNS)
    raise_if(_shape_problems(file.where, events), DataError)
    particles = _table(file.where, [event[0] for event in events], PARTICLES)
    hits = _table(file.where, [event[2] for event in events], HITS)
    return TrackerEvents(np.arange(len(events)), particles, hits, {name: file.sha256})


def _shape_problems(where: str, events: Any) -> Iterator[Problem]:
    """Tell what is not a list of (particles, final particles, hits)."""
    listed = events if isinstance(events, list) else []
    odd = [
        row
        for row, event in enumerate(listed)
        if not isinstance(event, tuple | list)
        or len(event) != _TABLES
        or not all(isinstance(table, Frame) for table in event)
    ]
    if odd or not listed:
        yield Problem(
            where=where,
            expected="a list of events, each three DataFrames",
            got=f"{len(odd):,} of {len(listed):,} events of another kind"
            if listed
            else f"{type(events).__name__} without events",
            cause="another file of the record, or a damaged one",
        )


def _table(where: str, frames: list[Frame], names: tuple[str, ...]) -> Table:
    """Lay the frames of all events out as one table."""
    filled = (frame.columns.keys() for frame in frames if len(frame))
    lacking = {name for columns in filled for name in names if name not in columns}
    if lacking:
        raise DataError(
            Problem(
                where=where,
                expected=f"the columns {', '.join(names)}",
                got=f"events without {', '.join(sorted(lacking))}",
                cause="written by another version of ACTS than the record's",
            )
        )
    columns = {
        name: joined(name, [frame.columns[name] for frame in frames if len(frame)])
        for name in names
    }
    raise_if(kind_problems(where, columns), DataError)
    return Table(columns, offsets_from_counts([len(frame) for frame in frames]))
