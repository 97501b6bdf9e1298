# SPDX-License-Identifier: MIT
"""A computed conformer of a ligand, laid on its pose in the crystal.

A model that saw the pose itself would be told how the ligand sits in the pocket.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from rdkit import Chem, rdBase
from rdkit.Chem import rdDistGeom, rdForceFieldHelpers

from lri_bench.builders.plbind.ligand import crystal_positions
from lri_bench.types import Floats

__all__ = ["CONFORMER_SEED", "computed_pose", "laid_on"]

CONFORMER_SEED: Final = 42
"""Ours: the LRI authors drew their conformers without a seed."""


def computed_pose(molecule: Any) -> tuple[Floats, str]:
    """Return where a computed conformer of a ligand puts its atoms.

    Parameters
    ----------
    molecule : rdkit.Chem.Mol
        With the positions of the crystal.

    Returns
    -------
    pos : (M, 3) float64, angstrom
        A conformer by ETKDGv2 (doi 10.1021/acs.jcim.5b00654), relaxed with
        MMFF94 where that has parameters, laid on the crystal pose.
    how : str
        ``embedded``; ``random`` where only random starting positions gave a
        conformer; ``crystal`` where none was found and `pos` is the pose itself.
    """
    crystal = crystal_positions(molecule)
    with rdBase.BlockLogs():
        for how, parameters in _attempts():
            made = Chem.Mol(molecule)
            try:
                if rdDistGeom.EmbedMolecule(made, parameters) < 0:
                    continue
                rdForceFieldHelpers.MMFFOptimizeMolecule(made)
            except (ValueError, RuntimeError):  # of molecules that RDKit cannot do
                continue
            return laid_on(crystal_positions(made), crystal), how
    return crystal, "crystal"


def laid_on(moved: Floats, still: Floats) -> Floats:
    """Return `moved`, rotated and shifted to lie on `still` as well as it can.

    The rotation of least squared distance, without reflection, after Kabsch
    (doi 10.1107/S0567739476001873).

    Parameters
    ----------
    moved, still : (M, 3) float64, angstrom
        The same atoms.

    Returns
    -------
    pos : (M, 3) float64, angstrom
    """
    from_mean, to_mean = moved.mean(axis=0), still.mean(axis=0)
    left, _, right = np.linalg.svd((moved - from_mean).T @ (still - to_mean))
    # The least important axis turns round where the best fit is a reflection.
    signs = np.array([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    rotation = (left * signs) @ right
    fitted: Floats = (moved - from_mean) @ rotation + to_mean
    return fitted


def _attempts() -> Iterator[tuple[str, Any]]:
    for how in ("embedded", "random"):
        parameters: Any = rdDistGeom.ETKDGv2()
        parameters.randomSeed = CONFORMER_SEED
        parameters.useRandomCoords = how == "random"
        yield how, parameters
