# SPDX-License-Identifier: MIT
"""The record's own processed files as clouds: the canonical editions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from lri_bench.builders.product import Product, provenance
from lri_bench.clouds import Clouds, Split
from lri_bench.errors import DataError, Problem
from lri_bench.record.folder import RecordFolder
from lri_bench.record.torch_file import ProcessedFile, read_processed
from lri_bench.types import Ints

__all__ = ["build_synmol"]

_SPLITS = {
    "train": Split.TRAIN,
    "valid": Split.VALID,
    "test": Split.TEST,
    "unused": Split.UNUSED,
}


def build_synmol(folder: Path) -> Product:
    """Read SynMol's processed file.

    Parameters
    ----------
    folder : Path
        Holds ``synmol_processed.zip`` or its unpacked files.

    Returns
    -------
    product : Product
        Clouds are named ``logic8-00017`` after their row in the record's
        ``logic8_smiles.csv``: the processed file has no other names.

    Raises
    ------
    DataError
        If the file is missing, damaged, or not SynMol's.
    """
    file = RecordFolder(folder, "synmol_processed.zip", "processed").read("data.pt")
    stored = read_processed(file.where, file.data)
    _require(file.where, stored, ("pos", "x", "y", "node_label", "mol_df_idx"))
    rows = stored.columns["mol_df_idx"]
    clouds = Clouds(
        offsets=stored.slices["pos"],
        pos=stored.columns["pos"],
        x=stored.columns["x"],
        truth=stored.columns["node_label"],
        cloud_id=np.array([f"logic8-{row:05d}" for row in rows.tolist()]),
        y=stored.columns["y"].ravel(),
        split=split_column(stored, len(rows)),
        cloud_extra={"row": rows},
        meta=provenance("synmol@zenodo", ("numpy",), {"data.pt": file.sha256}),
    )
    return Product(clouds, ())


def split_column(stored: ProcessedFile, size: int) -> npt.NDArray[np.uint8]:
    """Return the split of each cloud; clouds in none of them are unused.

    Parameters
    ----------
    stored : ProcessedFile
        With the indices of each split.
    size : int
        Number of clouds.

    Returns
    -------
    split : (size,) uint8
    """
    column = np.full(size, Split.UNUSED, dtype=np.uint8)
    for name, split in _SPLITS.items():
        chosen: Ints = stored.splits.get(name, np.empty(0, dtype=np.int64))
        column[chosen] = split
    return column


def _require(where: str, stored: ProcessedFile, names: tuple[str, ...]) -> None:
    missing = [name for name in names if name not in stored.columns]
    if missing or "pos" not in stored.slices:
        raise DataError(
            Problem(
                where=where,
                expected=f"the columns {', '.join(names)}",
                got=", ".join(stored.columns) or "none",
                cause="the processed file of another data set",
            )
        )
