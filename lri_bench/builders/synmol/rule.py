# SPDX-License-Identifier: MIT
"""SynMol's labelling rule: an unbranched alkane and a carbonyl, and their atoms.

A molecule is positive if it has at least one match of each of two patterns.
The rule belongs to a family of synthetic ones by McCloskey et al.
(doi 10.1073/pnas.1820657116); the data set that uses it is part of the record
doi 10.5281/zenodo.7265547.

Traps, all of them part of the rule as the data set applies it:

- the chain need not be of carbon: any three atoms out of rings with one or two
  neighbours do, so an ethyl ester or a methoxymethyl group is an "alkane";
- a carbonyl's carbon is aliphatic: the C=O of a pyridone is none;
- neighbours are counted on the graph as SMILES gives it, without hydrogens.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Final

import numpy as np
from rdkit import Chem

from lri_bench.errors import DataError, Problem
from lri_bench.types import Truths

__all__ = [
    "ALKANE_SMARTS",
    "CARBONYL_SMARTS",
    "MAX_EXPLANATIONS",
    "RuleResult",
    "apply_rule",
]

ALKANE_SMARTS: Final = "[R0;D2,D1][R0;D2][R0;D2,D1]"
"""Unbranched alkane, doi 10.1073/pnas.1820657116."""

CARBONYL_SMARTS: Final = "[CX3]=O"
"""Carbonyl, doi 10.1073/pnas.1820657116."""

MAX_EXPLANATIONS: Final = 4095
"""Most explanations listed one by one; no molecule of the record has above 2,047."""


@dataclass(frozen=True, eq=False)
class RuleResult:
    """What the rule says of one molecule of n atoms.

    Attributes
    ----------
    y : int
        1 if both patterns match, else 0.
    truth : (n,) uint8
        1 for atoms of any match of either pattern; all zero if `y` is 0.
    alternatives : (k, n) uint8
        The admissible explanations but the last, which is `truth`: unions of a
        non-empty choice of chains with a non-empty choice of carbonyls. With a
        chains and c carbonyls, k = (2**a - 1) * (2**c - 1) - 1; so k = 0 for a
        molecule with one of each, and for negatives. Different choices may
        cover the same atoms, and such repetitions are kept, as in the record.
    complete : bool
        False if there are more than `MAX_EXPLANATIONS` and `alternatives` holds
        only the smallest ones (one chain with one carbonyl), at most that many.
    """

    y: int
    truth: Truths
    alternatives: Truths
    complete: bool = True

    @property
    def columns(self) -> Truths:
        """Return (n, k + 1) uint8, `truth` last: the layout of the record's file."""
        return np.vstack([self.alternatives, self.truth]).T


def apply_rule(molecule: Chem.Mol) -> RuleResult:
    """Label a molecule and mark the atoms that make its label.

    The explanations come in the order of the record's file: choices of chains
    outside, of carbonyls inside, both by size and then lexicographically over
    RDKit's order of matches.

    Parameters
    ----------
    molecule : rdkit.Chem.Mol
        Sanitised, with implicit hydrogens, as ``Chem.MolFromSmiles`` gives it.

    Returns
    -------
    RuleResult
        Label and masks, in the order of the molecule's atoms.

    Raises
    ------
    DataError
        If hydrogens are atoms of the graph: they would count as neighbours.
    """
    _refuse_hydrogens(molecule)
    chains = _match_masks(molecule, ALKANE_SMARTS)
    carbonyls = _match_masks(molecule, CARBONYL_SMARTS)
    nothing = np.zeros((0, molecule.GetNumAtoms()), dtype=np.uint8)
    if not (len(chains) and len(carbonyls)):
        return RuleResult(0, nothing.sum(axis=0, dtype=np.uint8), nothing)
    truth = np.vstack([chains, carbonyls]).max(axis=0)
    number = (2 ** len(chains) - 1) * (2 ** len(carbonyls) - 1)
    if number > MAX_EXPLANATIONS:
        return RuleResult(1, truth, _smallest(chains, carbonyls), complete=False)
    explanations = _products(_unions(chains), _unions(carbonyls))
    return RuleResult(1, truth, explanations[:-1])


@cache
def _query(smarts: str) -> Chem.Mol:
    return Chem.MolFromSmarts(smarts)


def _match_masks(molecule: Chem.Mol, smarts: str) -> Truths:
    """Return (m, n) uint8, the atoms of each of m matches (one per set of atoms)."""
    atoms = molecule.GetNumAtoms()
    # Either pattern has an atom that no two matches share (the middle of the
    # chain, the carbon), and reads the same in at most two directions: more
    # matches than this cannot be, whereas RDKit's own limit is 1,000.
    limit = 2 * atoms + 1
    matches = molecule.GetSubstructMatches(_query(smarts), maxMatches=limit)
    masks = np.zeros((len(matches), atoms), dtype=np.uint8)
    for mask, match in zip(masks, matches, strict=True):
        mask[list(match)] = 1
    return masks


def _unions(masks: Truths) -> Truths:
    """Return (2**m - 1, n) uint8, the union of each non-empty choice of m masks."""
    choices = (
        list(choice)
        for size in range(1, len(masks) + 1)
        for choice in combinations(range(len(masks)), size)
    )
    return np.stack([masks[choice].max(axis=0) for choice in choices])


def _products(outer: Truths, inner: Truths) -> Truths:
    """Return (o * i, n) uint8, the union of every outer with every inner mask."""
    pairs: Truths = outer[:, None, :] | inner[None, :, :]
    return pairs.reshape(-1, outer.shape[1])


def _smallest(chains: Truths, carbonyls: Truths) -> Truths:
    """Return the first `MAX_EXPLANATIONS` pairs of one chain and one carbonyl."""
    # Cut before the product too, so that memory stays bounded for any molecule.
    needed = -(-MAX_EXPLANATIONS // len(carbonyls))
    pairs = _products(chains[:needed], carbonyls[:MAX_EXPLANATIONS])
    return pairs[:MAX_EXPLANATIONS]


def _refuse_hydrogens(molecule: Chem.Mol) -> None:
    """Raise if the graph has hydrogens that reading a SMILES would have left out."""
    if all(atom.GetAtomicNum() != 1 for atom in molecule.GetAtoms()):
        return
    added = molecule.GetNumAtoms() - Chem.RemoveHs(molecule).GetNumAtoms()
    if added:
        raise DataError(
            Problem(
                where=f"the molecule {Chem.MolToSmiles(Chem.RemoveHs(molecule))}",
                expected="implicit hydrogens",
                got=f"{added} hydrogens that are atoms of the graph",
                cause="the rule counts neighbours, and would count hydrogens",
                run="apply_rule(Chem.RemoveHs(molecule))",
            )
        )
