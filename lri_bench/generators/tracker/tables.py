# SPDX-License-Identifier: MIT
"""Events as flat arrays by name, in which they come back from a worker."""

from __future__ import annotations

from lri_bench.builders.actstrack.events import Table, TrackerEvents
from lri_bench.builders.actstrack.selection import KeptEvents
from lri_bench.parallel import Arrays
from lri_bench.types import AnyArray

__all__ = ["arrays_of_events", "arrays_of_kept", "events_of", "kept_of"]

_OFFSETS = "offsets"


def arrays_of_events(events: TrackerEvents) -> dict[str, AnyArray]:
    """Return whole events as arrays; sources and notes are left out."""
    tables = {"particles": events.particles, "hits": events.hits}
    return {"event_id": events.event_id} | _flat(tables)


def events_of(arrays: Arrays) -> TrackerEvents:
    """Return the events of which `arrays_of_events` made arrays."""
    return TrackerEvents(
        arrays["event_id"], _table(arrays, "particles"), _table(arrays, "hits")
    )


def arrays_of_kept(events: KeptEvents) -> dict[str, AnyArray]:
    """Return kept events as arrays; findings are left out."""
    columns: dict[str, AnyArray] = {
        "kind": events.kind,
        "number": events.number,
        "label": events.label,
        "mass": events.mass,
    }
    return columns | _flat({"hits": events.hits})


def kept_of(arrays: Arrays) -> KeptEvents:
    """Return the events of which `arrays_of_kept` made arrays."""
    return KeptEvents(
        arrays["kind"],
        arrays["number"],
        _table(arrays, "hits"),
        arrays["label"],
        arrays["mass"],
    )


def _flat(tables: dict[str, Table]) -> dict[str, AnyArray]:
    return {
        f"{name}/{column}": values
        for name, table in tables.items()
        for column, values in {**table.columns, _OFFSETS: table.offsets}.items()
    }


def _table(arrays: Arrays, name: str) -> Table:
    columns = {
        key.removeprefix(f"{name}/"): values
        for key, values in arrays.items()
        if key.startswith(f"{name}/")
    }
    offsets = columns.pop(_OFFSETS)
    return Table(columns, offsets)
