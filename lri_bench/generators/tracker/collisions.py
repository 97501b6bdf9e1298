# SPDX-License-Identifier: MIT
"""Collide protons with Pythia 8: a hard collision, or none, among others.

Pythia 8.3: doi:10.21468/SciPostPhysCodeb.8.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lri_bench.builders.actstrack.events import Table, barcodes
from lri_bench.builders.actstrack.units import to_nanoseconds
from lri_bench.builders.actstrack.z_pair import find_z_pairs
from lri_bench.errors import DataError, Problem
from lri_bench.generators.tracker.chunk import Chunk, Purpose
from lri_bench.generators.tracker.settings import TrackerSettings
from lri_bench.ragged import offsets_from_counts
from lri_bench.types import AnyArray, Floats

__all__ = ["Collisions", "collide"]

_SIGNAL = (
    "WeakSingleBoson:ffbar2gmZ = on",
    "23:onMode = off",
    "23:onIfAny = 13",
)
_MINIMUM_BIAS = ("SoftQCD:nonDiffractive = on",)

_COLUMNS = ("particle_type", "vx", "vy", "vz", "vt", "px", "py", "pz", "m", "q")
_VERTEX = slice(1, 4)  # of these, the place of production
_INTEGERS: dict[str, npt.DTypeLike] = {"particle_type": np.int32}

_MOST_FAILURES = 100  # in a row; Pythia gives up on a few collisions in a million


@dataclass(frozen=True, eq=False)
class Collisions:
    """Particles of a chunk of events.

    Attributes
    ----------
    particles : Table
        Charged ones that are led through the detector: ``particle_id`` uint64,
        ``particle_type`` int32, and float32 ``vx``, ``vy``, ``vz`` (mm), ``vt``
        (ns), ``px``, ``py``, ``pz`` (GeV), ``m`` (GeV), ``q`` (e).
    tried : int
        Hard collisions that it took.
    """

    particles: Table
    tried: int


def collide(chunk: Chunk) -> Collisions:
    """Generate the collisions of a chunk of events.

    A signal event is a collision with Z/gamma* -> mu mu of which one pair, after
    radiation and within the detector's acceptance, has the mass of a Z; collisions
    without are tried again before others are overlaid. A background event has
    another minimum-bias collision in its place.

    Parameters
    ----------
    chunk : Chunk

    Returns
    -------
    collisions : Collisions

    Raises
    ------
    ModuleNotFoundError
        If pythia8mc is not installed.
    DataError
        If Pythia generates nothing with these settings.
    """
    settings = chunk.settings
    soft = _Source(_MINIMUM_BIAS, chunk.pythia_seed(Purpose.MINIMUM_BIAS), settings)
    first: Iterator[Floats] = soft.collisions()
    hard = soft
    if chunk.kind == "signal":
        lowest = f"PhaseSpace:mHatMin = {settings.mass_hat_min_gev!r}"
        seed = chunk.pythia_seed(Purpose.HARD)
        hard = _Source((*_SIGNAL, lowest), seed, settings)
        first = filter(_has_z, hard.collisions())
    random = chunk.generator(Purpose.OVERLAY)
    others = soft.collisions()
    events = []
    for _ in range(settings.events_per_chunk):
        number = int(random.poisson(settings.pileup_mean))
        overlaid = [next(first), *(next(others) for _ in range(number))]
        events.append(_displaced(overlaid, random, settings))
    tried = hard.tried if chunk.kind == "signal" else len(events)
    return Collisions(_table(events), tried)


class _Source:
    """Pythia, set up for one process."""

    def __init__(
        self, process: tuple[str, ...], seed: int, settings: TrackerSettings
    ) -> None:
        import pythia8mc  # noqa: PLC0415 - of the extra [simulate]

        self.settings = settings
        self.tried = 0
        self._pythia = pythia8mc.Pythia("", False)  # noqa: FBT003 - no banner
        for line in (
            "Print:quiet = on",
            f"Beams:eCM = {settings.energy_gev!r}",
            "Random:setSeed = on",
            f"Random:seed = {seed}",
            *process,
        ):
            self._pythia.readString(line)
        if not self._pythia.init():
            raise DataError(_nothing("that it does not begin"))

    def collisions(self) -> Iterator[Floats]:
        """Yield particles of one collision after the other, `_COLUMNS` of each."""
        while True:
            if not any(self._pythia.next() for _ in range(_MOST_FAILURES)):
                raise DataError(_nothing(f"{_MOST_FAILURES} failures in a row"))
            self.tried += 1
            rows = [
                _row(particle)
                for particle in self._pythia.event
                if _is_seen(particle, self.settings)
            ]
            yield np.array(rows, dtype=np.float64).reshape(-1, len(_COLUMNS))


def _nothing(got: str) -> Problem:
    return Problem(
        where="simulation of the tracker: Pythia 8",
        expected="collisions",
        got=got,
        cause="its data are of another version (PYTHIA8DATA names a folder), or the "
        "process has no room at this energy",
        run="unset PYTHIA8DATA",
    )


def _is_seen(particle: Any, settings: TrackerSettings) -> bool:
    return bool(
        particle.isFinal()
        and particle.isCharged()
        and particle.pT() > settings.pt_min_gev
        and abs(particle.eta()) < settings.eta_max
        and math.hypot(particle.xProd(), particle.yProd())
        < settings.production_radius_max_mm
        and abs(particle.zProd()) < settings.production_z_max_mm
    )


def _row(particle: Any) -> tuple[float, ...]:
    return (
        particle.id(),
        particle.xProd(),
        particle.yProd(),
        particle.zProd(),
        particle.tProd(),
        particle.px(),
        particle.py(),
        particle.pz(),
        particle.m(),
        particle.charge(),
    )


def _has_z(rows: Floats) -> bool:
    """Return whether the builder would find one pair in this collision alone."""
    return bool(find_z_pairs(_table([[rows]])).number[0] == 1)


def _displaced(
    collisions: list[Floats], random: np.random.Generator, settings: TrackerSettings
) -> list[Floats]:
    """Put each collision of an event to a place of its own."""
    width = (settings.vertex_xy_mm, settings.vertex_xy_mm, settings.vertex_z_mm)
    places = random.normal(scale=width, size=(len(collisions), len(width)))
    for rows, place in zip(collisions, places, strict=True):
        rows[:, _VERTEX] += place
    return collisions


def _table(events: list[list[Floats]]) -> Table:
    """Lay out events, each a list of collisions."""
    flat = [rows for collisions in events for rows in collisions]
    sizes = [len(rows) for rows in flat]
    rows = np.concatenate(flat)
    columns: dict[str, AnyArray] = {
        name: column.astype(_INTEGERS.get(name, np.float32))
        for name, column in zip(_COLUMNS, rows.T, strict=True)
    }
    columns["vt"] = to_nanoseconds(columns["vt"])  # Pythia has c t in mm
    vertex = [n for event in events for n in range(1, len(event) + 1)]
    within = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    none = np.zeros(len(rows), dtype=np.int64)
    parts = [np.repeat(vertex, sizes), none, within + 1, none, none]
    of_event = [sum(map(len, event)) for event in events]
    return Table(
        {"particle_id": barcodes(parts), **columns}, offsets_from_counts(of_event)
    )
