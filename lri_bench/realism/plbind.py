# SPDX-License-Identifier: MIT
"""PLBind: proteins, their pockets and ligands."""

from __future__ import annotations

from typing import Final

from lri_bench.clouds import Clouds
from lri_bench.ragged import cloud_sum, counts
from lri_bench.realism.chains import neighbour_distances, virtual_geometry
from lri_bench.realism.counting import important_of_positives, points_of_clouds
from lri_bench.realism.gyration import radius_of_gyration
from lri_bench.realism.observable import (
    Axis,
    Kind,
    Known,
    Observable,
    PaperNumber,
    Plane,
)
from lri_bench.types import AnyArray, Floats

__all__ = ["OBSERVABLES", "PLANES"]

_TYPE, _SURFACE, _B_FACTOR = 0, 1, 2  # columns of x
_LIGAND = "context/ligand/x"
_HYDROGEN = 0  # the ligand's x begins with the atomic number, counted from 0

# Radius of gyration of globular proteins, 2.2 N^0.38 angstrom.
_RADIUS_FACTOR, _RADIUS_EXPONENT = 2.2, 0.38
_GLOBULE: Final = Known(
    1.0,
    "https://nmr.cit.nih.gov/xplor-nih/doc/current/xplor/node412.html",
    "which has the formula and names Kuszewski, Gronenborn and Clore 1999",
)

# Miller et al. 1987: 6.3 M^0.73 square angstrom, for chains of 4 to 35 kDa.
_RESIDUE_DALTON: Final = 110.0  # rounded, as commonly used
_PAPER_RESIDUES: Final = 339.8
_SURFACE_KNOWN: Final = Known(
    round(6.3 * (_RESIDUE_DALTON * _PAPER_RESIDUES) ** 0.73 / _PAPER_RESIDUES, 1),
    "doi:10.1016/0022-2836(87)90038-6",
    f"6.3 M^0.73 for {_PAPER_RESIDUES} residues of {_RESIDUE_DALTON:g} Da",
)

# From the bond lengths and angles that proteins are refined with.
_CA_CA: Final = Known(
    3.8, "doi:10.1107/S0108767391001071", "with a trans peptide bond between"
)

_SHARE_KNOWN: Final = Known(
    round(100 * 132.2 / _PAPER_RESIDUES, 1),
    "doi:10.48550/arXiv.2210.16966",
    "table of the paper; mean of positives' pockets over that of all residues",
)


def _pocket_shares(clouds: Clouds) -> Floats:
    positive = clouds.y == 1
    size = counts(clouds.offsets)[positive]
    share: Floats = 100 * important_of_positives(clouds)[size > 0] / size[size > 0]
    return share


def _relative_radii(clouds: Clouds) -> Floats:
    size = counts(clouds.offsets)
    there = size > 0
    expected = _RADIUS_FACTOR * size[there] ** _RADIUS_EXPONENT
    radius: Floats = radius_of_gyration(clouds.pos, clouds.offsets)[there]
    return radius / expected


def _types(clouds: Clouds) -> AnyArray:
    return clouds.x[:, _TYPE]


def _surfaces(clouds: Clouds) -> AnyArray:
    return clouds.x[:, _SURFACE]


def _b_factors(clouds: Clouds) -> AnyArray:
    return clouds.x[:, _B_FACTOR]


def _angles(clouds: Clouds) -> Floats:
    return virtual_geometry(clouds)[:, 1]


def _ligand_atoms(clouds: Clouds) -> Floats:
    ligand = clouds.context["ligand"]
    return cloud_sum(ligand.x[:, 0] != _HYDROGEN, ligand.offsets)


OBSERVABLES: Final = (
    Observable(
        "residues",
        "",
        points_of_clouds,
        Kind.COUNT,
        known=PaperNumber("points_per_cloud"),
    ),
    Observable(
        "important (positive)",
        "",
        important_of_positives,
        Kind.COUNT,
        known=PaperNumber("important_points_per_positive_cloud"),
    ),
    Observable("share in the pocket", "%", _pocket_shares, known=_SHARE_KNOWN),
    Observable("Rg / 2.2 N^0.38", "", _relative_radii, known=_GLOBULE),
    Observable("accessible surface", "Å²", _surfaces, known=_SURFACE_KNOWN),
    Observable("B-factor", "Å²", _b_factors),
    Observable("CA to next CA", "Å", neighbour_distances, known=_CA_CA),
    Observable("virtual bond angle", "°", _angles),
    Observable("heavy ligand atoms", "", _ligand_atoms, Kind.COUNT, (_LIGAND,)),
    Observable("residue type", "", _types, Kind.CATEGORY, feature="residue-type"),
)
"""Surface, B-factor and type are those of residues; angles those of CA triples."""

PLANES: Final = (
    Plane(
        "virtual CA geometry",
        (
            Axis("virtual torsion", "°", -180.0, 180.0, 10.0),
            Axis("virtual bond angle", "°", 70.0, 170.0, 5.0),
        ),
        virtual_geometry,
    ),
)
