# SPDX-License-Identifier: MIT
"""Where the ligand sits: the chain is folded around it and a way out.

So a pocket need not be looked for: its place is kept free while the chain collapses.
Nothing here knows of residue types or of the class.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from lri_bench.generators.complexes.ligand import Ligand
from lri_bench.types import Floats

__all__ = ["Site", "draw_site"]

RADIUS_FACTOR: Final = 2.2
RADIUS_EXPONENT: Final = 0.38
"""Radius of gyration of globular proteins in angstrom, 2.2 N^0.38, as used by
Xplor-NIH's pseudopotential, which names Kuszewski, Gronenborn and Clore 1999."""

# Lengths of the second and third axis as parts of the first; chosen.
_SECOND_AXIS = (0.75, 0.95)
_THIRD_AXIS = (0.6, 0.8)

# The chain sticks out of the ellipsoid it is pressed into by about so much.
_PRESSED = 0.86

# Where the ligand's mean lies between the centre, 0, and the surface, 1. Chosen so
# that 132.2 residues of the paper's table lie within 15 angstrom of it.
_DEPTH = (0.0, 0.45)

# Of the places that are kept free on the way out, one from the next.
_STEP_ANGSTROM = 3.0


@dataclass(frozen=True, eq=False)
class Site:
    """What a chain is folded into and around.

    Attributes
    ----------
    axes : (3,) float64, angstrom
        Half axes of the ellipsoid that the CA atoms are to fill, along x, y, z.
    ligand : Ligand
        In its place; the origin is the middle of the ellipsoid.
    kept_free : (K, 3) float64, angstrom
        The ligand's heavy atoms, and places from it to the outside.
    """

    axes: Floats
    ligand: Ligand
    kept_free: Floats


def draw_site(residues: int, ligand: Ligand, rng: np.random.Generator) -> Site:
    """Draw the shape of a protein and the place of the ligand in it.

    Parameters
    ----------
    residues : int
        Of the chain.
    ligand : Ligand
        About the origin.
    rng : numpy.random.Generator
        Where all chance comes from.

    Returns
    -------
    site : Site
    """
    ratio = np.array([1.0, rng.uniform(*_SECOND_AXIS), rng.uniform(*_THIRD_AXIS)])
    radius = _PRESSED * RADIUS_FACTOR * residues**RADIUS_EXPONENT
    # A full ellipsoid's radius of gyration is that of its axes, by the root of 5.
    axes = ratio * radius * np.sqrt(5 / (ratio @ ratio))
    outward = rng.normal(size=3)
    outward /= np.linalg.norm(outward)
    surface = outward / np.linalg.norm(outward / axes)
    middle = surface * rng.uniform(*_DEPTH)
    placed = ligand.moved(Rotation.random(rng=rng).as_matrix(), middle)
    beyond = np.linalg.norm(surface - middle)
    steps = np.arange(_STEP_ANGSTROM, beyond + _STEP_ANGSTROM, _STEP_ANGSTROM)
    way_out = middle + steps[:, np.newaxis] * outward
    return Site(axes, placed, np.concatenate([placed.heavy, way_out]))
