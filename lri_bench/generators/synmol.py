# SPDX-License-Identifier: MIT
"""SynMol from generated molecules, through the same builder as the record's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from rdkit import Chem, rdBase

from lri_bench.builders.product import Product, provenance
from lri_bench.builders.synmol.build import clouds_of, dropped_findings
from lri_bench.builders.synmol.conformers import PACKAGES
from lri_bench.builders.synmol.molecules import Molecules
from lri_bench.builders.synmol.rule import apply_rule
from lri_bench.catalog.editions import Edition
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.generators.molecules import (
    PAPER_SHARES,
    generate_molecules,
    split_by_scaffold,
)
from lri_bench.generators.plan import Plan
from lri_bench.parallel import Workers
from lri_bench.types import Truths

__all__ = ["MOST_CLOUDS", "PLANS", "build_generated"]

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
    number, chosen = plan.clouds, plan.seed
    raise_if(_argument_problems(number, chosen), DataError)
    table = generate_molecules(number, chosen, prefix=edition.name.upper())
    molecules = Molecules(
        table.mol_id,
        table.smiles,
        table.y,
        _columns(table.smiles),
        split_by_scaffold(table.smiles, chosen, plan.shares),
    )
    meta = provenance(str(edition), PACKAGES, {})
    meta |= {"generator": {"clouds": number, "seed": chosen}}
    made, dropped = clouds_of(molecules, meta, workers)
    return Product(made, tuple(dropped_findings(molecules, dropped)))


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
