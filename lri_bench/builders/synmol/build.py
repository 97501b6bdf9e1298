# SPDX-License-Identifier: MIT
"""SynMol: molecules to clouds of atoms, with the atoms that make the label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from rdkit import Chem, rdBase

from lri_bench.builders.product import Product, provenance
from lri_bench.builders.synmol.conformers import PACKAGES, Conformer, conformers
from lri_bench.builders.synmol.molecules import Molecules
from lri_bench.builders.synmol.raw import read_raw
from lri_bench.builders.synmol.rule import RuleResult, apply_rule
from lri_bench.clouds import Alternatives, Clouds
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.parallel import Workers
from lri_bench.ragged import offsets_from_counts
from lri_bench.types import Truths

__all__ = [
    "build_raw",
    "clouds_of",
    "dropped_findings",
    "rule_agreement",
]

_SHOWN = 12


def build_raw(folder: Path, workers: Workers) -> Product:
    """Build ``synmol@raw`` from the record's raw files.

    Parameters
    ----------
    folder : Path
        Holds ``synmol_raw.zip`` or its unpacked files.
    workers : Workers

    Returns
    -------
    product : Product

    Raises
    ------
    DataError
        If a file is missing, damaged, or does not fit the others.
    """
    molecules = read_raw(folder)
    meta = provenance("synmol@raw", PACKAGES, molecules.sources)
    clouds, dropped = clouds_of(molecules, meta, workers)
    agreement = rule_agreement(molecules)
    return Product(clouds, (*dropped_findings(molecules, dropped), *agreement))


def clouds_of(
    molecules: Molecules, meta: dict[str, object], workers: Workers
) -> tuple[Clouds, dict[int, str]]:
    """Give molecules positions and lay their columns out.

    Parameters
    ----------
    molecules : Molecules
    meta : dict
        See `lri_bench.builders.product.provenance`.
    workers : Workers

    Returns
    -------
    clouds : Clouds
        ``x`` is the atom type; ``cloud_extra["row"]`` the row in `molecules`.
    dropped : dict of int to str
        Rows without a conformer, and why.

    Raises
    ------
    DataError
        If truth and atoms of a molecule do not fit each other.
    """
    made = list(conformers(molecules.smiles, workers))
    raise_if(_size_problems(molecules, made), DataError)
    dropped = {row: item.failure for row, item in enumerate(made) if item.failure}
    rows = np.array([row for row in range(len(made)) if row not in dropped])
    kept = [made[row] for row in rows]
    columns = [molecules.columns[row] for row in rows]
    clouds = Clouds(
        offsets=offsets_from_counts([len(item.atom_type) for item in kept]),
        pos=np.concatenate([item.pos for item in kept]),
        x=np.concatenate([item.atom_type for item in kept])[:, np.newaxis],
        truth=np.concatenate([column[:, -1] for column in columns]),
        cloud_id=np.array([molecules.mol_id[row] for row in rows]),
        y=molecules.y[rows],
        split=molecules.split[rows],
        alternatives=Alternatives(
            number=np.array([column.shape[1] - 1 for column in columns]),
            mask=np.concatenate([column[:, :-1].T.ravel() for column in columns]),
        ),
        cloud_extra={"row": rows},
        meta=meta,
    )
    return clouds, dropped


def rule_agreement(molecules: Molecules) -> Iterator[str]:
    """Hold the given labels against the rule, applied anew.

    Parameters
    ----------
    molecules : Molecules
        With labels and columns of truth.

    Yields
    ------
    finding : str
        How many molecules agree, and the first that do not.
    """
    with rdBase.BlockLogs():
        results = [apply_rule(Chem.MolFromSmiles(item)) for item in molecules.smiles]
    pairs = list(zip(results, molecules.columns, strict=True))
    agreed = {
        "class": [int(r.y == y) for r, y in zip(results, molecules.y, strict=True)],
        "important atoms": [int(_same_union(*pair)) for pair in pairs],
        "admissible explanations": [int(_same_columns(*pair)) for pair in pairs],
    }
    for what, each in agreed.items():
        wrong = [molecules.mol_id[i] for i, same in enumerate(each) if not same]
        yield (
            f"the rule gives the same {what} for {sum(each):,} of {len(each):,} "
            "molecules" + (f"; not for {_some(wrong)}" if wrong else "")
        )


def dropped_findings(molecules: Molecules, dropped: dict[int, str]) -> Iterator[str]:
    """Tell which molecules have no conformer, and why.

    Parameters
    ----------
    molecules : Molecules
    dropped : dict of int to str
        As `clouds_of` returns it.

    Yields
    ------
    finding : str
    """
    total = len(molecules.smiles)
    yield f"{total - len(dropped):,} of {total:,} molecules have a conformer"
    for reason in sorted(set(dropped.values())):
        rows = [row for row, why in dropped.items() if why == reason]
        names = _some([molecules.mol_id[row] for row in rows])
        yield f"{len(rows)} dropped, {reason}: {names}"


def _same_union(result: RuleResult, columns: Truths) -> bool:
    return np.array_equal(result.truth, columns[:, -1])


def _same_columns(result: RuleResult, columns: Truths) -> bool:
    return np.array_equal(result.columns, columns)


def _size_problems(
    molecules: Molecules, made: Sequence[Conformer]
) -> Iterator[Problem]:
    for name, columns, item in zip(
        molecules.mol_id, molecules.columns, made, strict=True
    ):
        if len(columns) != len(item.atom_type):
            yield Problem(
                where=name,
                expected=f"{len(item.atom_type)} rows of truth, one an atom",
                got=f"{len(columns)}",
                cause="the table and the truth are not of the same molecules",
            )


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
