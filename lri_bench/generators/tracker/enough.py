# SPDX-License-Identifier: MIT
"""Make chunks one after the other until enough of their events are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lri_bench.errors import DataError, Problem
from lri_bench.generators.tracker.chunk import Chunk
from lri_bench.parallel import Arrays, Task, Workers

__all__ = ["PACKAGES", "chunks_until"]

PACKAGES = ("numpy", "pyacts", "pythia8mc")
"""Whose versions can change the events."""


def chunks_until(
    wanted: int, first: Chunk, task: Task, workers: Workers
) -> Iterator[Arrays]:
    """Yield what a task makes of chunks, until they have enough events.

    Parameters
    ----------
    wanted : int
        How many events are to be kept.
    first : Chunk
        Those after it differ in their number alone.
    task : callable
        Gives, among other arrays, ``kept`` (K,): one number for each event kept.
    workers : Workers
        The result does not depend on them.

    Yields
    ------
    arrays : mapping of str to array
        In the order of chunks. Of the last ones more events can be kept than were
        wanted.

    Raises
    ------
    DataError
        If of many events none is kept.
    """
    kept, made = 0, first.number
    while kept < wanted:
        before = kept
        more = -(-(wanted - kept) // first.settings.events_per_chunk)
        chunks = [replace(first, number=made + step) for step in range(more)]
        made += more
        for arrays in workers.map(task, chunks, total=more, packages=PACKAGES, chunk=1):
            kept += len(arrays["kept"])
            yield arrays
        if kept == before:
            raise DataError(_none_kept(first, more))


def _none_kept(first: Chunk, chunks: int) -> Problem:
    number = chunks * first.settings.events_per_chunk
    return Problem(
        where=f"simulation of the tracker: {first.kind}",
        expected="events that can be kept",
        got=f"none of {number:,}",
        cause="settings with which hardly a particle reaches the detector",
    )
