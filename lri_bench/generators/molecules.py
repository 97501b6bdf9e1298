# SPDX-License-Identifier: MIT
"""Molecules assembled from fragments, labelled by SynMol's rule; scaffold splits.

Candidates are drawn until each class of the rule has its share; what a class has
in excess is thrown away. No conformers are made: they are the builder's work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from rdkit import Chem
from rdkit.Chem.Scaffolds import MurckoScaffold
from rdkit.rdBase import BlockLogs

from lri_bench.builders.synmol.rule import ALKANE_SMARTS, CARBONYL_SMARTS, apply_rule
from lri_bench.clouds import Split
from lri_bench.errors import DataError, LriBenchError, Problem, raise_if
from lri_bench.generators.fragments import draw_molecule
from lri_bench.types import Floats, Ints, Truths

__all__ = [
    "PAPER_SHARES",
    "MoleculeTable",
    "RuleClass",
    "generate_molecules",
    "split_by_scaffold",
]


class RuleClass(NamedTuple):
    """Which of the rule's two patterns a molecule matches; positive if both."""

    chain: bool
    carbonyl: bool


NEGATIVE_COUNTS: Final = {
    RuleClass(chain=False, carbonyl=True): 4286,
    RuleClass(chain=False, carbonyl=False): 2056,
    RuleClass(chain=True, carbonyl=False): 802,
}
"""Negatives of each kind in SynMol's raw files, doi 10.5281/zenodo.7265547."""

PAPER_SHARES: Final = (0.78, 0.11, 0.11)
"""Train, valid, test of SynMol, doi 10.48550/arXiv.2210.16966."""

CANDIDATES_PER_MOLECULE: Final = 200
"""When to give up; about 2 are needed."""


@dataclass(frozen=True, eq=False)
class MoleculeTable:
    """Labelled molecules, as columns.

    Attributes
    ----------
    mol_id : (M,) tuple of str
        Prefix and running number from 1, "LB-0001".
    smiles : (M,) tuple of str
        Canonical; no two have the same graph, even with stereochemistry aside.
    y : (M,) uint8
        1 if the rule holds.
    """

    mol_id: tuple[str, ...]
    smiles: tuple[str, ...]
    y: Truths


def generate_molecules(
    number: int, seed: int, *, positive_share: float = 0.18, prefix: str = "LB"
) -> MoleculeTable:
    """Draw molecules that are all different, with a fixed share of positives.

    The same arguments give the same table with the same version of RDKit; a
    larger `number` does not begin with the table of a smaller one.

    Parameters
    ----------
    number : int
        Molecules to draw, 1 or more.
    seed : int
        Seed of ``numpy.random.default_rng``, 0 or more.
    positive_share : float
        Share of molecules with y = 1, from 0 to 1; the paper's is 0.18
        (doi 10.48550/arXiv.2210.16966).
    prefix : str
        What the names begin with.

    Returns
    -------
    MoleculeTable
        In random order. Negatives are of the kinds and in the proportions of
        `NEGATIVE_COUNTS`.

    Raises
    ------
    DataError
        If `number`, `seed` or `positive_share` is out of range.
    LriBenchError
        If the fragments do not yield so many different molecules.
    """
    raise_if(_argument_problems(number, seed, positive_share), DataError)
    rng = np.random.default_rng(seed)
    with BlockLogs():
        drawn = _fill(_quotas(number, positive_share), rng)
        smiles = tuple(drawn[place] for place in rng.permutation(number))
        labels = [apply_rule(Chem.MolFromSmiles(text)).y for text in smiles]
    width = max(4, len(str(number)))
    names = (f"{prefix}-{place:0{width}d}" for place in range(1, number + 1))
    return MoleculeTable(tuple(names), smiles, np.array(labels, dtype=np.uint8))


def split_by_scaffold(
    smiles: Sequence[str],
    seed: int,
    shares: tuple[float, float, float] = PAPER_SHARES,
) -> Truths:
    """Split molecules so that no scaffold lies in two splits.

    A scaffold is the Bemis-Murcko framework (doi 10.1021/jm9602928) as RDKit
    draws it, with stereochemistry aside; every acyclic molecule is a scaffold
    of its own. Scaffolds are handed out from the most frequent to the rarest,
    each to the split that it brings nearest to its shares of both classes.

    Parameters
    ----------
    smiles : (S,) sequence of str
        Molecules; the rule gives their class.
    seed : int
        Decides between scaffolds that are equally frequent, 0 or more.
    shares : (3,) tuple of float
        Shares of train, valid and test; positive, with the sum 1.

    Returns
    -------
    split : (S,) uint8
        `Split.TRAIN`, `Split.VALID` or `Split.TEST`.

    Raises
    ------
    DataError
        If a SMILES cannot be read, or the seed or the shares are out of range.
    """
    with BlockLogs():
        molecules = [Chem.MolFromSmiles(text) for text in smiles]
        raise_if(_split_problems(molecules, smiles, seed, shares), DataError)
        y = np.array([apply_rule(molecule).y for molecule in molecules])
        groups: dict[str, list[int]] = {}
        for place, molecule in enumerate(molecules):
            groups.setdefault(_scaffold(molecule), []).append(place)
    rng = np.random.default_rng(seed)
    members = [np.array(places) for places in groups.values()]
    members = [members[group] for group in rng.permutation(len(members))]
    members.sort(key=len, reverse=True)
    sizes = np.array([np.bincount(y[group], minlength=2) for group in members])
    split = np.zeros(len(smiles), dtype=np.uint8)
    for group, code in zip(members, _hand_out(sizes, np.array(shares)), strict=True):
        split[group] = code
    return split


@cache
def _patterns() -> tuple[Chem.Mol, Chem.Mol]:
    return Chem.MolFromSmarts(ALKANE_SMARTS), Chem.MolFromSmarts(CARBONYL_SMARTS)


def _rule_class(molecule: Chem.Mol) -> RuleClass:
    alkane, carbonyl = _patterns()
    return RuleClass(
        molecule.HasSubstructMatch(alkane), molecule.HasSubstructMatch(carbonyl)
    )


def _quotas(number: int, positive_share: float) -> dict[RuleClass, int]:
    """Return how many molecules of each class there are to be, `number` in all."""
    positives = round(number * positive_share)
    counts = np.array(list(NEGATIVE_COUNTS.values()))
    wanted = (number - positives) * counts / counts.sum()
    quotas = np.floor(wanted).astype(np.int64)
    # The largest remainders get what rounding down has left over.
    missing = number - positives - int(quotas.sum())
    quotas[np.argsort(quotas - wanted, kind="stable")[:missing]] += 1
    negatives = zip(NEGATIVE_COUNTS, quotas.tolist(), strict=True)
    return {RuleClass(chain=True, carbonyl=True): positives, **dict(negatives)}


def _fill(quotas: dict[RuleClass, int], rng: np.random.Generator) -> list[str]:
    """Return canonical SMILES, as many of each class as it has places."""
    number = sum(quotas.values())
    left = dict(quotas)
    drawn: dict[str, str] = {}
    for _ in range(CANDIDATES_PER_MOLECULE * (number + 10)):
        if len(drawn) == number:
            return list(drawn.values())
        molecule = draw_molecule(rng)
        if molecule is None:
            continue
        kind = _rule_class(molecule)
        flat = Chem.MolToSmiles(molecule, isomericSmiles=False)
        if left[kind] and flat not in drawn:
            drawn[flat] = Chem.MolToSmiles(molecule)
            left[kind] -= 1
    raise LriBenchError(
        Problem(
            where="generate_molecules",
            expected=f"{number} different molecules",
            got=f"{len(drawn)}; still wanted: {left}",
            cause="the fragments do not yield more",
            run="generate_molecules with a smaller number",
        )
    )


def _scaffold(molecule: Chem.Mol) -> str:
    """Return the scaffold's SMILES, or the molecule's own where it has no ring."""
    scaffold = MurckoScaffold.GetScaffoldForMol(molecule)  # type: ignore[no-untyped-call]
    framed = scaffold if scaffold.GetNumAtoms() else molecule
    return str(Chem.MolToSmiles(framed, isomericSmiles=False))


def _hand_out(sizes: Ints, shares: Floats) -> list[Split]:
    """Return the split of each group; sizes (G, 2) int, by class; shares (3,)."""
    groups = sizes / np.maximum(sizes.sum(axis=0), 1)
    filled = np.zeros((3, 2))
    codes: list[Split] = []
    for group in groups:
        # What sum((filled - share)**2) / share, over the classes, grows by.
        growth = group * (group + 2 * (filled - shares[:, None])) / shares[:, None]
        code = int(growth.sum(axis=1).argmin())
        filled[code] += group
        codes.append(Split(code))
    return codes


def _argument_problems(number: int, seed: int, positive_share: float) -> list[Problem]:
    ranges = (
        ("number", number, "1 or more", number >= 1),
        ("seed", seed, "0 or more", seed >= 0),
        ("positive_share", positive_share, "0 to 1", 0 <= positive_share <= 1),
    )
    return [
        Problem(f"generate_molecules, {name}", expected, str(got))
        for name, got, expected, fine in ranges
        if not fine
    ]


def _split_problems(
    molecules: Sequence[Chem.Mol | None],
    smiles: Sequence[str],
    seed: int,
    shares: tuple[float, float, float],
) -> list[Problem]:
    where = "split_by_scaffold"
    problems = [
        Problem(f"{where}, molecule {place}", "a SMILES", repr(text))
        for place, text in enumerate(smiles)
        if molecules[place] is None
    ]
    if seed < 0:
        problems.append(Problem(f"{where}, seed", "0 or more", str(seed)))
    if len(shares) != 3 or min(shares) <= 0 or abs(sum(shares) - 1) > 1e-9:
        expected = "three positive shares with the sum 1"
        problems.append(Problem(f"{where}, shares", expected, str(shares)))
    return problems
