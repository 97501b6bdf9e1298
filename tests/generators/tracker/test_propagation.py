# SPDX-License-Identifier: MIT
"""Muons in a field: the laws that their hits must follow."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from lri_bench.builders.actstrack.events import HITS, Table, barcodes
from lri_bench.errors import OutputError
from lri_bench.generators.tracker.efficiency import with_efficiency
from lri_bench.generators.tracker.propagation import propagate
from lri_bench.ragged import counts, offsets_from_counts

pytest.importorskip("acts")

GEV_PER_TESLA_METRE = 0.299792458  # the speed of light in the units at hand
MUON_MASS_GEV = 0.1056584
EVENTS = 40


def muons(pt: float, charge: int) -> Table:
    """Return one muon an event, from the origin, across the beam."""
    phi = np.linspace(-3, 3, EVENTS)
    none = np.zeros(EVENTS)
    one = np.ones(EVENTS, dtype=np.int64)
    columns = {
        "vx": none, "vy": none, "vz": none, "vt": none,
        "px": pt * np.cos(phi), "py": pt * np.sin(phi), "pz": pt * np.sinh(none + 0.3),
        "m": none + MUON_MASS_GEV, "q": none + charge,
    }  # fmt: skip
    zero = np.zeros(EVENTS, dtype=np.int64)
    return Table(
        {
            "particle_id": barcodes([one, zero, one, zero, zero]),
            "particle_type": np.full(EVENTS, -13 * charge, dtype=np.int32),
            **{name: column.astype(np.float32) for name, column in columns.items()},
        },
        offsets_from_counts(np.ones(EVENTS, dtype=np.int64)),
    )


def tracks(hits: Table) -> Iterator[npt.NDArray[np.float64]]:
    """Yield x, y, z of the hits of each event, in the order of the flight."""
    bounds = zip(hits.offsets, hits.offsets[1:], strict=False)
    for first, last in bounds:
        order = np.argsort(hits["index"][first:last])
        yield np.stack(
            [hits[name][first:last][order] for name in ("tx", "ty", "tz")], 1
        ).astype(np.float64)


def centre(track: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the centre of the circle through the origin that fits best."""
    square = (track[:, :2] ** 2).sum(1)
    solution: npt.NDArray[np.float64] = np.linalg.lstsq(2 * track[:, :2], square)[0]
    return solution


@pytest.mark.parametrize(("field", "pt"), [(2.0, 5.0), (8.0, 5.0), (8.0, 20.0)])
@pytest.mark.parametrize("charge", [1, -1])
def test_hits_lie_on_the_circle_of_the_momentum(
    field: float, pt: float, charge: int
) -> None:
    particles = muons(pt, charge)
    hits = propagate(particles, seed=1, field_tesla=field)
    expected = 1e3 * pt / (GEV_PER_TESLA_METRE * field)  # mm
    middle = np.array([centre(track) for track in tracks(hits)])
    ratio = expected / np.linalg.norm(middle, axis=1)
    # Scattering by 0.0136 GeV / p * sqrt(x / X0) on the way, with x / X0 at most a
    # fifth, moves the sagitta, 0.3 B L^2 / 8 pt, by at most a quarter of L times it:
    # relative to it by 0.0136 * sqrt(0.2) * 2 / (0.3 B L), with L about one metre.
    spread = 0.0136 * np.sqrt(0.2) * 2 / (GEV_PER_TESLA_METRE * field)
    assert ratio.std() < spread
    assert ratio.mean() == pytest.approx(1, abs=5 * spread / np.sqrt(EVENTS))
    # A positive particle turns clockwise, seen against the field.
    turn = particles["px"] * middle[:, 1] - particles["py"] * middle[:, 0]
    assert (np.sign(turn) == -charge).all()


@pytest.fixture(scope="module")
def stiff() -> Table:
    return propagate(muons(20.0, 1), seed=3, field_tesla=2.0)


def test_hits_follow_each_other_outward_and_in_time(stiff: Table) -> None:
    assert set(HITS) <= stiff.columns.keys()
    for track in tracks(stiff):
        assert (np.diff(np.linalg.norm(track, axis=1)) > 0).all()
    position = np.stack([stiff[name] for name in ("tx", "ty", "tz")], 1)
    distance = np.linalg.norm(position.astype(np.float64), axis=1)
    # At the speed of light, in ns, on an arc a little longer than the chord.
    speed = distance / stiff["tt"]
    assert (speed < 299.9).all()
    assert (speed > 299.0).all()


def test_energy_and_momentum_belong_to_a_muon(stiff: Table) -> None:
    momentum = np.stack([stiff[name] for name in ("tpx", "tpy", "tpz")], 1)
    square = stiff["te"].astype(np.float64) ** 2 - (
        momentum.astype(np.float64) ** 2
    ).sum(1)
    # 400 GeV^2 in float32 leaves 1e-4 of the mass squared, 0.011 GeV^2.
    assert square == pytest.approx(MUON_MASS_GEV**2, abs=5e-4)


def test_material_scatters(stiff: Table) -> None:
    """By about 0.0136 * sqrt(x / X0) GeV, x / X0 of a sensor being a percent."""
    change = np.hypot(stiff["deltapx"], stiff["deltapy"])
    assert 1e-4 < np.median(change) < 1e-2


def test_seeds_tell_simulations_apart() -> None:
    one, again, other = (
        propagate(muons(1.0, 1), seed=seed, field_tesla=2.0) for seed in (1, 1, 2)
    )
    assert one["tx"].tobytes() == again["tx"].tobytes() != other["tx"].tobytes()


def test_events_without_particles_or_at_all_without_hits() -> None:
    particles = muons(5.0, 1)
    some = particles.where(np.arange(EVENTS) % 2 == 1)
    hits = propagate(some, seed=1, field_tesla=2.0)
    assert (counts(hits.offsets) > 0).tolist() == [False, True] * (EVENTS // 2)
    none = propagate(
        particles.where(np.zeros(EVENTS, dtype=np.bool_)), seed=1, field_tesla=2.0
    )
    assert counts(none.offsets).tolist() == [0] * EVENTS
    assert none["particle_id"].dtype == np.uint64


def test_a_hit_is_kept_with_the_chance_that_was_asked_for(stiff: Table) -> None:
    columns = {name: np.tile(c, 100) for name, c in stiff.columns.items()}
    many = Table(columns, offsets_from_counts(np.tile(counts(stiff.offsets), 100)))
    kept = with_efficiency(many, 0.93, np.random.default_rng(0))
    size = len(many["tx"])
    expected = 0.93 * size
    assert len(kept["tx"]) == pytest.approx(
        expected, abs=5 * np.sqrt(expected * (1 - 0.93))
    )
    assert len(kept.offsets) == len(many.offsets)
    assert kept.offsets[-1] == len(kept["tx"])
    whole = with_efficiency(stiff, 1.0, np.random.default_rng(0))
    assert whole["tx"].tolist() == stiff["tx"].tolist()


def test_particles_that_acts_gives_up_are_left_out_without_a_word(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Such as those that begin outside of the detector."""
    particles = muons(5.0, 1)
    outside = np.arange(EVENTS) % 2 == 0
    place = np.where(outside, 5_000, 0).astype(np.float32)
    moved = Table({**particles.columns, "vz": place}, particles.offsets)
    hits = propagate(moved, seed=1, field_tesla=2.0)
    assert ((counts(hits.offsets) == 0) == outside).all()
    assert capfd.readouterr() == ("", "")


def test_a_temporary_folder_that_cannot_be_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(OutputError, match="nowhere"):
        propagate(muons(5.0, 1), seed=1, field_tesla=2.0)
