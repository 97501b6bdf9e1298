# SPDX-License-Identifier: MIT
"""Bonds of a molecule, told from the distances of its atoms."""

from __future__ import annotations

import numpy as np

from lri_bench.types import AnyArray, Bools

__all__ = ["bonded"]

# Two atoms are bonded where they are nearer than this times the sum of their
# covalent radii: between the longest bond and the shortest contact.
_TOLERANCE = 1.25


def bonded(pos: AnyArray, radius: AnyArray) -> Bools:
    """Tell which atoms are bonded.

    Parameters
    ----------
    pos : (n, 3) float, angstrom
        Positions of the atoms of one molecule.
    radius : (n,) float, angstrom
        Their covalent radii, see `lri_bench.elements.radii`.

    Returns
    -------
    bonded : (n, n) bool
        Symmetric; no atom is bonded to itself.

    Examples
    --------
    >>> bonded(np.array([[0, 0, 0], [1.52, 0, 0], [4, 0, 0]]), np.full(3, 0.76)).sum(1)
    array([1, 1, 0])
    """
    distance = np.linalg.norm(pos[:, np.newaxis] - pos[np.newaxis], axis=2)
    near: Bools = distance < _TOLERANCE * (radius[:, np.newaxis] + radius[np.newaxis])
    np.fill_diagonal(near, val=False)
    return near
