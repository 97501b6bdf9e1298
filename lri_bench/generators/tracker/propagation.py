# SPDX-License-Identifier: MIT
"""Lead particles through the generic detector of ACTS with its fast simulation.

ACTS: doi:10.1007/s41781-021-00078-8.
"""

from __future__ import annotations

import io
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lri_bench.builders.actstrack.events import Table, barcode_parts, barcodes
from lri_bench.builders.actstrack.units import (
    SPEED_OF_LIGHT_MM_PER_NS,
    to_nanoseconds,
)
from lri_bench.ragged import offsets_from_counts
from lri_bench.storage.atomic import output_error
from lri_bench.types import AnyArray

__all__ = ["propagate"]

_PARTS = [f"particle_id_{short}" for short in ("pv", "sv", "part", "gen", "subpart")]
_GEV = ("px", "py", "pz", "m")
_MM = ("vx", "vy", "vz")


def propagate(particles: Table, *, seed: int, field_tesla: float) -> Table:
    """Simulate multiple scattering, loss of energy, and crossings of sensors.

    Parameters
    ----------
    particles : Table
        As `lri_bench.generators.tracker.collisions.Collisions` has them.
    seed : int
        Of 64 bits; ACTS makes one for each event of it and the event's place.
    field_tesla : float
        Along z, everywhere.

    Returns
    -------
    hits : Table
        `lri_bench.builders.actstrack.events.HITS` (float32: mm, ns, GeV),
        ``geometry_id`` uint64, and ``index`` int32, the place of the hit on its
        track. Hits of an event are in the order of their sensors. Particles that
        ACTS gives up, such as those that circle for too long, have none.

    Raises
    ------
    OutputError
        If the files in which ACTS takes and gives events cannot be written.
    ModuleNotFoundError
        If pyacts is not installed.
    """
    events = len(particles.offsets) - 1
    try:
        with tempfile.TemporaryDirectory(prefix="lri-bench-") as name:
            folder = Path(name)
            _write_particles(folder, particles)
            _run_acts(folder, events, seed, field_tesla)
            return _read_hits(folder, events)
    except OSError as error:
        raise output_error(
            Path(tempfile.gettempdir()) / "lri-bench-*", error
        ) from error


def _write_particles(folder: Path, particles: Table) -> None:
    """Write the files that `CsvParticleReader` of ACTS 48 reads."""
    # ACTS no longer packs the parts of a barcode.
    parts = barcode_parts(particles["particle_id"]).values()
    columns: dict[str, AnyArray] = dict(zip(_PARTS, parts, strict=True))
    columns["particle_type"] = particles["particle_type"]
    columns["process"] = np.zeros(len(particles["q"]), dtype=np.int32)
    columns |= {name: particles[name] for name in _MM}
    columns["vt"] = particles["vt"] * np.float32(SPEED_OF_LIGHT_MM_PER_NS)
    columns |= {name: particles[name] for name in _GEV}
    columns["q"] = particles["q"].astype(np.int32)
    table = pd.DataFrame(columns)
    bounds = zip(particles.offsets, particles.offsets[1:], strict=False)
    for event, (first, last) in enumerate(bounds):
        path = folder / f"event{event:09d}-particles.csv"
        # ACTS takes no other end of a line, whatever the system's is.
        table[first:last].to_csv(path, index=False, lineterminator="\n")


@cache
def _detector() -> tuple[Any, Any]:
    """Return the generic detector and its geometry, made once in each process."""
    from acts import logging  # noqa: PLC0415 - of the extra [simulate]
    from acts.examples import GenericDetector  # noqa: PLC0415

    config = GenericDetector.Config()
    for part in ("logLevel", "layerLogLevel", "surfaceLogLevel", "volumeLogLevel"):
        setattr(config, part, logging.ERROR)
    detector = GenericDetector(config)
    return detector, detector.trackingGeometry()  # which does not live without it


def _run_acts(folder: Path, events: int, seed: int, field_tesla: float) -> None:
    """Let ACTS read the particles in a folder, and write their hits there."""
    from acts import examples, logging  # noqa: PLC0415 - of the extra [simulate]

    level = logging.ERROR
    # Of one thread: a chunk is what is worked on beside others. Traps of
    # floating-point exceptions would reach into other libraries of the process.
    sequencer = examples.Sequencer(
        events=events, numThreads=1, trackFpes=False, logLevel=level
    )
    sequencer.addReader(
        examples.CsvParticleReader(
            level=level,
            inputDir=str(folder),
            inputStem="particles",
            outputParticles="particles",
        )
    )
    sequencer.addAlgorithm(_simulation(seed, field_tesla))
    sequencer.addWriter(
        examples.CsvSimHitWriter(
            level=level, inputSimHits="hits", outputDir=str(folder), outputStem="hits"
        )
    )
    sequencer.run()


def _simulation(seed: int, field_tesla: float) -> Any:
    """Return Fatras, which simulates material effects if not told otherwise."""
    import acts  # noqa: PLC0415 - of the extra [simulate]
    from acts import examples  # noqa: PLC0415

    along_z = acts.Vector3(0, 0, field_tesla * acts.UnitConstants.T)
    return examples.FatrasSimulation(
        # At 20 T one particle in 10,000 circles until ACTS gives it up, which it calls
        # an error. It leaves no hits, and is not worth a word.
        level=acts.logging.FATAL,
        inputParticles="particles",
        outputParticles="simulated",
        outputSimHits="hits",
        randomNumbers=examples.RandomNumbers(seed=seed),
        trackingGeometry=_detector()[1],
        magneticField=acts.ConstantBField(along_z),
        generateHitsOnSensitive=True,
    )


def _read_hits(folder: Path, events: int) -> Table:
    """Read the files of all events as one, which is quicker than one by one."""
    texts = [
        (folder / f"event{event:09d}-hits.csv").read_bytes() for event in range(events)
    ]
    header, _, _ = texts[0].partition(b"\n")
    rows = [text.partition(b"\n")[2] for text in texts]
    table = pd.read_csv(io.BytesIO(b"\n".join([header, b"".join(rows)])))
    columns: dict[str, AnyArray] = {
        "particle_id": barcodes([table[name].to_numpy() for name in _PARTS]),
        "geometry_id": table["geometry_id"].to_numpy(np.uint64),
        "index": table["index"].to_numpy(np.int32),
    }
    for name in table.columns.drop([*_PARTS, "geometry_id", "index"]):
        columns[name] = table[name].to_numpy(np.float32)
    columns["tt"] = to_nanoseconds(columns["tt"])
    return Table(columns, offsets_from_counts([text.count(b"\n") for text in rows]))
