# SPDX-License-Identifier: MIT
"""Residue types: as frequent as in nature, greasy inside and polar outside.

Types of the residues that line the pocket are chosen so that the rule gives the class
that was drawn before. All others are drawn without a look at class or ligand.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from lri_bench.generators.complexes.ligand import Offer
from lri_bench.generators.complexes.rule import ANSWERS
from lri_bench.types import Bools, Floats, Ints

__all__ = ["FREQUENCIES", "burial", "draw_sequence", "suiting"]

FREQUENCIES: Final = {
    "ALA": 7.55, "ARG": 5.15, "ASN": 4.52, "ASP": 5.30, "CYS": 1.69, "GLN": 4.02,
    "GLU": 6.32, "GLY": 6.84, "HIS": 2.24, "ILE": 5.72, "LEU": 9.33, "LYS": 5.93,
    "MET": 2.35, "PHE": 4.07, "PRO": 4.92, "SER": 7.22, "THR": 5.74, "TRP": 1.25,
    "TYR": 3.19, "VAL": 6.52,
}  # fmt: skip
"""Percent of each type in Swiss-Prot, as PROSITE's document PS50324 lists them."""

# Kyte and Doolittle, doi 10.1016/0022-2836(82)90515-0.
_HYDROPATHY: Final = {
    "ALA": 1.8, "ARG": -4.5, "ASN": -3.5, "ASP": -3.5, "CYS": 2.5, "GLN": -3.5,
    "GLU": -3.5, "GLY": -0.4, "HIS": -3.2, "ILE": 4.5, "LEU": 3.8, "LYS": -3.9,
    "MET": 1.9, "PHE": 2.8, "PRO": -1.6, "SER": -0.8, "THR": -0.7, "TRP": -0.9,
    "TYR": -1.3, "VAL": 4.2,
}  # fmt: skip

# How strongly burial counts: chosen so that charged residues are about three times
# as frequent in the most exposed quarter as in the most buried one.
_HYDROPHOBIC_EFFECT: Final = 0.12

_CROWD_ANGSTROM: Final = 10.0

# Where phi is positive most residues are glycine or asparagine; proline's ring holds
# phi near -65 degrees.
_LEFT_FACTORS: Final = {"GLY": 12.0, "ASN": 3.0, "ASP": 1.5}
_LEFT_OTHERS: Final = 0.15
_PROLINE_DEGREES: Final = (-95.0, -45.0)

# Shares of the lining that suit. Positives end above one half, negatives at it.
_POSITIVE_SHARES: Final = (0.5, 0.75)
_NEGATIVE_SHARES: Final = (0.05, 0.48)

_NAMES = tuple(FREQUENCIES)


def burial(beta: Floats) -> Floats:
    """Return (N,) float64, how buried residues are: mean 0, deviation 1.

    Counts CB within 10 angstrom of each of the (N, 3) CB, in angstrom.
    """
    tree = cKDTree(beta)
    crowd = tree.query_ball_point(beta, _CROWD_ANGSTROM, return_length=True)
    scaled: Floats = (crowd - crowd.mean()) / crowd.std()
    return scaled


def suiting(offers: Ints, rng: np.random.Generator, *, positive: bool) -> Bools:
    """Choose which residues of the lining are to suit.

    Parameters
    ----------
    offers : (N,) int64
        See `lri_bench.generators.complexes.rule.lining_offers`.
    rng : numpy.random.Generator
        Where all chance comes from.
    positive : bool
        The class.

    Returns
    -------
    suits : (N,) bool
        Of the lining more than half if positive, else at most half.
    """
    lining = np.flatnonzero(offers >= 0)
    share = rng.uniform(*(_POSITIVE_SHARES if positive else _NEGATIVE_SHARES))
    number = round(share * len(lining))
    if positive:
        number = max(number, len(lining) // 2 + 1)
    suits = np.zeros(len(offers), dtype=np.bool_)
    suits[rng.permutation(lining)[: min(number, len(lining))]] = True
    return suits


def draw_sequence(
    buried: Floats, phi: Floats, offers: Ints, suits: Bools, rng: np.random.Generator
) -> tuple[str, ...]:
    """Draw a type for each of N residues.

    Parameters
    ----------
    buried : (N,) float64
        See `burial`.
    phi : (N,) float64, radians
        Torsions.
    offers : (N,) int64
        What the ligand offers each residue, -1 to those that do not line the pocket.
    suits : (N,) bool
        Which of the lining are to suit.
    rng : numpy.random.Generator
        Gives one number a residue, so that the types of all others are the same
        whatever `suits` says.

    Returns
    -------
    residues : tuple of str
    """
    weights = _weights(buried, np.rad2deg(phi))
    answered = np.array([[n in ANSWERS[offer] for n in _NAMES] for offer in Offer])
    lining = offers >= 0
    weights[lining] *= answered[offers[lining]] == suits[lining, np.newaxis]
    edges = weights.cumsum(axis=1)
    drawn = rng.random(len(buried)) * edges[:, -1]
    types = (edges <= drawn[:, np.newaxis]).sum(axis=1)
    return tuple(_NAMES[number] for number in types.tolist())


def _weights(buried: Floats, degrees: Floats) -> Floats:
    """Return (N, 20) weights of the types."""
    share = np.array([FREQUENCIES[name] for name in _NAMES])
    pull = _HYDROPHOBIC_EFFECT * np.array([_HYDROPATHY[name] for name in _NAMES])
    # Less what the mean of the exponential is above 1, so that shares stay.
    weights: Floats = share * np.exp(buried[:, np.newaxis] * pull - pull * pull / 2)
    left = (degrees + 180) % 360 > 180
    factors = [_LEFT_FACTORS.get(name, _LEFT_OTHERS) for name in _NAMES]
    weights[left] *= factors
    least, most = _PROLINE_DEGREES
    bent = (degrees < least) | (degrees > most)
    weights[bent, _NAMES.index("PRO")] = 0.0
    return weights
