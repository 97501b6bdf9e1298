# SPDX-License-Identifier: MIT
"""Chains: bonds, angles, torsions, size, overlaps; gradients of the fold."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import check_grad
from scipy.spatial import cKDTree
from scipy.spatial.distance import pdist

from lri_bench.generators.complexes.design import Design
from lri_bench.generators.complexes.fold import LEAST_ANGSTROM, _Energy, _Stage
from lri_bench.generators.complexes.kinematics import (
    BOND_ANGSTROM,
    BOND_DEGREES,
    lay_backbone,
)
from lri_bench.generators.complexes.ligand import draw_ligand
from lri_bench.generators.complexes.minimise import minimise
from lri_bench.generators.complexes.pocket import draw_site
from lri_bench.generators.complexes.side_chains import atom_names, beta_positions
from lri_bench.generators.complexes.states import HELIX, draw_length, draw_torsions
from lri_bench.types import Floats

# Positions in a PDB file are rounded to 0.001 angstrom.
LENGTH_TOLERANCE, ANGLE_TOLERANCE = 0.002, 0.15

CLOSED = {"HIS": "CE1 NE2", "PHE": "CE2 CZ", "TYR": "CE2 CZ", "TRP": "NE1 CE2"}


def lengths(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.linalg.norm(one - other, axis=-1))


def degrees(one: Floats, middle: Floats, other: Floats) -> Floats:
    first, second = one - middle, other - middle
    product = np.sum(first * second, axis=-1)
    size = np.linalg.norm(first, axis=-1) * np.linalg.norm(second, axis=-1)
    return np.asarray(np.rad2deg(np.arccos(product / size)))


def dihedral(*atoms: Floats) -> Floats:
    """IUPAC's torsion in degrees of four (N, 3) arrays."""
    a, b, c = (second - first for first, second in pairwise(atoms))
    left, right = np.cross(a, b), np.cross(b, c)
    along = np.linalg.norm(b, axis=-1) * np.sum(a * right, axis=-1)
    return np.asarray(np.rad2deg(np.arctan2(along, np.sum(left * right, axis=-1))))


def test_bonds_and_angles_are_ideal(designs: list[Design]) -> None:
    for design in designs:
        chain = design.backbone
        found = {
            "N-CA": lengths(chain.n, chain.ca),
            "CA-C": lengths(chain.ca, chain.c),
            "C-N": lengths(chain.c[:-1], chain.n[1:]),
            "C-O": lengths(chain.c, chain.o),
        }
        for name, length in found.items():
            assert np.abs(length - BOND_ANGSTROM[name]).max() < LENGTH_TOLERANCE
        bends = {
            "N-CA-C": degrees(chain.n, chain.ca, chain.c),
            "CA-C-N": degrees(chain.ca[:-1], chain.c[:-1], chain.n[1:]),
            "C-N-CA": degrees(chain.c[:-1], chain.n[1:], chain.ca[1:]),
            "CA-C-O": degrees(chain.ca, chain.c, chain.o),
        }
        for name, bend in bends.items():
            assert np.abs(bend - BOND_DEGREES[name]).max() < ANGLE_TOLERANCE


def test_peptides_are_trans_and_ca_are_3_8_angstrom_apart(
    designs: list[Design],
) -> None:
    for design in designs:
        chain = design.backbone
        omega = dihedral(chain.ca[:-1], chain.c[:-1], chain.n[1:], chain.ca[1:])
        assert np.abs(np.abs(omega) - 180).max() < 0.5
        assert lengths(chain.ca[1:], chain.ca[:-1]) == pytest.approx(3.80, abs=0.01)


def test_no_two_ca_overlap(designs: list[Design]) -> None:
    for design in designs:
        assert pdist(design.backbone.ca).min() > LEAST_ANGSTROM - 0.002


def test_the_radius_of_gyration_is_that_of_globular_proteins(
    designs: list[Design],
) -> None:
    for design in designs:
        alphas = design.backbone.ca
        radius = np.sqrt(np.var(alphas, axis=0).sum())
        assert radius == pytest.approx(2.2 * len(alphas) ** 0.38, rel=0.12)


def test_torsions_are_drawn_as_given() -> None:
    rng = np.random.default_rng(3)
    phi, psi = rng.uniform(-np.pi, np.pi, (2, 30))
    chain = lay_backbone(phi, psi)
    found = dihedral(chain.c[:-1], chain.n[1:], chain.ca[1:], chain.c[1:])
    assert found == pytest.approx(np.rad2deg(phi[1:]))
    found = dihedral(chain.n[:-1], chain.ca[:-1], chain.c[:-1], chain.n[1:])
    assert found == pytest.approx(np.rad2deg(psi[:-1]))


def test_torsions_stay_in_their_regions(designs: list[Design]) -> None:
    """Nine of ten residues lie in helical or extended regions, few at phi > 0."""
    for design in designs:
        chain = design.backbone
        phi = dihedral(chain.c[:-2], chain.n[1:-1], chain.ca[1:-1], chain.c[1:-1])
        psi = dihedral(chain.n[1:-1], chain.ca[1:-1], chain.c[1:-1], chain.n[2:])
        left = phi > 0
        helical = ~left & (np.abs(psi + 40) < 50)
        extended = ~left & (np.abs(psi - 135) < 60)
        assert left.mean() < 0.1
        assert (helical | extended).mean() > 0.85
        assert helical.mean() > 0.3
        assert extended.mean() > 0.15


def test_residues_are_left_handed(designs: list[Design]) -> None:
    chain = designs[0].backbone
    beta = beta_positions(chain.n, chain.ca, chain.c)
    triple = np.einsum(
        "ij,ij->i", np.cross(chain.n - chain.ca, chain.c - chain.ca), beta - chain.ca
    )
    assert (triple > 0).all()


def test_side_chains_have_their_atoms_and_rings_are_closed(
    designs: list[Design],
) -> None:
    for design in designs:
        for residue, atoms in zip(design.residues, design.side_chains, strict=True):
            at = dict(zip(atom_names(residue), atoms, strict=True))
            assert len(at) == len(atoms)
            if residue in CLOSED:
                one, other = CLOSED[residue].split()
                assert np.linalg.norm(at[one] - at[other]) == pytest.approx(
                    1.36, abs=0.06
                )


def test_the_ligand_has_room_and_lies_inside(designs: list[Design]) -> None:
    for design in designs:
        chain = design.backbone
        main = np.concatenate([chain.n, chain.ca, chain.c, chain.o])
        every = np.concatenate([main, *design.side_chains])
        far, _ = cKDTree(design.ligand.heavy).query(every)
        assert 2.4 < far.min() < 4.5
        assert design.verdict.lining.sum() >= 10


def test_the_gradient_of_the_fold_is_that_of_its_cost() -> None:
    rng = np.random.default_rng(1)
    torsions = draw_torsions(40, rng)
    site = draw_site(40, draw_ligand(rng), rng)
    energy = _Energy(torsions, site.axes, site.kept_free, _Stage(20.0, 1.0, 1))
    at = torsions.aim.ravel()
    wrong = check_grad(lambda v: energy(v)[0], lambda v: energy(v)[1], at)
    assert wrong < 1e-5 * np.linalg.norm(energy(at)[1])


def test_lengths_and_states_are_those_aimed_at() -> None:
    rng = np.random.default_rng(0)
    drawn = [draw_length(rng) for _ in range(4000)]
    assert min(drawn) >= 300
    assert max(drawn) <= 400
    assert np.mean(drawn) == pytest.approx(339.8, rel=0.01)
    states = draw_torsions(20_000, rng).state
    assert (states == HELIX).mean() == pytest.approx(0.4, abs=0.07)


def test_the_minimiser_finds_the_bottom_of_a_narrow_valley() -> None:
    def cost(at: Floats) -> tuple[float, Floats]:
        stiff = np.array([1.0, 300.0, 20.0])
        return float(stiff @ (at - 1) ** 2), 2 * stiff * (at - 1)

    found = minimise(cost, np.array([-2.0, 4.0, 0.5]), 60)
    assert found == pytest.approx(np.ones(3), abs=1e-4)
    assert (found == np.round(found, 5)).all()
