# SPDX-License-Identifier: MIT
"""Read the ROOT trees that ACTS writes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import awkward as ak
import numpy as np

from lri_bench.builders.actstrack.assemble import EVENT, Rows, assemble, wanted
from lri_bench.builders.actstrack.events import HITS, PARTICLES, TrackerEvents
from lri_bench.record.root_file import Branches, read_branches

__all__ = ["PARTICLES_FILE", "read_trees"]

PARTICLES_FILE = "particles_initial.root"
HITS_FILE = "hits.root"


def read_trees(folder: Path) -> TrackerEvents:
    """Read the events of one kind.

    Parameters
    ----------
    folder : Path
        Holds ``particles_initial.root`` (tree ``particles``, one entry an event) and
        ``hits.root`` (tree ``hits``, one entry a hit).

    Returns
    -------
    events : TrackerEvents

    Raises
    ------
    DataError
        If a file is missing, damaged, or holds other trees.
    """
    return assemble(_particles(folder / PARTICLES_FILE), _hits(folder / HITS_FILE))


def _particles(path: Path) -> Rows:
    read = read_branches(path, "particles", partial(wanted, columns=PARTICLES))
    vectors = {name: array for name, array in read.arrays.items() if name != EVENT}
    columns = {name: ak.to_numpy(ak.flatten(array)) for name, array in vectors.items()}
    if vectors and EVENT in read.arrays:
        sizes = ak.num(next(iter(vectors.values())))
        columns[EVENT] = np.repeat(ak.to_numpy(read.arrays[EVENT]), sizes)
    events = ak.to_numpy(read.arrays.get(EVENT, []))
    return Rows(read.where, columns, events, _source(path, read))


def _hits(path: Path) -> Rows:
    read = read_branches(path, "hits", partial(wanted, columns=HITS))
    columns = {name: ak.to_numpy(array) for name, array in read.arrays.items()}
    events = columns.get(EVENT, np.empty(0, dtype=np.int64))
    return Rows(read.where, columns, events, _source(path, read))


def _source(path: Path, read: Branches) -> dict[str, str]:
    return {f"{path.parent.name}/{path.name}": read.sha256}
