# SPDX-License-Identifier: MIT
"""The mass of two leptons, which of them pair, and how many pairs there may be."""

from __future__ import annotations

import itertools
import math
import tracemalloc
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lri_bench.builders.actstrack.events import Table
from lri_bench.builders.actstrack.z_pair import (
    Z_MASS_GEV,
    Z_WINDOW_GEV,
    ZPairs,
    find_z_pairs,
)

MUON, ELECTRON, PION = 13, 11, 211
HALF = Z_MASS_GEV / 2


class Particle(NamedTuple):
    code: int
    momentum: tuple[float, float, float]
    mass: float = 0.0


def pairs_of(*events: Sequence[Particle]) -> ZPairs:
    """Return the pairs of events whose particles are numbered from 1 in each."""
    rows = [particle for event in events for particle in event]
    momentum = np.array([row.momentum for row in rows], dtype=np.float64).reshape(-1, 3)
    columns = {
        "particle_id": np.array(
            [i for event in events for i in range(1, len(event) + 1)], dtype=np.uint64
        ),
        "particle_type": np.array([row.code for row in rows], dtype=np.int32),
        "m": np.array([row.mass for row in rows], dtype=np.float64),
    }
    columns |= dict(zip(("px", "py", "pz"), momentum.T, strict=True))
    offsets = np.cumsum([0, *map(len, events)])
    return find_z_pairs(Table(columns, offsets))


def back_to_back(
    mass: float = Z_MASS_GEV, first: int = MUON, second: int = -MUON
) -> list[Particle]:
    """Return two massless particles of half the energy each."""
    return [Particle(first, (mass / 2, 0, 0)), Particle(second, (-mass / 2, 0, 0))]


def test_two_massless_leptons_of_half_the_energy_have_the_mass() -> None:
    found = pairs_of(back_to_back(), back_to_back(first=-ELECTRON, second=ELECTRON))
    assert found.number.tolist() == [1, 1]
    assert found.mass.tolist() == [Z_MASS_GEV, Z_MASS_GEV]
    assert sorted(found.particle_id[0].tolist()) == [1, 2]


def test_the_rest_mass_counts() -> None:
    """Two particles at rest have twice their mass; that of the table is taken."""
    still = (0.0, 0.0, 0.0)
    heavy = [Particle(MUON, still, HALF + 0.25), Particle(-MUON, still, HALF)]
    assert pairs_of(heavy).mass.tolist() == [Z_MASS_GEV + 0.25]


def test_the_angle_counts() -> None:
    """At a right angle the mass is the energy of each times the root of two."""
    energy = Z_MASS_GEV / math.sqrt(2)
    found = pairs_of([Particle(MUON, (energy, 0, 0)), Particle(-MUON, (0, energy, 0))])
    assert found.mass[0] == pytest.approx(Z_MASS_GEV, rel=1e-15)
    along = [Particle(MUON, (HALF, 0, 0)), Particle(-MUON, (HALF, 0, 0))]
    assert pairs_of(along).number.tolist() == [0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (MUON, MUON),
        (-MUON, -MUON),
        (ELECTRON, ELECTRON),
        (MUON, -ELECTRON),
        (-MUON, ELECTRON),
        (PION, -PION),
        (15, -15),
        (MUON, -PION),
    ],
)
def test_what_is_no_lepton_and_its_antiparticle_never_pairs(
    first: int, second: int
) -> None:
    assert pairs_of(back_to_back(first=first, second=second)).number.tolist() == [0]


@pytest.mark.parametrize("sign", [-1, 1])
def test_the_edges_of_the_window(sign: int) -> None:
    edge = Z_MASS_GEV + sign * Z_WINDOW_GEV
    # The mass of two massless particles back to back is exact, and the window
    # rounds by less than one in 1e-13.
    inside, outside = edge - sign * 1e-12, edge + sign * 1e-12
    found = pairs_of(back_to_back(inside), back_to_back(outside))
    assert found.number.tolist() == [1, 0]
    assert found.mass.tolist() == [inside, 0.0]


def test_pairs_do_not_reach_into_another_event() -> None:
    first, second = back_to_back()
    assert pairs_of([first], [second], [first, second]).number.tolist() == [0, 0, 1]


def test_several_pairs_are_counted() -> None:
    two = back_to_back() + back_to_back(first=ELECTRON, second=-ELECTRON)
    # One particle with two partners makes two pairs as well.
    shared = [*back_to_back(), back_to_back()[1]]
    assert pairs_of(two, shared, []).number.tolist() == [2, 2, 0]


def test_nothing_at_all() -> None:
    assert pairs_of().number.tolist() == []
    assert pairs_of([], []).number.tolist() == [0, 0]


def test_other_particles_are_not_paired_in_vain() -> None:
    """Pile-up has thousands of pions; their pairs would take 25 million rows."""
    pions = [Particle(PION, (1, 0, 0)), Particle(-PION, (-1, 0, 0))] * 5000
    tracemalloc.start()
    try:
        found = pairs_of(back_to_back() + pions)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.number.tolist() == [1]
    assert peak < 25_000_000


def energy(particle: Particle) -> float:
    return math.sqrt(math.fsum(p * p for p in particle.momentum) + particle.mass**2)


def mass_of(first: Particle, second: Particle) -> float:
    """Return the mass by another formula than the one that is tested."""
    inner = math.fsum(
        p * q for p, q in zip(first.momentum, second.momentum, strict=True)
    )
    mixed = 2 * (energy(first) * energy(second) - inner)
    return math.sqrt(max(first.mass**2 + second.mass**2 + mixed, 0))


COMPONENT = st.floats(-60, 60, allow_subnormal=False)
PARTICLES = st.lists(
    st.builds(
        Particle,
        st.sampled_from([MUON, -MUON, ELECTRON, -ELECTRON, PION, -PION, 22, 2112]),
        st.tuples(COMPONENT, COMPONENT, COMPONENT)
        | st.sampled_from([(HALF, 0.0, 0.0), (-HALF, 0.0, 0.0), (0.0, HALF, 0.0)]),
        st.sampled_from([0.0, 0.000511, 0.1056584]),
    ),
    max_size=8,
)
# Energies are at most 208 GeV, masses near the window at least 89: what rounding
# in their squares leaves is far below this.
ROUNDING_GEV = 1e-9


@given(st.lists(PARTICLES, max_size=4))
def test_pairs_are_those_of_a_plain_loop(events: list[list[Particle]]) -> None:
    found = pairs_of(*events)
    for number, particles in enumerate(events):
        near = []
        for (i, first), (j, second) in itertools.combinations(
            enumerate(particles, start=1), 2
        ):
            if first.code != -second.code or abs(first.code) not in (MUON, ELECTRON):
                continue
            mass = mass_of(first, second)
            from_edge = abs(mass - Z_MASS_GEV) - Z_WINDOW_GEV
            assume(abs(from_edge) > ROUNDING_GEV)
            if from_edge < 0:
                near.append(({i, j}, mass))
        assert found.number[number] == len(near)
        if len(near) == 1:
            ((pair, mass),) = near
            assert set(found.particle_id[number].tolist()) == pair
            assert found.mass[number] == pytest.approx(mass, abs=ROUNDING_GEV)
