# SPDX-License-Identifier: MIT
"""Lay rows of particles and of hits, read from any file of ACTS, out by event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from lri_bench.builders.actstrack.events import (
    BARCODE_PARTS,
    HITS,
    PARTICLES,
    Table,
    TrackerEvents,
    barcodes,
    kind_problems,
)
from lri_bench.builders.actstrack.units import is_in_millimetres, to_nanoseconds
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.ragged import offsets_from_counts
from lri_bench.types import AnyArray, Ints

__all__ = ["EVENT", "Rows", "assemble", "column_problems", "wanted"]

EVENT = "event_id"

_SHORT = {
    "vertex_primary": "pv",
    "vertex_secondary": "sv",
    "particle": "part",
    "generation": "gen",
    "sub_particle": "subpart",
}
_SPELLINGS = (
    {part: part for part in BARCODE_PARTS},
    {part: f"barcode_{part}" for part in BARCODE_PARTS},
    {part: f"particle_id_{short}" for part, short in _SHORT.items()},
)
"""What ACTS calls the parts: in trees of particles, in trees of hits, in CSV."""


@dataclass(frozen=True, eq=False)
class Rows:
    """A table as a file has it, with the event of each row.

    Attributes
    ----------
    where : str
        The file, for messages.
    columns : mapping of str to (R,) array
        `EVENT` and whatever else was read.
    events : (E,) int
        Numbers of all events, those without rows too.
    sources : mapping of str to str
        SHA-256 of each file, by name.
    """

    where: str
    columns: Mapping[str, AnyArray]
    events: AnyArray
    sources: Mapping[str, str] = field(default_factory=dict)


def wanted(present: Iterable[str], columns: tuple[str, ...]) -> list[str]:
    """Return which of the columns in a file are worth reading."""
    parts = {name for spelling in _SPELLINGS for name in spelling.values()}
    return [name for name in present if name in {EVENT, *columns, *parts}]


def assemble(particles: Rows, hits: Rows) -> TrackerEvents:
    """Make events of two tables.

    Parameters
    ----------
    particles, hits : Rows

    Returns
    -------
    events : TrackerEvents
        In the order of their numbers; rows of an event in the files' order.

    Raises
    ------
    DataError
        If columns are missing, or barcodes do not fit 64 bits.
    """
    problems = [*column_problems(particles, PARTICLES), *column_problems(hits, HITS)]
    problems += kind_problems(particles.where, particles.columns)
    problems += kind_problems(hits.where, hits.columns)
    raise_if(problems, DataError)
    event_id = np.union1d(particles.events, hits.events).astype(np.int64)
    table = _table(hits, HITS, event_id)
    notes: tuple[str, ...] = ()
    position = np.stack([table[name] for name in ("tx", "ty", "tz")], 1)
    if is_in_millimetres(table["tt"], position):
        table = Table(
            {**table.columns, "tt": to_nanoseconds(table["tt"])}, table.offsets
        )
        notes = (f"{hits.where}: times are c t in mm, and were converted to ns",)
    return TrackerEvents(
        event_id,
        _table(particles, PARTICLES, event_id),
        table,
        {**particles.sources, **hits.sources},
        notes,
    )


def column_problems(rows: Rows, columns: tuple[str, ...]) -> Iterator[Problem]:
    """Tell which columns a file lacks."""
    present = rows.columns.keys()
    lacking = [n for n in (EVENT, *columns) if n not in present and n != "particle_id"]
    if _spelling(rows) is None and "particle_id" not in present:
        lacking.append("particle_id (or its parts)")
    if lacking:
        yield Problem(
            where=rows.where,
            expected=f"the columns {', '.join((EVENT, *columns))}",
            got=f"no {', '.join(lacking)}",
            cause="another kind of file, or a version of ACTS with other names",
        )


def _spelling(rows: Rows) -> Mapping[str, str] | None:
    names = rows.columns.keys()
    found = (known for known in _SPELLINGS if names >= set(known.values()))
    return next(found, None)


def _table(rows: Rows, columns: tuple[str, ...], event_id: Ints) -> Table:
    event = rows.columns[EVENT]
    order = np.argsort(event, kind="stable")
    sizes = np.bincount(np.searchsorted(event_id, event), minlength=len(event_id))
    picked = {name: rows.columns[name] for name in columns if name != "particle_id"}
    picked["particle_id"] = _barcodes(rows)
    return Table(
        {name: column[order] for name, column in picked.items()},
        offsets_from_counts(sizes),
    )


def _barcodes(rows: Rows) -> AnyArray:
    if "particle_id" in rows.columns:
        return rows.columns["particle_id"].astype(np.uint64)  # seen to be whole
    spelling = _spelling(rows) or {}
    try:
        return barcodes([rows.columns[spelling[part]] for part in BARCODE_PARTS])
    except OverflowError as error:
        raise DataError(
            Problem(
                where=rows.where,
                expected="barcodes of 64 bits",
                got=str(error),
                cause="more particles or vertices than the older format can tell apart",
                run="write smaller events",
            )
        ) from error
