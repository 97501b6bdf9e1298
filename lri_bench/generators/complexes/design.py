# SPDX-License-Identifier: MIT
"""One complex designed: first its class, then shape and ligand, then the types.

Shape, ligand and the residues that do not line the pocket are drawn from streams of
chance that the class has no part in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from lri_bench.errors import LriBenchError, Problem
from lri_bench.generators.complexes.fold import fold_chain
from lri_bench.generators.complexes.kinematics import BackboneFrames
from lri_bench.generators.complexes.ligand import Ligand, draw_ligand
from lri_bench.generators.complexes.pocket import draw_site
from lri_bench.generators.complexes.rule import Verdict, judge, lining_offers
from lri_bench.generators.complexes.sequence import burial, draw_sequence, suiting
from lri_bench.generators.complexes.side_chains import (
    beta_positions,
    lay_side_chains,
)
from lri_bench.generators.complexes.states import draw_length, draw_torsions
from lri_bench.types import Floats

__all__ = ["Design", "Order", "design_complex"]

LEAST_LINING: Final = 10
"""Residues that must line a pocket; about 30 do."""

ATTEMPTS: Final = 50
"""Shapes to try; five of six are taken."""

_FAR_ANGSTROM = 30.0  # where the complex lies in its file

# B-factors in angstrom^2 of the most buried residue, what the most exposed one has
# more, and the spread of the logarithm. Chosen; they know nothing of class or ligand.
_B_LEAST, _B_MORE, _B_SPREAD = 12.0, 30.0, 0.2


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be designed.

    Attributes
    ----------
    seed : int
        Of the edition.
    number : int
        Of the complex, from 1.
    positive : bool
        Its class.
    """

    seed: int
    number: int
    positive: bool


@dataclass(frozen=True, eq=False)
class Design:
    """A complex of N residues.

    Attributes
    ----------
    residues : (N,) tuple of str
        Names of three letters.
    backbone : BackboneFrames
        Atoms rounded to what a PDB file holds.
    side_chains : (N,) tuple of (K, 3) float64, angstrom
        As `lri_bench.generators.complexes.side_chains.atom_names` has them.
    b_factors : (N,) float64, angstrom^2
    ligand : Ligand
        In the pocket.
    verdict : Verdict
        What the rule says.
    """

    residues: tuple[str, ...]
    backbone: BackboneFrames
    side_chains: tuple[Floats, ...]
    b_factors: Floats
    ligand: Ligand
    verdict: Verdict


@dataclass(frozen=True, eq=False)
class _Shape:
    """A backbone, the (N,) phi in radians, and the ligand in its pocket."""

    backbone: BackboneFrames
    phi: Floats
    ligand: Ligand

    @property
    def beta(self) -> Floats:
        """(N, 3) float64, angstrom: CB."""
        return beta_positions(self.backbone.n, self.backbone.ca, self.backbone.c)


def design_complex(order: Order) -> Design:
    """Design a complex.

    Parameters
    ----------
    order : Order

    Returns
    -------
    design : Design
        It depends on nothing but the order and the versions of numpy, scipy and
        RDKit.

    Raises
    ------
    LriBenchError
        If no shape is found.
    """
    shaping, typing, suited, warmth = (
        np.random.default_rng([order.seed, order.number, stream]) for stream in range(4)
    )
    shape = _draw_shape(order, shaping)
    offers = lining_offers(shape.beta, shape.ligand)
    buried = burial(shape.beta)
    suits = suiting(offers, suited, positive=order.positive)
    residues = draw_sequence(buried, shape.phi, offers, suits, typing)
    side_chains = lay_side_chains(residues, shape.backbone, shape.ligand.heavy)
    return Design(
        residues=residues,
        backbone=shape.backbone,
        side_chains=tuple(side_chains),
        b_factors=_draw_b_factors(buried, warmth),
        ligand=shape.ligand,
        verdict=judge(residues, shape.beta, shape.ligand),
    )


def _draw_shape(order: Order, rng: np.random.Generator) -> _Shape:
    ligand = draw_ligand(rng)
    for _ in range(ATTEMPTS):
        torsions = draw_torsions(draw_length(rng), rng)
        site = draw_site(len(torsions.state), ligand, rng)
        fold = fold_chain(torsions, site)
        rotation = Rotation.random(rng=rng).as_matrix()
        shift = rng.uniform(-_FAR_ANGSTROM, _FAR_ANGSTROM, 3)
        if fold is None:
            continue
        backbone = _rounded(fold.backbone.moved(rotation, shift))
        placed = site.ligand.moved(rotation, shift)
        shape = _Shape(backbone, fold.turns[:, 0], placed)
        if np.sum(lining_offers(shape.beta, placed) >= 0) >= LEAST_LINING:
            return shape
    raise LriBenchError(
        Problem(
            where=f"complex {order.number} of seed {order.seed}",
            expected="a chain without overlaps around a pocket",
            got=f"none in {ATTEMPTS} attempts",
            run="another seed",
        )
    )


def _rounded(backbone: BackboneFrames) -> BackboneFrames:
    """Return the atoms as their file will have them, so that the rule agrees."""
    return replace(
        backbone,
        n=np.round(backbone.n, 3),
        ca=np.round(backbone.ca, 3),
        c=np.round(backbone.c, 3),
        o=np.round(backbone.o, 3),
    )


def _draw_b_factors(buried: Floats, rng: np.random.Generator) -> Floats:
    exposed = 1 - buried.argsort().argsort() / len(buried)
    spread = np.exp(_B_SPREAD * rng.normal(size=len(buried)))
    b_factors: Floats = (_B_LEAST + _B_MORE * exposed) * spread
    return b_factors
