# SPDX-License-Identifier: MIT
"""A backbone from its torsions, and forces on atoms turned into forces on torsions.

Bond lengths and angles are fixed and peptide bonds are trans, so every chain that
comes out has ideal geometry. Rotations of all residues are multiplied by doubling:
ten products of stacks in place of one product a residue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from lri_bench.types import Floats

__all__ = [
    "BOND_ANGSTROM",
    "BOND_DEGREES",
    "BackboneFrames",
    "cross",
    "lay_backbone",
    "torsion_gradient",
]

BOND_ANGSTROM: Final = {"N-CA": 1.458, "CA-C": 1.525, "C-N": 1.329, "C-O": 1.231}
"""Bond lengths of Engh and Huber 1991 (doi 10.1107/S0108767391001071)."""

BOND_DEGREES: Final = {
    "N-CA-C": 111.2, "CA-C-N": 116.2, "C-N-CA": 121.7, "CA-C-O": 120.8,
}  # fmt: skip
"""Bond angles of the same source."""


@dataclass(frozen=True, eq=False)
class BackboneFrames:
    """A backbone of N residues.

    Attributes
    ----------
    n, ca, c, o : (N, 3) float64, angstrom
        Positions of atoms.
    along_n_ca, along_ca_c : (N, 3) float64
        Unit vectors of the bonds that phi and psi turn about.
    frame : (N, 3, 3) float64
        Axes, as columns, of each residue's own frame: x along CA-C, N in the plane
        of x and y. Side chains are laid in it, from CA.
    """

    n: Floats
    ca: Floats
    c: Floats
    o: Floats
    along_n_ca: Floats
    along_ca_c: Floats
    frame: Floats

    def moved(self, rotation: Floats, shift: Floats) -> BackboneFrames:
        """Return the backbone after a (3, 3) rotation and a (3,) shift."""
        atoms = (self.n, self.ca, self.c, self.o)
        n, ca, c, o = (atom @ rotation.T + shift for atom in atoms)
        bonds = (self.along_n_ca, self.along_ca_c)
        along_n_ca, along_ca_c = (bond @ rotation.T for bond in bonds)
        return BackboneFrames(
            n, ca, c, o, along_n_ca, along_ca_c, rotation @ self.frame
        )


def cross(one: Floats, other: Floats) -> Floats:
    """Return the cross products of two (N, 3) arrays; numpy's own takes longer."""
    (a, b, c), (x, y, z) = one.T, other.T
    return np.stack([b * z - c * y, c * x - a * z, a * y - b * x], axis=1)


def _turned_about_x(angle: Floats) -> Floats:
    """Return (3, 3, N) rotations about x by (N,) angles in radians."""
    cos, sin = np.cos(angle), np.sin(angle)
    matrix = np.zeros((3, 3, len(angle)))
    matrix[0, 0] = 1.0
    matrix[1, 1] = matrix[2, 2] = cos
    matrix[2, 1] = sin
    matrix[1, 2] = -sin
    return matrix


def _bent(angle: str) -> Floats:
    """Return the (3, 3, 1) rotation about z from one bond to the next."""
    turn = np.pi - np.deg2rad(BOND_DEGREES[angle])
    cos, sin = np.cos(turn), np.sin(turn)
    return np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])[..., None]


def _each(one: Floats, other: Floats) -> Floats:
    """Return (3, K, N) products of N matrices.

    Not by ``@``, for the reason that `minimise` gives; and with residues last, so
    that all of them are one step of the loop inside.
    """
    product: Floats = np.einsum("ijn,jkn->ikn", one, other)
    return product


# From a bond to the next one: turn about it by the torsion, then bend.
_AT_CA, _AT_C = _bent("N-CA-C"), _bent("CA-C-N")
_HALF = _turned_about_x(np.array([np.pi]))
_TRANS = _each(_HALF, _bent("C-N-CA"))
# The O lies where the next N would with psi turned by half a circle.
_TO_O = _each(_HALF, _bent("CA-C-O"))[:, :1]
_LENGTHS = np.array([BOND_ANGSTROM[name] for name in ("N-CA", "CA-C", "C-N")])


def lay_backbone(phi: Floats, psi: Floats) -> BackboneFrames:
    """Lay a backbone.

    Parameters
    ----------
    phi, psi : (N,) float64, radians
        Torsions of each residue. The first phi and the last psi turn nothing but
        the frame of the first residue and the last O.

    Returns
    -------
    backbone : BackboneFrames
        The first N at the origin.
    """
    at_c = _each(_turned_about_x(phi), _AT_CA)
    psi_turn = _turned_about_x(psi)
    at_n = _each(at_c, _each(psi_turn, _AT_C))
    ca = _multiplied(_each(at_n, _TRANS))
    frame = _each(ca, at_c)
    bonds = np.stack([ca[:, 0], frame[:, 0], _each(ca, at_n[:, :1])[:, 0]]).T
    steps = bonds.swapaxes(1, 2) * _LENGTHS[:, np.newaxis]
    after = np.cumsum(steps.reshape(-1, 3), axis=0).reshape(-1, 3, 3)
    to_o = _each(frame, _each(psi_turn, _TO_O))[:, 0].T
    return BackboneFrames(
        n=after[:, 0] - steps[:, 0],
        ca=after[:, 0],
        c=after[:, 1],
        o=after[:, 1] + BOND_ANGSTROM["C-O"] * to_o,
        along_n_ca=ca[:, 0].T,
        along_ca_c=frame[:, 0].T,
        frame=frame.transpose(2, 0, 1),
    )


def _multiplied(turns: Floats) -> Floats:
    """Return, for each residue, the product of the turns of all before it."""
    last = np.eye(3)[..., np.newaxis]
    product = np.concatenate([last, turns[..., :-1]], axis=2)
    step = 1
    while step < product.shape[2]:
        product[..., step:] = _each(product[..., :-step], product[..., step:])
        step *= 2
    return product


def torsion_gradient(
    backbone: BackboneFrames, force: Floats, torque: Floats, of_o: Floats
) -> tuple[Floats, Floats]:
    """Turn gradients by positions into gradients by torsions.

    Parameters
    ----------
    backbone : BackboneFrames
        N residues.
    force : (N, 3) float64
        Sum over each residue's atoms of the gradient by their positions.
    torque : (N, 3) float64
        Sum over each residue's atoms of position cross gradient.
    of_o : (N, 3) float64
        The part of `force` that is the O's: it alone of its residue turns with psi.

    Returns
    -------
    by_phi, by_psi : (N,) float64
        Per radian. Atoms on the N-CA bond count for nothing, as they do not move.
    """
    forces, torques = _from_here_on(force), _from_here_on(torque)
    by_phi = _about(backbone.along_n_ca, backbone.ca, forces, torques)
    after = forces - force + of_o
    after_torque = torques - torque + cross(backbone.o, of_o)
    by_psi = _about(backbone.along_ca_c, backbone.ca, after, after_torque)
    return by_phi, by_psi


def _from_here_on(values: Floats) -> Floats:
    """Return sums over each residue and all after it."""
    return np.cumsum(values[::-1], axis=0)[::-1]


def _about(axis: Floats, origin: Floats, force: Floats, torque: Floats) -> Floats:
    lever = torque - cross(origin, force)
    moment: Floats = np.einsum("ij,ij->i", axis, lever)
    return moment
