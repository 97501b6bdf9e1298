# SPDX-License-Identifier: MIT
"""Small clouds of each data set whose numbers are known beforehand."""

from __future__ import annotations

from typing import Any

import numpy as np

from lri_bench.clouds import Clouds
from lri_bench.types import AnyArray


def made(sizes: list[int], **columns: Any) -> Clouds:
    """Return clouds of these sizes; what is not given is 0, and positives come first.

    The first half of the clouds, rounded up, is positive.
    """
    size, points = len(sizes), sum(sizes)
    plain: dict[str, Any] = {
        "offsets": np.concatenate([[0], np.cumsum(sizes)]),
        "pos": np.zeros((points, 3)),
        "x": np.zeros((points, 1)),
        "truth": np.zeros(points),
        "cloud_id": np.array([f"c{number}" for number in range(size)], dtype=np.str_),
        "y": (np.arange(size) < (size + 1) // 2).astype(np.uint8),
        "split": np.zeros(size),
    }
    return Clouds(**plain | columns)


def tracker() -> Clouds:
    """Two events: a pair and a third track; then a track alone.

    The pair flies along x and -x with 45 GeV across the beam, at eta 0 and 1.
    """
    out, back, third = [45.0, 0, 0], [-45.0, 0, 45 * np.sinh(1)], [0, 3.0, 4.0]
    lost = [0.1, 0, 0]  # the momentum after the first hit: to be passed over
    direction = [lost, out, back, lost, third, third, third, third]
    time = [2, 1, 1, 2, 1, 2, 3, 1]
    return made(
        [7, 1],
        x=np.array(time)[:, np.newaxis] * np.ones(9),
        direction=np.array(direction),
        group=np.array([0, 0, 1, 1, 2, 2, 2, 0]),
        truth=np.array([1, 1, 1, 1, 0, 0, 0, 0]),
        cloud_extra={"signal_mass_gev": np.array([91.25, -1], dtype=np.float32)},
    )


def muons(phi: AnyArray | None = None) -> Clouds:
    """Three hits of a tau on a line in phi and one of pile-up; then pile-up alone."""
    phi = np.array([0.1, 0.2, 0.3]) if phi is None else phi
    pos = np.stack([[2.0, 2.0, 2.0, -1.5, 1.3], [*phi, 1.0, -1.0]], axis=1)
    return made(
        [4, 1],
        pos=pos,
        x=np.array([[5], [-5], [0], [40], [-40]]),
        truth=np.array([1, 1, 1, 0, 0]),
        cloud_extra={"station_hits": np.array([[4, 3, 2, 1], [1, 0, 0, 0]], np.int32)},
    )


def ring(atoms: int, bond: float = 1.4) -> AnyArray:
    """Return (atoms, 3), angstrom, a regular ring."""
    turn = 2 * np.pi * np.arange(atoms) / atoms
    radius = bond / (2 * np.sin(np.pi / atoms))
    return radius * np.stack([np.cos(turn), np.sin(turn), 0 * turn], axis=1)


def molecules() -> Clouds:
    """Benzene; then a chain C-C-O with a chloride ion far away."""
    chain = [[0.0, 0, 0], [1.5, 0, 0], [2.9, 0, 0], [9.0, 0, 0]]
    return made(
        [6, 4],
        pos=np.vstack([ring(6), chain]),
        x=np.array([0] * 6 + [0, 0, 2, 6])[:, np.newaxis],
        truth=np.array([1, 1] + [0] * 8),
    )


def helix(residues: int, *, hand: int = 1) -> AnyArray:
    """Return (residues, 3), angstrom, CA atoms of an ideal alpha helix."""
    turn = hand * np.deg2rad(100) * np.arange(residues)
    rise = 1.5 * np.arange(residues)
    return np.stack([2.3 * np.cos(turn), 2.3 * np.sin(turn), rise], axis=1)


def complexes() -> Clouds:
    """A helix of ten residues, and a left-handed one of two chains, five each."""
    pos = np.vstack([helix(10), helix(10, hand=-1)])
    x = np.stack([np.arange(20) % 4, np.full(20, 50.0), np.full(20, 20.0)], axis=1)
    elements = np.array([[5], [6], [0], [7]]) * np.ones(17)  # C, N and H; O
    return made(
        [10, 10],
        pos=pos,
        x=x,
        truth=np.array([1, 1, 1] + [0] * 17),
        group=np.array([0] * 15 + [1] * 5),
        context={"ligand": made([3, 1], x=elements)},
    )


CLOUDS = {
    "actstrack@raw": tracker,
    "tau3mu@raw": muons,
    "synmol@raw": molecules,
    "plbind@raw": complexes,
}
