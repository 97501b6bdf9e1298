# SPDX-License-Identifier: MIT
"""Three-dimensional conformers of molecules, as the LRI authors make them.

Hydrogens are added, one conformer is embedded (ETKDG) and relaxed (MMFF94),
hydrogens are removed. Positions for one seed differ between versions of RDKit
and between platforms (its issues 7697 and 4735): compare them with a tolerance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rdkit import Chem, rdBase
from rdkit.Chem import rdDistGeom, rdForceFieldHelpers

from lri_bench.elements import ATOM_TYPES
from lri_bench.errors import DataError, Problem
from lri_bench.parallel import Arrays, Workers
from lri_bench.types import Singles

__all__ = ["PACKAGES", "Conformer", "conformers", "embed"]

PACKAGES = ("numpy", "rdkit")
"""What conformers depend on."""

EMBED_SEED = 42
MMFF_ITERATIONS = 1000

# Large enough that handing work over costs nothing, small enough that both
# processes finish together.
_CHUNK = 16

_INDEX = {symbol: index for index, symbol in enumerate(ATOM_TYPES)}


@dataclass(frozen=True, eq=False)
class Conformer:
    """One molecule with positions.

    Attributes
    ----------
    atom_type : (n,) int16
        Positions in `ATOM_TYPES`.
    pos : (n, 3) float32, angstrom
    failure : str
        Why there are no positions; empty if there are.
    """

    atom_type: npt.NDArray[np.int16]
    pos: Singles
    failure: str = ""


def embed(smiles: str) -> Conformer:
    """Make the conformer of one molecule.

    Parameters
    ----------
    smiles : str
        The molecule.

    Returns
    -------
    conformer : Conformer
        Atoms in the order of the SMILES.

    Raises
    ------
    DataError
        If the SMILES cannot be read, or has an element that no type stands for.
    """
    with rdBase.BlockLogs():
        molecule = Chem.MolFromSmiles(smiles)
        if molecule is None:
            raise DataError(
                Problem(f"SMILES {smiles!r}", "a molecule", "a syntax error")
            )
        full = Chem.AddHs(molecule)
        failure = ""
        if rdDistGeom.EmbedMolecule(full, randomSeed=EMBED_SEED) < 0:
            failure = "embedding failed"
        elif (
            rdForceFieldHelpers.MMFFOptimizeMolecule(full, maxIters=MMFF_ITERATIONS) < 0
        ):
            failure = "MMFF94 has no parameters"
        bare = Chem.RemoveHs(full)
    types = [_atom_type(smiles, atom.GetSymbol()) for atom in bare.GetAtoms()]
    pos = np.empty((0, 3)) if failure else bare.GetConformer().GetPositions()
    return Conformer(
        np.array(types, dtype=np.int16), np.asarray(pos, dtype=np.float32), failure
    )


def conformers(smiles: Sequence[str], workers: Workers) -> Iterator[Conformer]:
    """Make conformers in parallel; the result does not depend on who works.

    Parameters
    ----------
    smiles : sequence of str
        Molecules.
    workers : Workers

    Yields
    ------
    conformer : Conformer
        In the order of `smiles`.
    """
    made = workers.map(
        _columns_of, smiles, total=len(smiles), packages=PACKAGES, chunk=_CHUNK
    )
    for columns in made:
        failure = str(columns["failure"])
        yield Conformer(columns["atom_type"], columns["pos"], failure)


def _columns_of(smiles: str) -> Arrays:
    made = embed(smiles)
    failure = np.array(made.failure)
    return {"atom_type": made.atom_type, "pos": made.pos, "failure": failure}


def _atom_type(smiles: str, symbol: str) -> int:
    if symbol not in _INDEX:
        raise DataError(
            Problem(
                where=f"SMILES {smiles!r}",
                expected=f"elements of {' '.join(ATOM_TYPES)}",
                got=symbol,
                cause="the task has no type for this element",
            )
        )
    return _INDEX[symbol]
