# SPDX-License-Identifier: MIT
"""Read the record's pickles of tracker events."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from lri_bench.builders.actstrack.events import HITS, PARTICLES, Table, TrackerEvents
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.ragged import offsets_from_counts
from lri_bench.record.folder import RecordFolder
from lri_bench.record.frames import Frame, read_frames
from lri_bench.types import AnyArray

__all__ = ["read_pickles"]

_TABLES = 3  # particles before and after the simulation, and hits


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
    events = read_frames(file.where, file.data)
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
    lacking = {name for frame in frames for name in names if name not in frame.columns}
    if lacking:
        raise DataError(
            Problem(
                where=where,
                expected=f"the columns {', '.join(names)}",
                got=f"events without {', '.join(sorted(lacking))}",
                cause="written by another version of ACTS than the record's",
            )
        )
    # The columns of an empty DataFrame have no dtype to speak of.
    filled = [frame for frame in frames if len(frame)]
    columns = {
        name: _joined([frame.columns[name] for frame in filled]) for name in names
    }
    columns["particle_id"] = _identifiers(where, columns["particle_id"])
    return Table(columns, offsets_from_counts([len(frame) for frame in frames]))


def _joined(parts: list[AnyArray]) -> AnyArray:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _identifiers(where: str, column: AnyArray) -> AnyArray:
    """Return barcodes as integers; floating-point numbers have lost bits of them."""
    if column.dtype.kind in "iu":
        return column.astype(np.uint64)
    problem = Problem(
        where=f"{where}: particle_id",
        expected="integers",
        got=str(column.dtype),
        cause="barcodes have 64 bits, of which floating-point numbers keep 53: "
        "particles of one event could no longer be told apart",
        run="write the tables anew with particle_id as uint64",
    )
    raise DataError(problem)
