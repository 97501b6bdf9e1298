# SPDX-License-Identifier: MIT
"""How well two processes build SynMol, against a bare loop over the same RDKit calls.

Both are run in turn on the same molecules. Goal: the builder's rate is within 10 % of
twice the bare loop's. Without a folder, molecules come from the project's generator.

    python benchmarks/build_synmol.py [FOLDER with synmol_raw.zip]
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import numpy as np
from rdkit import Chem, RDLogger
from rdkit.Chem import AllChem

from lri_bench.builders.synmol.build import clouds_of
from lri_bench.builders.synmol.molecules import Molecules
from lri_bench.builders.synmol.raw import read_raw
from lri_bench.builders.synmol.rule import apply_rule
from lri_bench.generators.molecules import generate_molecules
from lri_bench.parallel import Workers

MOLECULES = 1500
ROUNDS = 3
JOBS = 2


def molecules(folder: Path | None) -> Molecules:
    """Return a sample of the raw files, or as many generated molecules."""
    if folder is None:
        table = generate_molecules(MOLECULES, seed=0)
        rules = [apply_rule(Chem.MolFromSmiles(item)) for item in table.smiles]
        columns = [rule.columns for rule in rules]
        return Molecules(
            table.mol_id, table.smiles, table.y, columns, np.zeros_like(table.y)
        )
    raw = read_raw(folder)
    rows = np.random.default_rng(0).permutation(len(raw.smiles))[:MOLECULES]
    return Molecules(
        [raw.mol_id[row] for row in rows],
        [raw.smiles[row] for row in rows],
        raw.y[rows],
        [raw.columns[row] for row in rows],
        raw.split[rows],
    )


def bare_loop(smiles: list[str]) -> None:
    """Call RDKit and nothing else."""
    for item in smiles:
        molecule = Chem.AddHs(Chem.MolFromSmiles(item))
        if AllChem.EmbedMolecule(molecule, randomSeed=42) < 0:
            continue
        AllChem.MMFFOptimizeMolecule(molecule, maxIters=1000)
        Chem.RemoveHs(molecule).GetConformer().GetPositions()


def main() -> None:
    """Run both in turn, and print rates and their ratio."""
    RDLogger.DisableLog("rdApp.*")
    sample = molecules(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    ratios = []
    for number in range(ROUNDS):
        start = time.perf_counter()
        bare_loop(list(sample.smiles))
        middle = time.perf_counter()
        clouds_of(sample, {}, Workers(jobs=JOBS))
        end = time.perf_counter()
        rates = MOLECULES / (middle - start), MOLECULES / (end - middle)
        ratios.append(rates[1] / rates[0])
        print(
            f"round {number}: bare loop {rates[0]:.1f} molecules/s, {JOBS} processes "
            f"{rates[1]:.1f} molecules/s, ratio {ratios[-1]:.2f}"
        )
    print(
        f"median ratio {statistics.median(ratios):.2f}; goal at least {0.9 * JOBS:.2f}"
    )


if __name__ == "__main__":
    main()
