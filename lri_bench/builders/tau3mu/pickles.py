# SPDX-License-Identifier: MIT
"""Read the record's pickle of mixed muon events."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from lri_bench.builders.tau3mu.events import HITS, MuonEvents
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.ragged import counts
from lri_bench.record.cells import Ragged, ragged, without_collector
from lri_bench.record.folder import RecordFile, RecordFolder
from lri_bench.record.frames import Frame, read_frames
from lri_bench.types import Truths

__all__ = ["read_pickle"]

ARCHIVE = "tau3mu_raw.zip"
FILE = "tau3mu_mixed.pkl"
_LABEL = "node_label"
_CLASS = "y"
_COLUMNS = frozenset({*HITS, _LABEL, _CLASS})


def read_pickle(folder: Path) -> MuonEvents:
    """Read the mixed events.

    Parameters
    ----------
    folder : Path
        Holds ``tau3mu_raw.zip`` or its unpacked file.

    Returns
    -------
    events : MuonEvents
        Named after their row. Negative rows have NaN for labels; none of their hits
        is labelled, whatever the file says.

    Raises
    ------
    DataError
        If the file is missing, damaged, or holds another table.
    """
    file = RecordFolder(folder, ARCHIVE, "raw").read(FILE)
    return events_of(file)


def events_of(file: RecordFile) -> MuonEvents:
    """Make events of the content of the pickle.

    Parameters
    ----------
    file : RecordFile

    Returns
    -------
    events : MuonEvents

    Raises
    ------
    DataError
        If it is damaged, or holds another table.
    """
    with without_collector():
        columns, y = _columns(file.where, file.data)
    raise_if(_length_problems(file.where, columns, y), DataError)
    first, label = columns[HITS[0]], columns[_LABEL]
    flat = np.zeros(len(first.values), dtype=np.uint8)
    flat[np.repeat(label.present, counts(first.offsets))] = label.values
    flat[np.repeat(y == 0, counts(first.offsets))] = 0
    rows = np.arange(len(y))
    return MuonEvents(
        name=[f"mixed-{row:06d}" for row in rows.tolist()],
        y=y,
        offsets=first.offsets,
        hits={name: columns[name].values for name in HITS},
        label=flat,
        row=rows,
        sources={FILE: file.sha256},
    )


def _columns(where: str, data: bytes) -> tuple[dict[str, Ragged], Truths]:
    """Return hits and labels, laid out flat, and the class of each event."""
    frame = read_frames(where, data, _COLUMNS)
    raise_if(_frame_problems(where, frame), DataError)
    columns = {
        name: ragged(f"{where}: {name}", frame.columns[name])
        for name in (*HITS, _LABEL)
    }
    return columns, np.asarray(frame.columns[_CLASS], dtype=np.uint8)


def _frame_problems(where: str, frame: object) -> Iterator[Problem]:
    columns = frame.columns if isinstance(frame, Frame) else {}
    lacking = sorted(_COLUMNS - columns.keys())
    if lacking:
        yield Problem(
            where=where,
            expected=f"a DataFrame with {', '.join(sorted(_COLUMNS))}",
            got=f"no {', '.join(lacking)}",
            cause="another file of the record",
        )
    elif (
        columns[_CLASS].dtype.kind not in "biuf"
        or not np.isin(columns[_CLASS], (0, 1)).all()
    ):
        yield Problem(f"{where}: y", "0 or 1", "something else")


def _length_problems(
    where: str, columns: dict[str, Ragged], y: np.ndarray
) -> Iterator[Problem]:
    """Tell events whose columns are not of one length."""
    sizes = counts(columns[HITS[0]].offsets)
    for name, column in columns.items():
        differs = column.present & (counts(column.offsets) != sizes)
        needed = y == 1 if name == _LABEL else np.ones(len(y), dtype=np.bool_)
        missing = needed & ~column.present
        for rows, what in ((differs, "another length"), (missing, "no array")):
            if rows.any():
                yield Problem(
                    where=f"{where}: {name}",
                    expected="an array as long as the other columns of its event",
                    got=f"{what} in {int(rows.sum())} events, first in row "
                    f"{int(np.argmax(rows))}",
                    cause="the file is damaged",
                )
    if not np.isin(columns[_LABEL].values, (0, 1)).all():
        yield Problem(f"{where}: {_LABEL}", "0 or 1", "something else")
