# SPDX-License-Identifier: MIT
"""A chain collapsed into a globule around what is kept free.

Torsions are moved so that few atoms overlap, CA atoms lie in an ellipsoid, and no
torsion leaves its region of Ramachandran's plot. Overlaps cost little at first, so
that the chain can pass through itself, and much at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from lri_bench.generators.complexes.kinematics import (
    BackboneFrames,
    cross,
    lay_backbone,
    torsion_gradient,
)
from lri_bench.generators.complexes.minimise import dot, minimise
from lri_bench.generators.complexes.overlap import KINDS, overlap
from lri_bench.generators.complexes.pocket import Site
from lri_bench.generators.complexes.states import Torsions
from lri_bench.types import Floats

__all__ = ["BETA", "LEAST_ANGSTROM", "Fold", "fold_chain"]

LEAST_ANGSTROM: Final = 3.3
"""What two CA that are no neighbours in the chain keep from each other."""

BETA: Final = np.array([-0.5250, -0.7721, -1.2080])
"""Of CB, in angstrom, in the residue's own frame: ideal tetrahedral geometry."""

_SIDE = BETA * (2.4 / np.linalg.norm(BETA))  # about the middle of a side chain


class _Stage(NamedTuple):
    """Weights of the costs, and steps of the minimiser."""

    overlap: float
    outside: float
    steps: int


_STAGES: Final = (_Stage(5.0, 0.3, 50), _Stage(60.0, 1.5, 100))
_TORSION_WEIGHT: Final = 0.02

# What overlaps after all is minimised on, so many times.
_ROUNDS: Final = 3
_MORE: Final = _Stage(60.0, 1.0, 40)


@dataclass(frozen=True, eq=False)
class Fold:
    """A folded chain of N residues.

    Attributes
    ----------
    backbone : BackboneFrames
        About the mean of its CA atoms.
    turns : (N, 2) float64, radians
        phi and psi.
    """

    backbone: BackboneFrames
    turns: Floats

    @classmethod
    def of(cls, turns: Floats) -> Fold:
        """Return the fold of (N, 2) torsions."""
        backbone = lay_backbone(turns[:, 0], turns[:, 1])
        return cls(backbone.moved(np.eye(3), -backbone.ca.mean(axis=0)), turns)


@dataclass(frozen=True, eq=False)
class _Energy:
    """The cost of torsions, and its gradient."""

    torsions: Torsions
    axes: Floats
    kept_free: Floats
    stage: _Stage

    def __call__(self, flat: Floats) -> tuple[float, Floats]:
        turns = flat.reshape(-1, 2)
        backbone = lay_backbone(turns[:, 0], turns[:, 1])
        points, middle = _points(backbone)
        crowded, push = overlap(points, self.kept_free)
        outside, draw = _outside(points[: len(turns)], self.axes)
        gradient = self.stage.overlap * push
        gradient[: len(turns)] += self.stage.outside * draw
        # Positions are about the mean of all CA, so a push on all moves none.
        gradient[: len(turns)] -= gradient.sum(axis=0) / len(turns)
        parts = gradient.reshape(KINDS, -1, 3)
        torque = cross(points + middle, gradient).reshape(KINDS, -1, 3)
        total = parts.sum(axis=0), torque.sum(axis=0)
        by_torsion = np.stack(torsion_gradient(backbone, *total, parts[2]), axis=1)
        strayed, pull = self._strayed(turns)
        value = self.stage.overlap * crowded + self.stage.outside * outside + strayed
        return value, (by_torsion + pull).ravel()

    def _strayed(self, turns: Floats) -> tuple[float, Floats]:
        stiff = _TORSION_WEIGHT / self.torsions.width[:, np.newaxis] ** 2
        away = turns - self.torsions.aim
        return float(np.sum(stiff * (1 - np.cos(away)))), stiff * np.sin(away)


def fold_chain(torsions: Torsions, site: Site) -> Fold | None:
    """Fold a chain into a site.

    Parameters
    ----------
    torsions : Torsions
        Of N residues.
    site : Site

    Returns
    -------
    fold : Fold or None
        None if two CA stayed nearer than `LEAST_ANGSTROM`.
    """
    turns = torsions.aim.ravel()
    for stage in _STAGES:
        turns = _minimised(turns, torsions, site, stage)
    for _ in range(_ROUNDS):
        fold = Fold.of(turns.reshape(-1, 2))
        if _nearest(fold.backbone.ca) >= LEAST_ANGSTROM:
            return fold
        turns = _minimised(turns, torsions, site, _MORE)
    return None


def _minimised(turns: Floats, torsions: Torsions, site: Site, stage: _Stage) -> Floats:
    energy = _Energy(torsions, site.axes, site.kept_free, stage)
    return minimise(energy, turns, stage.steps)


def _nearest(alphas: Floats) -> float:
    """Return the least distance of CA atoms that are no neighbours in the chain."""
    pairs = cKDTree(alphas).query_pairs(LEAST_ANGSTROM, output_type="ndarray")
    apart = pairs[np.abs(pairs[:, 0] - pairs[:, 1]) > 1]
    away = alphas[apart[:, 0]] - alphas[apart[:, 1]]
    return float(np.linalg.norm(away, axis=1).min(initial=LEAST_ANGSTROM))


def _points(backbone: BackboneFrames) -> tuple[Floats, Floats]:
    middle = backbone.ca.mean(axis=0)
    side = backbone.ca + np.einsum("nij,j->ni", backbone.frame, _SIDE)
    return np.concatenate([backbone.ca, side, backbone.o]) - middle, middle


def _outside(alphas: Floats, axes: Floats) -> tuple[float, Floats]:
    """Return the cost of CA atoms outside of the ellipsoid, and its gradient."""
    scaled = alphas / axes
    far = np.linalg.norm(scaled, axis=1)
    beyond = np.maximum(far - 1, 0.0)
    scale = axes.mean() ** 2
    pull = 2 * scale * beyond / np.maximum(far, 1.0)
    return float(scale * dot(beyond, beyond)), pull[:, np.newaxis] * scaled / axes
