# SPDX-License-Identifier: MIT
"""Events of a tracker as flat tables: what every reader makes for the builder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from lri_bench.errors import Problem
from lri_bench.ragged import (
    concatenated_offsets,
    counts,
    offsets_from_counts,
    owner,
    positions,
)
from lri_bench.types import AnyArray, Bools, Ints, Offsets

__all__ = [
    "BARCODE_PARTS",
    "HITS",
    "PARTICLES",
    "Table",
    "TrackerEvents",
    "barcode_parts",
    "barcodes",
    "joined",
    "kind_problems",
]

PARTICLES = ("particle_id", "particle_type", "px", "py", "pz", "m")
"""Columns of particles that are used: a barcode, a PDG code, GeV."""

HITS = (
    "particle_id", "tx", "ty", "tz", "tt", "tpx", "tpy", "tpz", "te",
    "deltapx", "deltapy", "deltapz", "deltae",
)  # fmt: skip
"""Columns of hits that are used: a barcode, mm, ns, GeV."""

BARCODE_PARTS = {
    "vertex_primary": 12,
    "vertex_secondary": 12,
    "particle": 16,
    "generation": 8,
    "sub_particle": 16,
}
"""Parts of a barcode of ACTS from the top bits on, and how many bits each has."""

_BARCODE = "particle_id"
_REAL = {*PARTICLES, *HITS} - {_BARCODE, "particle_type"}


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of all events, one event after another.

    Attributes
    ----------
    columns : mapping of str to (R,) array
        By the names that ACTS gives them.
    offsets : (E + 1,) int64
        Event `e` is the rows ``offsets[e]:offsets[e + 1]``.
    """

    columns: Mapping[str, AnyArray]
    offsets: Offsets

    def __getitem__(self, name: str) -> AnyArray:
        return self.columns[name]

    def select(self, events: Ints) -> Table:
        """Return the rows of the chosen events, in the order of `events`."""
        rows = positions(self.offsets, events)
        columns = {name: column[rows] for name, column in self.columns.items()}
        return Table(columns, offsets_from_counts(counts(self.offsets)[events]))

    def where(self, keep: Bools) -> Table:
        """Return some rows, chosen by (R,) bool, of the same events."""
        event = owner(self.offsets)[keep]
        sizes = np.bincount(event, minlength=len(self.offsets) - 1)
        columns = {name: column[keep] for name, column in self.columns.items()}
        return Table(columns, offsets_from_counts(sizes))

    @classmethod
    def concatenate(cls, tables: Sequence[Table]) -> Table:
        """Lay tables with the same columns one after the other."""
        names = tables[0].columns
        columns = {n: np.concatenate([t[n] for t in tables]) for n in names}
        return cls(columns, concatenated_offsets([t.offsets for t in tables]))


@dataclass(frozen=True, eq=False)
class TrackerEvents:
    """Simulated events of one kind.

    Attributes
    ----------
    event_id : (E,) int64
        Number of each event in its source; with the kind it names the cloud and
        seeds what is drawn for it.
    particles : Table
        `PARTICLES` at their production.
    hits : Table
        `HITS`, in the source's order.
    sources : mapping of str to str
        SHA-256 of each source file, by name.
    notes : tuple of str
        What a person should know about the source.
    """

    event_id: Ints
    particles: Table
    hits: Table
    sources: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.event_id)


def joined(name: str, parts: Sequence[AnyArray]) -> AnyArray:
    """Lay a column of several tables one after the other.

    Parameters
    ----------
    name : str
        Of the column. Barcodes stay integers, although numpy joins signed and
        unsigned ones as floating-point numbers.
    parts : sequence of arrays
        Those of tables without rows, whose columns have no dtype to speak of, do
        not count.
    """
    filled = [part for part in parts if len(part)]
    if name == _BARCODE:
        filled = [p.astype(np.uint64) if p.dtype.kind in "iu" else p for p in filled]
    return np.concatenate(filled) if filled else np.empty(0, dtype=np.int64)


def kind_problems(where: str, columns: Mapping[str, AnyArray]) -> Iterator[Problem]:
    """Tell columns that are not of numbers, or of numbers that are not whole.

    Parameters
    ----------
    where : str
        The file.
    columns : mapping of str to (R,) array
        By the names of ACTS; what is not known is some part of an identifier.
    """
    for name, column in columns.items():
        real = name in _REAL
        if not len(column) or column.dtype.kind in ("iuf" if real else "iu"):
            continue
        cause = "a damaged file, or one that another program wrote"
        if name == _BARCODE and column.dtype.kind == "f":
            cause = (
                "barcodes have 64 bits, of which floating-point numbers keep 53: "
                "particles of one event could no longer be told apart"
            )
        yield Problem(
            where=f"{where}: {name}",
            expected="numbers" if real else "integers",
            got=str(column.dtype),
            cause=cause,
            run="" if real else f"write the tables anew with {name} as integers",
        )


def barcodes(parts: Sequence[AnyArray]) -> npt.NDArray[np.uint64]:
    """Pack the parts of barcodes as ACTS did until 2025.

    Parameters
    ----------
    parts : sequence of (R,) int
        In the order of `BARCODE_PARTS`.

    Returns
    -------
    barcode : (R,) uint64

    Raises
    ------
    OverflowError
        If a part does not fit its bits; ACTS gives each 32 bits now.
    """
    packed = np.zeros(len(parts[0]), dtype=np.uint64)
    for (name, bits), part in zip(BARCODE_PARTS.items(), parts, strict=True):
        if len(part) and (part.min() < 0 or part.max() >= 1 << bits):
            odd = part.max() if part.min() >= 0 else part.min()
            msg = f"{name} {odd}, which {bits} bits cannot hold"
            raise OverflowError(msg)
        packed = (packed << np.uint64(bits)) | part.astype(np.uint64)
    return packed


def barcode_parts(barcode: AnyArray) -> dict[str, npt.NDArray[np.uint32]]:
    """Return the parts of packed barcodes.

    Parameters
    ----------
    barcode : (R,) uint64

    Returns
    -------
    parts : dict of str to (R,) uint32
        By the names in `BARCODE_PARTS`, and in that order.
    """
    parts = {}
    low = sum(BARCODE_PARTS.values())
    for name, bits in BARCODE_PARTS.items():
        low -= bits
        part = (barcode >> np.uint64(low)) & np.uint64((1 << bits) - 1)
        parts[name] = part.astype(np.uint32)
    return parts
