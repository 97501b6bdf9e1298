# SPDX-License-Identifier: MIT
"""Read the ROOT trees that ACTS writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import awkward as ak
import numpy as np

from lri_bench.builders.actstrack.assemble import EVENT, Rows, assemble, wanted
from lri_bench.builders.actstrack.events import HITS, PARTICLES, TrackerEvents
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.record.root_file import (
    Branches,
    dimension_problems,
    read_branches,
)
from lri_bench.types import AnyArray

__all__ = ["HITS_FILE", "PARTICLES_FILES", "read_trees"]

PARTICLES_FILES = ("particles_initial.root", "particles_simulation.root")
"""Of 2022, and of today."""

HITS_FILE = "hits.root"


def read_trees(folder: Path) -> TrackerEvents:
    """Read the events of one kind.

    Parameters
    ----------
    folder : Path
        Holds ``particles_initial.root`` or ``particles_simulation.root`` (tree
        ``particles``, one entry an event) and ``hits.root`` (tree ``hits``, one entry
        a hit).

    Returns
    -------
    events : TrackerEvents

    Raises
    ------
    DataError
        If a file is missing, damaged, or holds other trees.
    """
    paths = [folder / name for name in PARTICLES_FILES]
    particles = next((path for path in paths if path.is_file()), paths[0])
    return assemble(_particles(particles), _hits(folder / HITS_FILE))


def _particles(path: Path) -> Rows:
    read = read_branches(path, "particles", partial(wanted, columns=PARTICLES))
    vectors = {name: array for name, array in read.arrays.items() if name != EVENT}
    raise_if(
        dimension_problems(read, dict.fromkeys(vectors, 2) | {EVENT: 1}), DataError
    )
    columns = {name: ak.to_numpy(ak.flatten(array)) for name, array in vectors.items()}
    events = ak.to_numpy(read.arrays.get(EVENT, []))
    raise_if(_vector_problems(read, vectors, events), DataError)
    if vectors and EVENT in read.arrays:
        columns[EVENT] = np.repeat(events, ak.num(next(iter(vectors.values()))))
    return Rows(read.where, columns, events, _source(path, read))


def _hits(path: Path) -> Rows:
    read = read_branches(path, "hits", partial(wanted, columns=HITS))
    raise_if(dimension_problems(read, dict.fromkeys(read.arrays, 1)), DataError)
    columns = {name: ak.to_numpy(array) for name, array in read.arrays.items()}
    events = columns.get(EVENT, np.empty(0, dtype=np.int64))
    return Rows(read.where, columns, events, _source(path, read))


def _vector_problems(
    read: Branches, vectors: Mapping[str, Any], events: AnyArray
) -> Iterator[Problem]:
    """Tell particles that cannot be told apart by event."""
    sizes = {name: ak.to_numpy(ak.num(array)) for name, array in vectors.items()}
    first = next(iter(sizes.values()), np.empty(0))
    odd = [name for name, size in sizes.items() if not np.array_equal(size, first)]
    if odd:
        yield Problem(
            where=read.where,
            expected="vectors of one length in each entry",
            got=f"other lengths in {', '.join(odd)}",
            cause="the file is damaged",
        )
    if len(np.unique(events)) < len(events):
        yield Problem(
            where=f"{read.where}: {EVENT}",
            expected="a number of its own for each event",
            got=f"{len(np.unique(events)):,} numbers for {len(events):,} events",
            cause="several runs were joined, each of which counts from 0",
            run="give each run a folder of its own, or number the events anew",
        )


def _source(path: Path, read: Branches) -> dict[str, str]:
    return {f"{path.parent.name}/{path.name}": read.sha256}
