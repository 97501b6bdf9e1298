# SPDX-License-Identifier: MIT
"""What it costs that points of a chain come too near to each other or to the ligand."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from lri_bench.generators.complexes.minimise import dot
from lri_bench.types import Floats, Ints

__all__ = ["KINDS", "overlap"]

KINDS: Final = 3
"""Points of a residue: CA, the middle of its side chain, and O."""

# A fourth kind is kept free. Below these distances in angstrom two points overlap,
# if they are of residues so far apart in the chain. Chosen: nearer to each other than
# helices and strands are packed, as the chain has to get there in few steps.
_LEAST = np.array(
    [
        [4.2, 4.2, 3.6, 5.2],
        [4.2, 4.2, 3.6, 4.2],
        [3.6, 3.6, 3.1, 3.6],
        [5.2, 4.2, 3.6, 0.0],
    ]
)
_APART = np.array([[3, 2, 2, 0], [2, 2, 2, 0], [2, 2, 3, 0], [0, 0, 0, 0]])


def overlap(points: Floats, kept_free: Floats) -> tuple[float, Floats]:
    """Return the cost of overlaps, and its gradient.

    A pair at distance d costs ``(1 - d^2 / least^2)^2`` if d is below its least
    distance: so little where two points meet that a chain can pass through itself.

    Parameters
    ----------
    points : (3N, 3) float64, angstrom
        Of N residues: first all CA, then all middles of side chains, then all O.
    kept_free : (K, 3) float64, angstrom
        Places that nothing may come near to.

    Returns
    -------
    cost : float
    gradient : (3N, 3) float64, 1/angstrom
    """
    residues = len(points) // KINDS
    every = np.concatenate([points, kept_free])
    first, second = _near(points, kept_free)
    kinds = tuple(np.minimum(end // residues, KINDS) for end in (first, second))
    square = _LEAST[kinds] ** 2
    away = every[first] - every[second]
    lack = 1 - np.einsum("ij,ij->i", away, away) / square
    apart = np.abs(first % residues - second % residues) >= _APART[kinds]
    counted = np.flatnonzero(apart & (lack > 0))
    lack, first, second = lack[counted], first[counted], second[counted]
    push = away[counted] * (-4 * lack / square[counted])[:, np.newaxis]
    columns = [
        np.bincount(first, part, len(every)) - np.bincount(second, part, len(every))
        for part in push.T
    ]
    return dot(lack, lack), np.stack(columns, axis=1)[: len(points)]


def _near(points: Floats, kept_free: Floats) -> Ints:
    """Return (2, P) pairs of points, and of points with what is kept free."""
    # A tree that is quick to build, as it is asked once.
    tree = cKDTree(points, balanced_tree=False, compact_nodes=False)
    inside = tree.query_pairs(_LEAST[:KINDS, :KINDS].max(), output_type="ndarray").T
    residues = len(points) // KINDS
    first, second = inside % residues
    # Most pairs are of one residue, or of two that are bonded.
    inside = inside[:, np.abs(first - second) >= _APART[:KINDS, :KINDS].min()]
    near = np.flatnonzero(cdist(points, kept_free) < _LEAST.max())
    point, other = np.divmod(near, len(kept_free))
    blocked = np.stack([point, other + len(points)])
    pairs: Ints = np.concatenate([inside, blocked], axis=1)
    return pairs
