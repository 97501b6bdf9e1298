# SPDX-License-Identifier: MIT
"""Events of a tracker as flat tables: what every reader makes for the builder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from lri_bench.ragged import (
    concatenated_offsets,
    counts,
    offsets_from_counts,
    positions,
)
from lri_bench.types import AnyArray, Ints, Offsets

__all__ = ["BARCODE_PARTS", "HITS", "PARTICLES", "Table", "TrackerEvents", "barcodes"]

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
            msg = f"{name} {part.max()}, more than {bits} bits hold"
            raise OverflowError(msg)
        packed = (packed << np.uint64(bits)) | part.astype(np.uint64)
    return packed
