# SPDX-License-Identifier: MIT
"""Write simulated events as ROOT trees, named as ACTS did in 2022."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import awkward as ak
import numpy as np
import uproot

from lri_bench.builders.actstrack.assemble import EVENT
from lri_bench.builders.actstrack.events import TrackerEvents, barcode_parts
from lri_bench.builders.actstrack.trees import HITS_FILE, PARTICLES_FILES
from lri_bench.generators.plan import Plan
from lri_bench.generators.tracker.build import Wanted, checked
from lri_bench.generators.tracker.enough import chunks_until
from lri_bench.generators.tracker.settings import DEFAULT, TrackerSettings
from lri_bench.generators.tracker.simulate import events_chunk
from lri_bench.generators.tracker.tables import events_of
from lri_bench.parallel import Workers
from lri_bench.ragged import counts, owner
from lri_bench.storage.atomic import make_folder, output_error
from lri_bench.types import AnyArray

__all__ = ["write_files", "write_trees"]


def write_trees(
    folder: Path,
    plan: Plan,
    workers: Workers,
    settings: TrackerSettings = DEFAULT,
) -> Iterator[Path]:
    """Write all events of which `build_sim` makes clouds, with all of their hits.

    ``actstrack@root`` makes the same clouds of these trees.

    Parameters
    ----------
    folder : Path
        Gets the folders ``signal`` and ``background``, each with
        ``particles_initial.root`` (one entry an event) and ``hits.root`` (one entry
        a hit; mm, ns, GeV).
    plan, workers, settings
        As of `lri_bench.generators.tracker.build.build_sim`.

    Yields
    ------
    path : Path
        Of each file, once it is whole.

    Raises
    ------
    DataError
        If a number is out of range.
    OutputError
        If a folder cannot be made.
    ModuleNotFoundError
        If pythia8mc or pyacts is not installed.
    """
    wanted = checked(plan, settings)
    for kind, number in wanted.kinds().items():
        yield from write_files(folder / kind, _events(kind, number, wanted, workers))


def _events(
    kind: str, number: int, wanted: Wanted, workers: Workers
) -> Iterator[TrackerEvents]:
    """Yield events chunk by chunk, up to the last one that is needed."""
    lacking = number
    first = wanted.first_chunk(kind)
    for arrays in chunks_until(number, first, events_chunk, workers):
        events = events_of(arrays)
        kept = arrays["kept"]
        needed = len(events) if len(kept) < lacking else int(kept[lacking - 1]) + 1
        yield _first(events, needed)
        lacking -= len(kept)


def _first(events: TrackerEvents, number: int) -> TrackerEvents:
    chosen = np.arange(number)
    return TrackerEvents(
        events.event_id[chosen],
        events.particles.select(chosen),
        events.hits.select(chosen),
    )


def write_files(folder: Path, chunks: Iterable[TrackerEvents]) -> list[Path]:
    """Write events of one kind, the files beside their place until they are whole.

    Parameters
    ----------
    folder : Path
        Is made if it is not there.
    chunks : iterable of TrackerEvents
        With the columns of simulated particles and hits.

    Returns
    -------
    paths : list of Path
        Of particles and of hits.

    Raises
    ------
    OutputError
        If they cannot be written.
    """
    make_folder(folder)
    names = (PARTICLES_FILES[0], HITS_FILE)
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".") as name:
            _write_chunks(Path(name) / names[0], Path(name) / names[1], chunks)
            for file in names:
                (Path(name) / file).replace(folder / file)
    except OSError as error:
        raise output_error(folder / names[0], error) from error
    return [folder / file for file in names]


def _write_chunks(particles: Path, hits: Path, chunks: Iterable[TrackerEvents]) -> None:
    with uproot.recreate(particles) as one, uproot.recreate(hits) as other:
        trees: tuple[Any, Any] | None = None
        for events in chunks:
            of_event, of_hit = _particle_columns(events), _hit_columns(events)
            if trees is None:
                trees = (
                    one.mktree("particles", _kinds(of_event)),
                    other.mktree("hits", _kinds(of_hit)),
                )
            trees[0].extend(of_event)
            trees[1].extend(of_hit)


def _kinds(columns: Mapping[str, ak.Array]) -> dict[str, str]:
    """Return the types of branches: ``uint32``, or ``var * float32``."""
    return {name: str(a.type).partition(" * ")[2] for name, a in columns.items()}


def _particle_columns(events: TrackerEvents) -> dict[str, ak.Array]:
    """Return a number, and vectors, for each event."""
    table = events.particles
    momentum = np.stack([table[name] for name in ("px", "py", "pz")]).astype(float)
    size = np.linalg.norm(momentum, axis=0)
    across = np.hypot(*momentum[:2])
    derived: dict[str, AnyArray] = {
        "process": np.zeros(len(size), dtype=np.uint32),
        "p": size,
        "pt": across,
        "eta": np.arcsinh(momentum[2] / across),
        "phi": np.arctan2(momentum[1], momentum[0]),
    }
    flat = {**table.columns, **derived, **barcode_parts(table["particle_id"])}
    sizes = counts(table.offsets)
    vectors = {name: ak.unflatten(_single(c), sizes) for name, c in flat.items()}
    return {EVENT: ak.Array(events.event_id.astype(np.uint32)), **vectors}


def _hit_columns(events: TrackerEvents) -> dict[str, ak.Array]:
    number = events.event_id[owner(events.hits.offsets)].astype(np.uint32)
    columns = {EVENT: number, **events.hits.columns}
    return {name: ak.Array(column) for name, column in columns.items()}


def _single(column: AnyArray) -> AnyArray:
    return column.astype(np.float32) if column.dtype.kind == "f" else column
