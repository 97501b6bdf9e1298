# SPDX-License-Identifier: MIT
"""PLBind: the path of the protein's CA atoms, and the ligand in its pocket."""

from __future__ import annotations

from matplotlib.lines import Line2D

from lri_bench.pictures.look import Look
from lri_bench.pictures.page import Drawn, Part, fit_page
from lri_bench.pictures.style import VERMILION
from lri_bench.scenes import Scene

__all__ = ["draw_complex"]


def draw_complex(figure: Part, scene: Scene, look: Look) -> Drawn:
    """Draw a complex in the frame of the crystal, seen along its shortest axis."""
    axes = figure.subplots()
    at, residues = scene.shape.seen, len(scene.important)
    for line in scene.shape.lines:
        chain = line.kind == "chain"
        axes.plot(
            *line.path(at)[:, :2].T,
            color=look.line(important=False) if chain else VERMILION,
            linewidth=1 if chain else 2,
            zorder=1 if chain else 5,
        )
    look.draw(axes, at[:residues, :2])
    x, y = at[residues:, :2].T
    atoms = axes.scatter(x, y, s=16, c=VERMILION, linewidths=0, zorder=6)
    atoms.set_gid("ligand-0")
    chain_entry = Line2D([], [], color=look.line(important=False), label="chain")
    ligand = Line2D([], [], color=VERMILION, marker="o", markersize=4, linewidth=2)
    ligand.set_label("ligand, no hydrogens")
    return Drawn([*look.legend(), chain_entry, ligand], *fit_page(axes, at))
