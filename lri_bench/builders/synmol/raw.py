# SPDX-License-Identifier: MIT
"""The raw files of SynMol, as they came with the `logic8` task.

Sanchez-Lengeling et al. 2020, "Evaluating Attribution for Graph Neural
Networks", NeurIPS 33; molecules of ZINC.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lri_bench.builders.synmol.molecules import Molecules
from lri_bench.clouds import Split
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.record.folder import RecordFile, RecordFolder
from lri_bench.record.object_npz import read_object_npz
from lri_bench.types import AnyArray

__all__ = ["read_raw"]

ARCHIVE = "synmol_raw.zip"
SMILES_FILE = "logic8_smiles.csv"
TRUTH_FILE = "true_raw_attribution_datadicts.npz"
SPLIT_FILE = "logic8_traintest_indices.npz"
CLASS_FILE = "y_true.npz"
FILES = (SMILES_FILE, TRUTH_FILE, SPLIT_FILE, CLASS_FILE)

_KEYS = {
    TRUTH_FILE: ("datadict_list",),
    SPLIT_FILE: ("train_index", "test_index"),
    CLASS_FILE: ("y",),
}

SPLIT_SEED = 42
VALIDATION_SIZE = 1000


def read_raw(folder: Path) -> Molecules:
    """Read the raw files.

    Parameters
    ----------
    folder : Path
        Holds ``synmol_raw.zip`` or its unpacked files.

    Returns
    -------
    molecules : Molecules
        In the files' order. Names are ZINC identifiers; ``-2``, ``-3`` mark rows
        whose identifier came before.

    Raises
    ------
    DataError
        If a file is missing, damaged, or does not fit the others.
    """
    source = RecordFolder(folder, ARCHIVE, "raw")
    files = {name: source.read(name) for name in FILES}
    rows = list(csv.DictReader(io.StringIO(files[SMILES_FILE].data.decode("utf-8"))))
    truth, indices, classes = (
        _arrays(files[name], keys) for name, keys in _KEYS.items()
    )
    records = truth["datadict_list"].ravel().tolist()
    _check(files[TRUTH_FILE].where, rows, records, indices)
    return Molecules(
        mol_id=_unique([row["mol_id"] for row in rows]),
        smiles=[row["smiles"] for row in rows],
        # Not the label column of the table: it disagrees with the rule, and with
        # this file, in 2,317 rows.
        y=classes["y"].ravel().astype(np.uint8),
        columns=[np.asarray(record["nodes"], dtype=np.uint8) for record in records],
        split=_splits(indices["train_index"], len(rows)),
        sources={name: file.sha256 for name, file in files.items()},
    )


def _arrays(file: RecordFile, keys: tuple[str, ...]) -> dict[str, AnyArray]:
    arrays = read_object_npz(file.where, file.data)
    missing = [key for key in keys if key not in arrays]
    if missing:
        expected, got = ", ".join(keys), ", ".join(arrays) or "none"
        raise DataError(Problem(file.where, f"the arrays {expected}", got))
    return arrays


def _check(
    where: str,
    rows: list[dict[str, str]],
    records: list[Any],
    indices: dict[str, AnyArray],
) -> None:
    problems = []
    if not rows or not {"mol_id", "smiles"} <= rows[0].keys():
        columns = list(rows[0]) if rows else []
        problems.append(Problem(SMILES_FILE, "columns mol_id, smiles", f"{columns}"))
    if len(records) != len(rows):
        problems.append(
            Problem(
                where, f"{len(rows)} molecules, as {SMILES_FILE}", f"{len(records)}"
            )
        )
    both = np.concatenate([indices["train_index"], indices["test_index"]])
    if not np.array_equal(np.sort(both), np.arange(len(rows))):
        problems.append(
            Problem(
                SPLIT_FILE, f"each of {len(rows)} rows once", f"{len(both)} indices"
            )
        )
    raise_if(problems, DataError)


def _unique(names: list[str]) -> list[str]:
    """Mark the second, third … row of an identifier (protonation states)."""
    seen: Counter[str] = Counter()
    result = []
    for name in names:
        seen[name] += 1
        result.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return result


def _splits(train_index: AnyArray, size: int) -> npt.NDArray[np.uint8]:
    """Split as the LRI authors do: the last 1,000 of the shuffled training rows.

    The legacy generator is theirs; RandomState keeps its stream for ever and
    leaves the global one alone.
    """
    shuffled = train_index.copy()
    np.random.RandomState(SPLIT_SEED).shuffle(shuffled)
    split = np.full(size, Split.TEST, dtype=np.uint8)
    split[shuffled] = Split.TRAIN
    split[shuffled[-VALIDATION_SIZE:]] = Split.VALID
    return split
