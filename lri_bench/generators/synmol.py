# SPDX-License-Identifier: MIT
"""SynMol from generated molecules, through the same builder as the record's."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from rdkit import Chem, rdBase

from lri_bench.builders.product import Product, provenance
from lri_bench.builders.synmol.build import clouds_of, dropped_findings
from lri_bench.builders.synmol.conformers import PACKAGES
from lri_bench.builders.synmol.molecules import Molecules
from lri_bench.builders.synmol.rule import apply_rule
from lri_bench.catalog.editions import Edition
from lri_bench.clouds import Split
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.generators.molecules import (
    PAPER_SHARES,
    MoleculeTable,
    generate_molecules,
    split_by_scaffold,
)
from lri_bench.generators.plan import Plan
from lri_bench.parallel import Workers
from lri_bench.storage.atomic import atomic_writer, make_folder
from lri_bench.types import Truths

__all__ = ["MOST_CLOUDS", "PLANS", "build_generated", "write_table"]

TABLE_FILE = "molecules.csv"

MOST_CLOUDS = 100_000
"""As many different ones as the fragments yield, of each kind, in minutes."""


PLANS: Final[Mapping[str, Plan]] = {
    "sim": Plan(clouds=8663, seed=11, shares=PAPER_SHARES),
    "mini": Plan(clouds=500, seed=7, shares=(0.6, 0.1, 0.3)),
}
"""By the name of the edition, which molecules are named after too."""


def build_generated(edition: Edition, plan: Plan, workers: Workers) -> Product:
    """Build an edition of generated molecules.

    Parameters
    ----------
    edition : Edition
        ``synmol@sim`` or ``synmol@mini``.
    plan : Plan
        As `PLANS` has it, or as a person has chosen.
    workers : Workers
        The result does not depend on them.

    Returns
    -------
    product : Product

    Raises
    ------
    DataError
        If number or seed is out of range.
    """
    table, split = _drawn(edition, plan)
    molecules = Molecules(
        table.mol_id, table.smiles, table.y, _columns(table.smiles), split
    )
    meta = provenance(str(edition), PACKAGES, {})
    meta |= {"generator": {"clouds": plan.clouds, "seed": plan.seed}}
    made, dropped = clouds_of(molecules, meta, workers)
    return Product(made, tuple(dropped_findings(molecules, dropped)))


def write_table(folder: Path, edition: Edition, plan: Plan) -> Iterator[Path]:
    """Write the molecules of which `build_generated` makes clouds.

    Parameters
    ----------
    folder : Path
        Gets ``molecules.csv`` with the columns mol_id, smiles, y and split.
    edition : Edition
    plan : Plan
        As for `build_generated`.

    Yields
    ------
    path : Path

    Raises
    ------
    DataError
        If number or seed is out of range.
    OutputError
        If the file cannot be written.
    """
    table, split = _drawn(edition, plan)
    parts = [Split(part).name.lower() for part in split.tolist()]
    rows = zip(table.mol_id, table.smiles, table.y.tolist(), parts, strict=True)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("mol_id", "smiles", "y", "split"))
    writer.writerows(rows)
    make_folder(folder)
    path = folder / TABLE_FILE
    with atomic_writer(path) as file:
        file.write(text.getvalue().encode())
    yield path


def _drawn(edition: Edition, plan: Plan) -> tuple[MoleculeTable, Truths]:
    """Return molecules and their split."""
    raise_if(_argument_problems(plan.clouds, plan.seed), DataError)
    table = generate_molecules(plan.clouds, plan.seed, prefix=edition.name.upper())
    return table, split_by_scaffold(table.smiles, plan.seed, plan.shares)


def _argument_problems(number: int, seed: int) -> Iterator[Problem]:
    if not 1 <= number <= MOST_CLOUDS:
        yield Problem(
            where="--clouds",
            expected=f"1 to {MOST_CLOUDS:,}",
            got=f"{number:,}",
            cause="the fragments do not yield more different molecules of each kind",
        )
    if seed < 0:
        yield Problem("--seed", "0 or more", f"{seed}")


def _columns(smiles: Sequence[str]) -> list[Truths]:
    with rdBase.BlockLogs():
        results = [apply_rule(Chem.MolFromSmiles(item)) for item in smiles]
    return [np.asarray(result.columns, dtype=np.uint8) for result in results]
