# SPDX-License-Identifier: MIT
"""What Pythia makes, and which of its particles are led on."""

from __future__ import annotations

import numpy as np
import pytest

from lri_bench.builders.actstrack.events import barcode_parts
from lri_bench.builders.actstrack.z_pair import (
    Z_MASS_GEV,
    Z_WINDOW_GEV,
    find_z_pairs,
)
from lri_bench.errors import DataError
from lri_bench.generators.tracker.chunk import Chunk
from lri_bench.generators.tracker.collisions import Collisions, collide
from lri_bench.generators.tracker.settings import TrackerSettings
from lri_bench.ragged import counts, owner

pytest.importorskip("pythia8mc")

pytestmark = pytest.mark.slow  # generators take seconds to start

ALONE = TrackerSettings(events_per_chunk=60, pileup_mean=0.0)
OVERLAID = TrackerSettings(events_per_chunk=100, pileup_mean=2.0)


@pytest.fixture(scope="module")
def alone() -> Collisions:
    return collide(Chunk("signal", 0, 1, ALONE))


@pytest.fixture(scope="module")
def overlaid() -> Collisions:
    return collide(Chunk("background", 0, 1, OVERLAID))


def test_masses_of_the_signal_peak_at_that_of_the_z(alone: Collisions) -> None:
    pairs = find_z_pairs(alone.particles)
    assert (pairs.number == 1).all()
    assert (np.abs(pairs.mass - Z_MASS_GEV) < Z_WINDOW_GEV).all()
    # A Breit-Wigner of 2.5 GeV cut at 2 GeV on either side spreads by about 1 GeV;
    # radiation moves it down by a few tenths.
    assert np.median(pairs.mass) == pytest.approx(Z_MASS_GEV, abs=0.7)


def test_pairs_are_muons_of_the_hard_collision(alone: Collisions) -> None:
    pairs = find_z_pairs(alone.particles)
    event = owner(alone.particles.offsets)
    barcode = alone.particles["particle_id"]
    of_pair = (barcode[:, np.newaxis] == pairs.particle_id[event]).any(1)
    codes = alone.particles["particle_type"][of_pair].reshape(-1, 2)
    assert np.sort(codes, axis=1).tolist() == [[-13, 13]] * 60
    charges = alone.particles["q"][of_pair].reshape(-1, 2)
    assert (charges == -np.sign(codes)).all()


def test_only_some_hard_collisions_have_a_pair(alone: Collisions) -> None:
    assert 60 * 2 < alone.tried < 60 * 6


def test_cuts_hold(overlaid: Collisions) -> None:
    table = overlaid.particles
    across = np.hypot(table["px"], table["py"])
    assert across.min() >= 0.5
    assert np.abs(np.arcsinh(table["pz"] / across)).max() <= 2.5
    assert np.hypot(table["vx"], table["vy"]).max() < 19
    assert set(np.abs(table["q"])) == {1.0}


def test_number_of_collisions_is_that_of_poisson(overlaid: Collisions) -> None:
    """Counted by their places, those without particles being lost."""
    vertex = barcode_parts(overlaid.particles["particle_id"])["vertex_primary"]
    last = np.maximum.reduceat(vertex, overlaid.particles.offsets[:-1])
    found = last.mean()
    assert found == pytest.approx(1 + 2.0, abs=5 * np.sqrt(2.0 / 100))


def test_collisions_lie_along_the_beam(overlaid: Collisions) -> None:
    table = overlaid.particles
    vertex = barcode_parts(table["particle_id"])["vertex_primary"]
    prompt = np.hypot(table["vx"], table["vy"]) < 0.1
    place = owner(table.offsets) * 1000 + vertex
    _, first = np.unique(place[prompt], return_index=True)
    z = table["vz"][prompt][first]
    # Of 300 the standard deviation is known to 4 %.
    assert z.std() == pytest.approx(OVERLAID.vertex_z_mm, rel=0.2)


def test_barcodes_tell_particles_of_an_event_apart(overlaid: Collisions) -> None:
    table = overlaid.particles
    rows = np.stack([owner(table.offsets).astype(np.uint64), table["particle_id"]])
    assert len(np.unique(rows, axis=1).T) == len(table["particle_id"])
    assert counts(table.offsets).min() > 0


def test_times_are_nanoseconds(overlaid: Collisions) -> None:
    """Decays within 18 mm across the beam happen within some nanoseconds."""
    assert overlaid.particles["vt"].min() >= 0
    assert 0.01 < overlaid.particles["vt"].max() < 20


def test_data_of_another_pythia_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHIA8DATA", "/nowhere")
    with pytest.raises(DataError, match="PYTHIA8DATA"):
        collide(Chunk("background", 0, 1, ALONE))
