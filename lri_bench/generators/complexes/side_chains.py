# SPDX-License-Identifier: MIT
"""Side chains: all heavy atoms of ideal geometry, in the rotamer with most room."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
import yaml
from scipy.spatial import cKDTree

from lri_bench.generators.complexes.fold import BETA
from lri_bench.generators.complexes.kinematics import (
    BOND_ANGSTROM,
    BOND_DEGREES,
    BackboneFrames,
)
from lri_bench.types import Floats, Ints

__all__ = ["SideChain", "atom_names", "beta_positions", "lay_side_chains"]

# Staggered, and for the second torsion of flat groups as likely as others.
_ROTAMERS: Final = tuple(itertools.product((-60.0, 180.0, 60.0), (180.0, -70.0, 80.0)))

# Atoms nearer than this to the backbone, or to the ligand, are in the way.
_ROOM_ANGSTROM: Final = 3.2

# An atom of the ligand counts as so many of the backbone: pockets come first.
_LIGAND_WEIGHT: Final = 20.0

_TORSION = re.compile(r"(chi[12])([+-]\d+)?")


@dataclass(frozen=True, eq=False)
class SideChain:
    """Atoms of a residue type beyond CA.

    Attributes
    ----------
    names : tuple of str
        K atoms, CB first; none of glycine.
    rotamers : (R, K, 3) float64, angstrom
        Positions in the residue's own frame, from CA, for each rotamer.
    """

    names: tuple[str, ...]
    rotamers: Floats


def atom_names(residue: str) -> tuple[str, ...]:
    """Return the atoms of a residue type beyond N, CA, C and O, CB first."""
    return _library()[residue].names


def beta_positions(n: Floats, ca: Floats, c: Floats) -> Floats:
    """Return where CB atoms are, or would be in glycine.

    Parameters
    ----------
    n, ca, c : (N, 3) float64, angstrom
        Backbone atoms.

    Returns
    -------
    beta : (N, 3) float64, angstrom
    """
    along = (c - ca) / np.linalg.norm(c - ca, axis=1, keepdims=True)
    up = n - ca - along * np.sum((n - ca) * along, axis=1, keepdims=True)
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    frame = np.stack([along, up, np.cross(along, up)], axis=2)
    beta: Floats = ca + frame @ BETA
    return beta


def lay_side_chains(
    residues: Sequence[str], backbone: BackboneFrames, ligand: Floats
) -> list[Floats]:
    """Lay side chains, each in the rotamer with the least in its way.

    Parameters
    ----------
    residues : sequence of str
        Names of the N residues.
    backbone : BackboneFrames
        Of N residues.
    ligand : (H, 3) float64, angstrom
        Heavy atoms.

    Returns
    -------
    atoms : list of (K, 3) float64, angstrom
        As `atom_names` has them. Side chains do not see each other.
    """
    laid: list[Floats] = []
    for place, residue in enumerate(residues):
        rotamers = _library()[residue].rotamers
        laid.append(rotamers @ backbone.frame[place].T + backbone.ca[place])
    sizes = [atoms.shape[0] * atoms.shape[1] for atoms in laid]
    owner = np.repeat(np.arange(len(laid)), sizes)
    every = np.concatenate([atoms.reshape(-1, 3) for atoms in laid])
    crowd = np.split(_crowd(every, owner, backbone, ligand), np.cumsum(sizes)[:-1])
    return [
        atoms[int(part.reshape(atoms.shape[:2]).sum(axis=1).argmin())]
        for atoms, part in zip(laid, crowd, strict=True)
    ]


def _crowd(
    atoms: Floats, owner: Ints, backbone: BackboneFrames, ligand: Floats
) -> Floats:
    """Return (A,) how much is in the way of each atom."""
    others = np.concatenate([backbone.n, backbone.ca, backbone.c, backbone.o])
    residue = np.tile(np.arange(len(backbone.ca)), 4)
    pairs, crowding = _near(atoms, others)
    foreign = owner[pairs[0]] != residue[pairs[1]]
    crowd = np.zeros(len(atoms))
    crowd += np.bincount(pairs[0, foreign], crowding[foreign], len(atoms))
    pairs, crowding = _near(atoms, ligand)
    crowd += np.bincount(pairs[0], _LIGAND_WEIGHT * crowding, len(atoms))
    return crowd


def _near(atoms: Floats, others: Floats) -> tuple[Ints, Floats]:
    """Return (2, P) pairs of atoms and others, and (P,) how much they overlap."""
    found = cKDTree(atoms).sparse_distance_matrix(
        cKDTree(others), _ROOM_ANGSTROM, output_type="ndarray"
    )
    return np.stack([found["i"], found["j"]]), (1 - found["v"] / _ROOM_ANGSTROM) ** 2


@cache
def _library() -> dict[str, SideChain]:
    """Return the side chains of the file beside this one."""
    name = "side_chains.yaml"
    text = files("lri_bench.generators.complexes").joinpath(name).read_text("utf-8")
    tables: dict[str, dict[str, list[Any]]] = yaml.safe_load(text)
    return {residue: _side_chain(residue, rows) for residue, rows in tables.items()}


def _side_chain(residue: str, rows: dict[str, list[Any]]) -> SideChain:
    if residue == "GLY":
        return SideChain((), np.zeros((1, 0, 3)))
    chosen = {row[5] for row in rows.values()} & {"chi1", "chi2"}
    different = _ROTAMERS if "chi2" in chosen else _ROTAMERS[::3]
    rotamers = [_laid(rows, *chis) for chis in (different if chosen else different[:1])]
    return SideChain(("CB", *rows), np.stack(rotamers))


def _laid(rows: dict[str, list[Any]], chi1: float, chi2: float) -> Floats:
    """Lay one rotamer in the residue's own frame."""
    angle = np.deg2rad(BOND_DEGREES["N-CA-C"])
    n = BOND_ANGSTROM["N-CA"] * np.array([np.cos(angle), np.sin(angle), 0.0])
    at = {"N": n, "CA": np.zeros(3), "CB": BETA}
    for name, (bonded, second, third, length, bend, torsion) in rows.items():
        degrees = _degrees(torsion, {"chi1": chi1, "chi2": chi2})
        placed = _turned(at[third] - at[second], at[second] - at[bonded], bend, degrees)
        at[name] = at[bonded] + length * placed
    return np.stack([at[name] for name in ("CB", *rows)])


def _degrees(torsion: str | float, chosen: dict[str, float]) -> float:
    if isinstance(torsion, str):
        found = _TORSION.fullmatch(torsion)
        assert found is not None  # noqa: S101 - of our own file
        return chosen[found[1]] + float(found[2] or 0)
    return torsion


def _turned(before: Floats, back: Floats, bend: float, turn: float) -> Floats:
    """Return the direction of a bond.

    `back` leads from the atom that is bonded to, to the one of the angle, `before`
    on to the one of the torsion; `bend` and `turn` are in degrees.
    """
    back = back / np.linalg.norm(back)
    side = before - back * (before @ back)
    side /= np.linalg.norm(side)
    bend, turn = np.deg2rad(bend), np.deg2rad(turn)
    across = np.cos(turn) * side + np.sin(turn) * np.cross(side, back)
    direction: Floats = np.cos(bend) * back + np.sin(bend) * across
    return direction
