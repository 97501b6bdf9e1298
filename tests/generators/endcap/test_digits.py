# SPDX-License-Identifier: MIT
"""Numbers of chambers and sectors, copies for neighbours, ranges of the ntuple."""

from __future__ import annotations

import numpy as np
import pytest

from lri_bench.generators.endcap.digits import BRANCHES, UNSET, digitised
from lri_bench.generators.endcap.layers import LAYERS, HitType, column
from lri_bench.generators.endcap.response import Crossings
from lri_bench.types import AnyArray

RANGES = {
    "endcap": (-1, 1),
    "station": (1, 4),
    "ring": (1, 4),
    "sector": (1, 6),
    "subsector": (0, 6),
    "chamber": (1, 36),
    "cscid": (1, 9),
    "bx": (-3, 3),
    "type": (0, 4),
    "neighbor": (0, 1),
    "bend": (-50, 50),
    "strip": (0, 159),
    "wire": (0, 111),
    "roll": (1, 8),
    "quality": (1, 15),
    "pattern": (2, 10),
    "time": (0, 0),
    "fr": (0, 1),
    "emtf_phi": (0, 4920),
    "emtf_theta": (0, 127),
    "sim_phi": (-180, 180),
    "sim_theta": (5, 175),
    "sim_eta": (-2.45, 2.45),
    "sim_r": (50, 800),
    "sim_z": (-1100, 1100),
}
"""As the ntuple has them; -99 is unset."""


def crossings(number: int, seed: int = 0) -> Crossings:
    """Return hits anywhere in the layers, in no order of events."""
    random = np.random.default_rng(seed)
    layer = random.integers(len(LAYERS), size=number)
    size = random.uniform(column("eta_low")[layer], column("eta_high")[layer])
    z = column("z")[layer]
    phi = random.uniform(-np.pi, np.pi, number)
    return Crossings(
        random.integers(20, size=number),
        layer,
        z / np.sinh(size) * np.cos(phi),
        z / np.sinh(size) * np.sin(phi),
        z * random.choice((-1.0, 1.0), number),
        random.integers(-50, 51, number),
    )


@pytest.fixture(scope="module")
def hits() -> dict[str, AnyArray]:
    return digitised(crossings(30_000), np.random.default_rng(1))[1]


def test_branches_have_the_ntuples_dtypes_and_ranges(hits: dict[str, AnyArray]) -> None:
    assert {f"mu_hit_{name}" for name in RANGES} == set(BRANCHES) == set(hits)
    for name, (low, high) in RANGES.items():
        values = hits[f"mu_hit_{name}"]
        assert values.dtype == BRANCHES[f"mu_hit_{name}"], name
        there = values[values != UNSET]
        assert low <= there.min(), name
        assert there.max() <= high, name


def test_every_chamber_of_every_layer_is_hit() -> None:
    found = crossings(60_000)
    _, hits = digitised(found, np.random.default_rng(1))
    own = hits["mu_hit_neighbor"] == 0
    for layer in LAYERS:
        chosen = own & (hits["mu_hit_type"] == layer.type)
        chosen &= hits["mu_hit_station"] == layer.station
        chosen &= hits["mu_hit_ring"] == layer.ring
        seen = np.unique(hits["mu_hit_chamber"][chosen])
        assert seen.tolist() == list(range(1, layer.chambers + 1)), layer


def test_events_come_in_order_and_keep_their_hits() -> None:
    found = crossings(2000)
    event, hits = digitised(found, np.random.default_rng(1))
    assert (np.diff(event) >= 0).all()
    own = hits["mu_hit_neighbor"] == 0
    assert np.bincount(event[own]).tolist() == np.bincount(found.event).tolist()
    eta = np.arcsinh(found.z / np.hypot(found.x, found.y))
    np.testing.assert_allclose(
        np.sort(hits["mu_hit_sim_eta"][own]), np.sort(eta), rtol=1e-6
    )


def chamber_width(hits: dict[str, AnyArray]) -> AnyArray:
    keys = [(layer.type, layer.station, layer.ring) for layer in LAYERS]
    width = dict(zip(keys, 360 / column("chambers"), strict=True))
    names = ("type", "station", "ring")
    rows = zip(*(hits[f"mu_hit_{name}"].tolist() for name in names), strict=True)
    return np.array([width[row] for row in rows])


def test_copies_are_of_the_last_chamber_of_a_sector(hits: dict[str, AnyArray]) -> None:
    within = (hits["mu_hit_sim_phi"].astype(np.float64) - 15) % 60
    is_last = within >= 60 - np.minimum(chamber_width(hits), 20)
    copy = hits["mu_hit_neighbor"] == 1
    assert copy.any()
    assert is_last[copy].all()
    assert copy.sum() == (is_last & ~copy).sum()
    sector = (hits["mu_hit_sim_phi"].astype(np.float64) - 15) % 360 // 60 + 1
    assert (hits["mu_hit_sector"][~copy] == sector[~copy]).all()
    assert (hits["mu_hit_sector"][copy] == sector[copy] % 6 + 1).all()


def test_phi_of_the_trigger_counts_from_the_sector_that_gets_the_hit(
    hits: dict[str, AnyArray],
) -> None:
    degrees = hits["mu_hit_emtf_phi"] / 60 - 22 + 60 * (hits["mu_hit_sector"] - 1) + 15
    off = (degrees - hits["mu_hit_sim_phi"] + 180) % 360 - 180
    assert np.abs(off).max() < 0.51 / 60


def one(phi: float, layer: int) -> dict[str, int]:
    """Return the numbers of a hit at some degrees."""
    z = LAYERS[layer].z
    radius = z / np.sinh((LAYERS[layer].eta_low + LAYERS[layer].eta_high) / 2)
    angle = np.deg2rad(phi)
    found = Crossings(
        np.array([0]),
        np.array([layer]),
        np.array([radius * np.cos(angle)]),
        np.array([radius * np.sin(angle)]),
        np.array([z]),
        np.array([3]),
    )
    _, hits = digitised(found, np.random.default_rng(0))
    return {name[7:]: int(values[0]) for name, values in hits.items()}


def place(kind: HitType, station: int, ring: int) -> int:
    keys = [(layer.type, layer.station, layer.ring) for layer in LAYERS]
    return keys.index((kind, station, ring))


@pytest.mark.parametrize(
    ("phi", "layer", "expected"),
    [
        # ME1/1/3 is the first chamber of sector 1; its first half ends at 45 degrees.
        (20.0, (HitType.CSC, 1, 1), (1, 1, 3, 1)),
        (50.0, (HitType.CSC, 1, 2), (1, 2, 6, 4)),
        (0.0, (HitType.CSC, 1, 4), (6, 2, 1, 2)),
        (20.0, (HitType.CSC, 2, 1), (1, 0, 2, 1)),
        (20.0, (HitType.CSC, 3, 2), (1, 0, 3, 4)),
        (70.0, (HitType.RPC, 1, 2), (1, 6, 8, 6)),
        (-170.0, (HitType.ME0, 1, 1), (3, 2, 10, 3)),
    ],
)
def test_chambers_are_numbered_as_in_cms(
    phi: float, layer: tuple[HitType, int, int], expected: tuple[int, ...]
) -> None:
    found = one(phi, place(*layer))
    names = ("sector", "subsector", "chamber", "cscid")
    assert tuple(found[name] for name in names) == expected
