# SPDX-License-Identifier: MIT
"""The rule that decides the class, and nothing else does.

A residue lines the pocket if its CB (of glycine: where one would be) is within 9
angstrom of a heavy atom of the ligand. It suits the ligand if its type answers what
the nearest heavy atom offers:

========  ============================================  ===================
offer     the atom                                      answered by
========  ============================================  ===================
acid      O of a carboxyl, sulfonyl or phosphoryl       ARG LYS HIS
base      N of an amine that takes up a proton          ASP GLU
aromatic  C or S of an aromatic ring                    PHE TYR TRP
polar     any other N or O                              SER THR ASN GLN
greasy    any other heavy atom                          PHE TYR TRP MET
========  ============================================  ===================

The complex is positive if more than half of the residues that line the pocket suit.
The affinity says so too: -log10 of Kd in mol/l is 8 + 6 (share - 1/2), so that the
threshold of 10 nM lies where half of them suit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from lri_bench.generators.complexes.ligand import Ligand, Offer
from lri_bench.types import Bools, Floats, Ints

__all__ = ["ANSWERS", "LINING_ANGSTROM", "Verdict", "judge", "lining_offers"]

LINING_ANGSTROM: Final = 9.0
"""From CB to a heavy atom of the ligand."""

ANSWERS: Final[Mapping[Offer, frozenset[str]]] = {
    Offer.ACID: frozenset({"ARG", "LYS", "HIS"}),
    Offer.BASE: frozenset({"ASP", "GLU"}),
    Offer.AROMATIC: frozenset({"PHE", "TYR", "TRP"}),
    Offer.POLAR: frozenset({"SER", "THR", "ASN", "GLN"}),
    Offer.GREASY: frozenset({"PHE", "TYR", "TRP", "MET"}),
}
"""Residue types that suit each offer. Large rings answer greasy atoms too: aliphatic
types, which are everywhere in a protein, would drown the signal of a pocket."""

_MIDDLE, _SLOPE = 8.0, 6.0  # -log10 of mol/l


@dataclass(frozen=True, eq=False)
class Verdict:
    """What the rule says of a complex of N residues.

    Attributes
    ----------
    lining : (N,) bool
        Residues that the rule looked at.
    suits : (N,) bool
        Those of them that suit the ligand.
    """

    lining: Bools
    suits: Bools

    @property
    def positive(self) -> bool:
        """Whether more than half of those that line the pocket suit."""
        return bool(2 * self.suits.sum() > self.lining.sum())

    @property
    def minus_log_molar(self) -> float:
        """The affinity: -log10 of Kd in mol/l."""
        share = self.suits.sum() / max(int(self.lining.sum()), 1)
        return float(_MIDDLE + _SLOPE * (share - 0.5))


def lining_offers(beta: Floats, ligand: Ligand) -> Ints:
    """Return (N,) int64, what the ligand offers each residue; -1 to those far away.

    Parameters
    ----------
    beta : (N, 3) float64, angstrom
        See `lri_bench.generators.complexes.side_chains.beta_positions`.
    ligand : Ligand
    """
    far, nearest = cKDTree(ligand.heavy).query(beta)
    return np.where(far < LINING_ANGSTROM, ligand.offers[nearest], -1)


def judge(residues: Sequence[str], beta: Floats, ligand: Ligand) -> Verdict:
    """Apply the rule.

    Parameters
    ----------
    residues : sequence of str
        Names of the N residues.
    beta : (N, 3) float64, angstrom
        Their CB.
    ligand : Ligand

    Returns
    -------
    verdict : Verdict
    """
    offers = lining_offers(beta, ligand)
    suits = [
        offer >= 0 and residue in ANSWERS[Offer(offer)]
        for residue, offer in zip(residues, offers.tolist(), strict=True)
    ]
    return Verdict(offers >= 0, np.array(suits, dtype=np.bool_))
