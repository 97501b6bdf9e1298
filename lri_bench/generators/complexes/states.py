# SPDX-License-Identifier: MIT
"""Secondary structure along a chain, and the torsions that are aimed at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from lri_bench.types import Floats, Ints

__all__ = ["HELIX", "LOOP", "STRAND", "Torsions", "draw_length", "draw_torsions"]

LOOP, HELIX, STRAND = 0, 1, 2

LEAST_RESIDUES: Final = 300
MOST_RESIDUES: Final = 400

# Of a beta distribution between the two: its mean, 2/5 of the way, gives the 339.8
# residues of the paper's table (doi 10.48550/arXiv.2210.16966).
_LENGTH_SHAPE = (1.99, 3.01)

# First and last length of an element; lengths between are equally likely. Chosen so
# that about 40 % of residues are in helices and 20 % in strands.
_LENGTHS = {LOOP: (3, 7), HELIX: (8, 18), STRAND: (4, 8)}
_HELIX_SHARE = 0.5

# Degrees (phi, psi) of the regions of Ramachandran's plot, and how wide they are;
# textbook values, rounded (doi 10.1016/S0022-2836(63)80023-6 has the plot).
_HELIX_DEGREES = (-63.0, -42.0)
_STRAND_DEGREES = (-115.0, 132.0)
_LOOP_DEGREES = ((-66.0, -35.0), (-110.0, 130.0), (-70.0, 145.0), (57.0, 40.0))
_LOOP_SHARES = (0.3, 0.3, 0.3, 0.1)
_WIDTH_DEGREES = {LOOP: 18.0, HELIX: 8.0, STRAND: 14.0}

# Torsions move when the chain is folded; they start nearer to the middle.
_START_WIDTH = 0.6


@dataclass(frozen=True, eq=False)
class Torsions:
    """Torsions that a chain of N residues is folded from.

    Attributes
    ----------
    state : (N,) int64
        `LOOP`, `HELIX` or `STRAND`.
    aim : (N, 2) float64, radians
        phi and psi.
    width : (N,) float64, radians
        How far they may well be from there.
    """

    state: Ints
    aim: Floats
    width: Floats


def draw_length(rng: np.random.Generator) -> int:
    """Draw how many residues a chain has, `LEAST_RESIDUES` to `MOST_RESIDUES`."""
    span = MOST_RESIDUES - LEAST_RESIDUES
    return LEAST_RESIDUES + round(span * rng.beta(*_LENGTH_SHAPE))


def draw_torsions(residues: int, rng: np.random.Generator) -> Torsions:
    """Draw elements of secondary structure with loops between, and torsions.

    Parameters
    ----------
    residues : int
        N.
    rng : numpy.random.Generator
        Where all chance comes from.

    Returns
    -------
    torsions : Torsions
    """
    state = _draw_states(residues, rng)
    loops = rng.choice(len(_LOOP_SHARES), size=residues, p=_LOOP_SHARES)
    middle = np.array(_LOOP_DEGREES)[loops]
    middle[state == HELIX] = _HELIX_DEGREES
    middle[state == STRAND] = _STRAND_DEGREES
    width = np.array([_WIDTH_DEGREES[kind] for kind in (LOOP, HELIX, STRAND)])[state]
    spread = rng.normal(size=middle.shape) * width[:, np.newaxis] * _START_WIDTH
    return Torsions(state, np.deg2rad(middle + spread), np.deg2rad(width))


def _draw_states(residues: int, rng: np.random.Generator) -> Ints:
    states: list[int] = []
    while len(states) < residues:
        element = HELIX if rng.random() < _HELIX_SHARE else STRAND
        for kind in (LOOP, element):
            least, most = _LENGTHS[kind]
            states += [kind] * int(rng.integers(least, most + 1))
    return np.array(states[:residues], dtype=np.int64)
