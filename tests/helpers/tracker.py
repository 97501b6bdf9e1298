# SPDX-License-Identifier: MIT
"""Made-up events of a tracker, and files of them as ACTS and pandas write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import awkward as ak
import forge
import numpy as np
import numpy.typing as npt
import uproot

from lri_bench.builders.actstrack.events import (
    BARCODE_PARTS,
    HITS,
    Table,
    TrackerEvents,
)
from lri_bench.builders.actstrack.units import SPEED_OF_LIGHT_MM_PER_NS
from lri_bench.builders.actstrack.z_pair import Z_MASS_GEV
from lri_bench.ragged import offsets_from_counts

Columns = dict[str, npt.NDArray[Any]]

MUON_MASS_GEV = 0.1056584
SHORT_PARTS = ("pv", "sv", "part", "gen", "subpart")


@dataclass(frozen=True)
class Event:
    """Rows of particles and of hits."""

    particles: Columns
    hits: Columns


def barcode(particle: int, vertex: int = 1) -> int:
    return vertex << 52 | particle << 24


def event(seed: int, *, tracks: int = 12, signal: bool = False) -> Event:
    """Return an event with tracks of 3 to 6 hits each, whose hits lie mixed."""
    random = np.random.default_rng((seed, signal))
    momentum = random.normal(size=(tracks, 3))
    code = np.full(tracks, 211)
    if signal:
        # Back to back, so that the mass of the pair is the sum of their energies.
        momentum[0] *= np.sqrt(Z_MASS_GEV**2 / 4 - MUON_MASS_GEV**2) / np.linalg.norm(
            momentum[0]
        )
        momentum[1] = -momentum[0]
        code[:2] = 13, -13
    mass = np.where(np.abs(code) == 13, MUON_MASS_GEV, 0.13957)
    identifier = np.array([barcode(i + 1) for i in range(tracks)], dtype=np.uint64)
    particles = {"particle_id": identifier, "particle_type": code.astype(np.int32)}
    particles |= zip(("px", "py", "pz"), momentum.astype(np.float32).T, strict=True)
    particles["m"] = mass.astype(np.float32)
    track = random.permutation(
        np.repeat(np.arange(tracks), random.integers(3, 7, tracks))
    )
    return Event(particles, hits_of(random, identifier[track], momentum[track]))


def hits_of(
    random: np.random.Generator,
    identifier: npt.NDArray[np.uint64],
    momentum: npt.NDArray[np.float64],
) -> Columns:
    """Return hits on straight tracks from the origin, at the speed of light."""
    distance = random.uniform(30, 1000, len(identifier))
    direction = momentum / np.linalg.norm(momentum, axis=1, keepdims=True)
    position = direction * distance[:, np.newaxis]
    change = random.normal(size=(len(identifier), 4)) * 1e-7
    energy = np.linalg.norm(momentum, axis=1)
    values = np.column_stack(
        [position, distance / SPEED_OF_LIGHT_MM_PER_NS, momentum, energy, change]
    )
    columns = zip(HITS[1:], values.astype(np.float32).T, strict=True)
    return {"particle_id": identifier} | dict(columns)


def events(number: int, *, signal: bool = False) -> list[Event]:
    return [event(seed, signal=signal) for seed in range(number)]


def no_rows(columns: Mapping[str, npt.NDArray[Any]]) -> Columns:
    return {name: column[:0] for name, column in columns.items()}


def table(rows: Sequence[Columns]) -> Table:
    columns = {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
    return Table(
        columns, offsets_from_counts([len(row["particle_id"]) for row in rows])
    )


def tables(
    made: Sequence[Event], numbers: Iterable[int] | None = None
) -> TrackerEvents:
    """Return events as readers hand them over."""
    listed = range(len(made)) if numbers is None else numbers
    return TrackerEvents(
        np.array(list(listed), dtype=np.int64),
        table([one.particles for one in made]),
        table([one.hits for one in made]),
    )


# Names and units of today.


def split(identifier: npt.NDArray[np.uint64], names: Iterable[str]) -> Columns:
    """Return the parts of barcodes under the given names."""
    parts: Columns = {}
    low = 64
    for name, bits in zip(names, BARCODE_PARTS.values(), strict=True):
        low -= bits
        part = (identifier >> np.uint64(low)) & np.uint64((1 << bits) - 1)
        parts[name] = part.astype(np.uint32)
    return parts


def renamed(columns: Columns, names: Iterable[str]) -> Columns:
    """Return columns with split barcodes, and times in mm if there are any."""
    rest = dict(columns)
    parts = split(rest.pop("particle_id"), names)
    if "tt" in rest:
        in_mm = rest["tt"].astype(np.float64) * SPEED_OF_LIGHT_MM_PER_NS
        rest["tt"] = in_mm.astype(np.float32)
    return parts | rest


def of_today(one: Event) -> tuple[Columns, Columns]:
    """Return the columns of trees of particles and of hits."""
    hash_of = {"particle_hash": one.particles["particle_id"] * np.uint64(31)}
    particles = hash_of | renamed(one.particles, BARCODE_PARTS)
    return particles, renamed(one.hits, [f"barcode_{name}" for name in BARCODE_PARTS])


def of_2022(one: Event) -> tuple[Columns, Columns]:
    return one.particles, one.hits


# Files.


def write_root(
    folder: Path,
    made: Sequence[Event],
    form: Callable[[Event], tuple[Columns, Columns]] = of_2022,
    *,
    particles_file: str = "particles_initial.root",
) -> None:
    """Write a tree of particles, one entry an event, and a tree of hits, one a hit."""
    folder.mkdir(parents=True)
    formed = [form(one) for one in made]
    sizes = [len(next(iter(hits.values()))) for _, hits in formed]
    numbers = np.arange(len(made), dtype=np.uint32)
    particles = joined([particles for particles, _ in formed])
    write_particles(folder / particles_file, particles, formed, numbers)
    hits = joined([hits for _, hits in formed])
    with uproot.recreate(folder / "hits.root") as file:
        columns = {"event_id": np.repeat(numbers, sizes)} | hits
        tree = file.mktree("hits", {name: c.dtype for name, c in columns.items()})
        tree.extend(columns)


def write_particles(
    path: Path,
    particles: Columns,
    formed: Sequence[tuple[Columns, Columns]],
    numbers: npt.NDArray[np.uint32],
) -> None:
    sizes = [len(next(iter(rows.values()))) for rows, _ in formed]
    vectors = {name: ak.unflatten(c, sizes) for name, c in particles.items()}
    kinds = {name: vector.type.content for name, vector in vectors.items()}
    with uproot.recreate(path) as file:
        tree = file.mktree("particles", {"event_id": numbers.dtype} | kinds)
        tree.extend({"event_id": numbers} | vectors)


def joined(rows: Sequence[Columns]) -> Columns:
    return {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}


def write_csv(
    folder: Path,
    made: Sequence[Event],
    *,
    particles_stem: str = "particles_initial",
    names: Sequence[str] = (),
) -> None:
    """Write two files an event; barcodes in parts if they are given names."""
    folder.mkdir(parents=True)
    for number, one in enumerate(made):
        for stem, columns in ((particles_stem, one.particles), ("hits", one.hits)):
            shown = renamed(columns, names) if names else columns
            path = folder / f"event{number:09d}-{stem}.csv"
            path.write_text(as_csv({"geometry_id": shown_as_text(shown)} | shown))


def shown_as_text(columns: Columns) -> npt.NDArray[Any]:
    """Return a column that nobody reads, and that is no number."""
    return np.full(len(next(iter(columns.values()))), "12|3")


def as_csv(columns: Columns) -> str:
    rows = zip(*(map(str, column.tolist()) for column in rounded(columns)), strict=True)
    return "".join(f"{','.join(row)}\n" for row in [tuple(columns), *rows])


def rounded(columns: Columns) -> list[npt.NDArray[Any]]:
    """Return columns as ACTS prints them: the nine digits that tell float32 apart."""
    return [
        np.array([f"{value:.9g}" for value in c]) if c.dtype.kind == "f" else c
        for c in columns.values()
    ]


def write_pickles(folder: Path, signal: Sequence[Event], bkg: Sequence[Event]) -> None:
    """Write the record's files of a field of 2 T."""
    inner = folder / "raw_2T"
    inner.mkdir(parents=True)
    for kind, made in (("signal", signal), ("bkg", bkg)):
        listed = [
            tuple(map(forge.frame_of, (e.particles, e.particles, e.hits))) for e in made
        ]
        (inner / f"{kind}_events_2T.pkl").write_bytes(forge.forged(listed))
