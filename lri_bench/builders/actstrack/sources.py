# SPDX-License-Identifier: MIT
"""Find out how a folder holds tracker events, and read them."""

from __future__ import annotations

from pathlib import Path

from lri_bench.builders.actstrack.comma_separated import HITS_PATTERN, read_csv
from lri_bench.builders.actstrack.events import TrackerEvents
from lri_bench.builders.actstrack.trees import (
    HITS_FILE,
    PARTICLES_FILES,
    read_trees,
)
from lri_bench.errors import DataError, Problem

__all__ = ["read_acts"]

_FOLDERS = {"signal": ("signal",), "background": ("background", "bkg")}


def read_acts(folder: Path) -> tuple[TrackerEvents, TrackerEvents]:
    """Read signal and background as ACTS wrote them, in ROOT trees or CSV.

    Parameters
    ----------
    folder : Path
        Holds the folders ``signal`` and ``background`` (or ``bkg``), each with
        ``particles_initial.root`` (today ``particles_simulation.root``) and
        ``hits.root``, or with the CSV files of each event.

    Returns
    -------
    signal, background : TrackerEvents

    Raises
    ------
    DataError
        If one of the two is missing or damaged.
    """
    signal, background = (_read(folder, kind) for kind in _FOLDERS)
    return signal, background


def _read(folder: Path, kind: str) -> TrackerEvents:
    for path in (folder / name for name in _FOLDERS[kind]):
        if any((path / name).is_file() for name in (*PARTICLES_FILES, HITS_FILE)):
            return read_trees(path)
        if any(path.glob(HITS_PATTERN)):
            return read_csv(path)
    names = " or ".join(f"{folder / name}" for name in _FOLDERS[kind])
    raise DataError(
        Problem(
            where=str(folder),
            expected=f"{names} with {PARTICLES_FILES[0]} and {HITS_FILE}, "
            f"or {HITS_PATTERN}",
            got="neither" if folder.is_dir() else "no such folder",
            cause="another folder was meant",
            run="lri-bench build actstrack@root --from FOLDER",
        )
    )
