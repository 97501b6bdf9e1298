# SPDX-License-Identifier: MIT
"""PLBind: the path of the protein's CA atoms, and the ligand in its pocket."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lri_bench.bonds import bonded
from lri_bench.clouds import Clouds
from lri_bench.elements import OTHER, SYMBOLS, radii
from lri_bench.pictures.look import Look
from lri_bench.pictures.page import fit_page
from lri_bench.pictures.style import VERMILION
from lri_bench.pictures.view import View
from lri_bench.types import AnyArray, Bools, Floats

__all__ = ["draw_complex"]

_ELEMENT = 0  # column of the ligand's x: the atomic number, counted from 0
_HYDROGEN = 0
_STEP_ANGSTROM = 4.5
"""Two residues of a chain that follow each other are 3.8 angstrom apart."""


def draw_complex(figure: Figure, protein: Clouds, look: Look) -> list[Line2D]:
    """Draw a complex in the frame of the crystal, seen along its shortest axis."""
    axes = figure.subplots()
    pos = protein.point_extra["true_pos"]
    view = View.of(pos)
    at = view.project(pos)
    _draw_chains(axes, at, _joined(pos, protein.group), look)
    look.draw(axes, at[:, :2])
    atoms = _draw_ligand(axes, view, protein.context["ligand"])
    fit_page(figure, axes, np.vstack([at, atoms]))
    chain = Line2D([], [], color=look.line(important=False), label="chain")
    ligand = Line2D([], [], color=VERMILION, marker="o", markersize=4, linewidth=2)
    ligand.set_label("ligand, no hydrogens")
    return [*look.legend(), chain, ligand]


def _joined(pos: AnyArray, chain: AnyArray | None) -> Bools:
    """Return (n - 1,) bool, whether a residue and the next are neighbours."""
    near: Bools = np.linalg.norm(np.diff(pos, axis=0), axis=1) < _STEP_ANGSTROM
    if chain is not None:
        near &= chain[1:] == chain[:-1]
    return near


def _draw_chains(axes: Axes, at: Floats, joined: Bools, look: Look) -> None:
    for piece in np.split(at, np.flatnonzero(~joined) + 1):
        axes.plot(
            piece[:, 0],
            piece[:, 1],
            color=look.line(important=False),
            linewidth=1,
            zorder=1,
        )


def _draw_ligand(axes: Axes, view: View, ligand: Clouds) -> Floats:
    """Draw atoms and bonds, without hydrogens; return (m, 3), where the atoms are."""
    element = ligand.x[:, _ELEMENT].astype(int)
    heavy = element != _HYDROGEN
    pos, numbers = ligand.point_extra["true_pos"][heavy], element[heavy].tolist()
    names = tuple(SYMBOLS[n] if n < len(SYMBOLS) else OTHER for n in numbers)
    at = view.project(pos)
    for pair in np.argwhere(np.triu(bonded(pos, radii(names)))):
        axes.plot(*at[pair, :2].T, color=VERMILION, linewidth=2, zorder=5)
    atoms = axes.scatter(at[:, 0], at[:, 1], s=16, c=VERMILION, linewidths=0, zorder=6)
    atoms.set_gid("ligand-0")
    return at
