# SPDX-License-Identifier: MIT
"""Solvent-accessible surface after Shrake and Rupley, all atoms at once.

Each atom gets a sphere of its radius and the probe's, with points spread over
it; a point inside the sphere of a neighbour is covered, and the share of free
points is the share of free surface (doi 10.1016/0022-2836(73)90011-9).

Radii and points are those of Biopython's ``ShrakeRupley``, so that the same
points are covered. It goes over atoms and neighbours one by one; here all
neighbours of many atoms are one matrix product: the point c + r u on atom i is
inside the sphere of radius R around c + d if, and only if,
``u . d >= (d . d + r r - R R) / (2 r)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from Bio.PDB.SASA import ATOMIC_RADII
from scipy.sparse import coo_array
from scipy.spatial import cKDTree

from lri_bench.types import Floats, Ints

__all__ = ["PROBE_ANGSTROM", "SPHERE_POINTS", "atom_radii", "sphere", "surface"]

PROBE_ANGSTROM: Final = 1.4
"""Radius of a water molecule."""

SPHERE_POINTS: Final = 100
"""Points on the sphere of each atom."""

# Of an element without an entry, as Biopython has it.
_OTHER_RADIUS_ANGSTROM = 2.0

# Rows of a product at a time: they fit into a cache, and are too few for BLAS to
# share among threads, which would stall where every core already has a complex.
_PAIRS_AT_ONCE = 512


def sphere(points: int = SPHERE_POINTS) -> Floats:
    """Return (points, 3) unit vectors along the golden spiral.

    Rounded to float32, as Biopython stores them.
    """
    step = 2.0 / points
    number = np.arange(points)
    # Added up one after the other, as there, so that the last bits agree.
    height = np.cumsum(np.where(number == 0, 1 - step / 2, -step))
    longitude = np.cumsum(np.where(number == 0, 0, np.pi * (3 - 5**0.5)))
    width = np.sqrt(1 - height * height)
    circle = np.cos(longitude) * width, np.sin(longitude) * width, height
    return np.stack(circle, axis=1).astype(np.float32).astype(np.float64)


def atom_radii(elements: Sequence[str]) -> Floats:
    """Return (N,) float64, the van der Waals radius of each element in angstrom.

    Parameters
    ----------
    elements : sequence of str
        In capital letters, such as ``C`` and ``SE``.

    Notes
    -----
    Biopython's table, after Bondi (doi 10.1021/j100785a001) and Mantina et al.
    (doi 10.1021/jp8111556); 2 for elements that it does not have.
    """
    radii = [ATOMIC_RADII.get(name, _OTHER_RADIUS_ANGSTROM) for name in elements]
    return np.array(radii, dtype=np.float64)


def surface(
    coords: Floats,
    radii: Floats,
    *,
    probe: float = PROBE_ANGSTROM,
    points: int = SPHERE_POINTS,
) -> Floats:
    """Return the solvent-accessible surface of each atom.

    Parameters
    ----------
    coords : (N, 3) float64, angstrom
        Centres of atoms.
    radii : (N,) float64, angstrom
        Without the probe.
    probe : float, angstrom
        Radius of the solvent.
    points : int
        Points on each sphere.

    Returns
    -------
    area : (N,) float64, angstrom^2
        Multiples of the surface of the atom's sphere, divided by `points`.
    """
    reach = radii + probe
    free = _free_points(coords, reach, sphere(points))
    return free * (reach * reach * (4 * np.pi / points))


def _free_points(coords: Floats, reach: Floats, directions: Floats) -> Ints:
    """Return (N,) int64, how many points of each atom's sphere nothing covers."""
    atom, other = _neighbours(coords, reach)
    away = coords[other] - coords[atom]
    square = np.einsum("ij,ij->i", away, away)
    r, rim = reach[atom], reach[other]
    least = (square + r * r - rim * rim) / (2 * r)
    free = np.full(len(coords), len(directions), dtype=np.int64)
    starts = np.flatnonzero(np.diff(atom, prepend=-1))
    cuts = np.append(starts, len(atom))
    # Whole atoms at a time, as many as fit.
    first = 0
    while first < len(starts):
        last = int(np.searchsorted(cuts, cuts[first] + _PAIRS_AT_ONCE, "right")) - 1
        last = max(last, first + 1)
        rows = slice(cuts[first], cuts[last])
        covered = away[rows] @ directions.T >= least[rows, np.newaxis]
        hidden = np.logical_or.reduceat(covered, cuts[first:last] - cuts[first])
        free[atom[starts[first:last]]] -= hidden.sum(axis=1)
        first = last
    return free


def _neighbours(coords: Floats, reach: Floats) -> tuple[Ints, Ints]:
    """Return all pairs of atoms whose spheres overlap, sorted by the first."""
    pairs = cKDTree(coords).query_pairs(2 * reach.max(), output_type="ndarray")
    first, second = pairs[:, 0], pairs[:, 1]
    away = coords[first] - coords[second]
    near = np.einsum("ij,ij->i", away, away) < (reach[first] + reach[second]) ** 2
    first, second = first[near], second[near]
    rows = np.concatenate([first, second])
    columns = np.concatenate([second, first])
    size = len(coords)
    # Compressing a sparse matrix sorts by rows, and faster than a sort does.
    table = coo_array((np.ones(len(rows), np.bool_), (rows, columns)), (size, size))
    compressed = table.tocsr()
    counts = np.diff(compressed.indptr)
    return np.repeat(np.arange(size), counts), compressed.indices.astype(np.int64)
