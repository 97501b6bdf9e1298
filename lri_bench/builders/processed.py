# SPDX-License-Identifier: MIT
"""The record's own processed files as clouds: the canonical editions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lri_bench.builders.product import Product, provenance
from lri_bench.catalog.editions import Edition
from lri_bench.clouds import Clouds, Split
from lri_bench.errors import DataError, Problem
from lri_bench.record.folder import RecordFolder
from lri_bench.record.names import read_last_names
from lri_bench.record.torch_file import ProcessedFile, read_processed
from lri_bench.types import AnyArray

__all__ = ["LAYOUTS", "Layout", "build_processed"]

FIELD = "2T"
"""Of the edition that names no other."""

_SPLITS = {
    "train": Split.TRAIN,
    "valid": Split.VALID,
    "test": Split.TEST,
    "unused": Split.UNUSED,
}

Namer = Callable[[ProcessedFile, RecordFolder], list[str]]
"""Makes the names of all clouds."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What a processed file of the record calls its columns.

    Attributes
    ----------
    archive, inner, file : str
        Name of the archive, folder in it, and file in that; ``{field}`` stands for
        the magnetic field.
    names : callable
        Makes the names of the clouds.
    optional : mapping of str to str
        ``direction`` and ``group`` of `Clouds`, and their columns.
    point_extra, cloud_extra : mapping of str to str
        Further columns of `Clouds`, and theirs.
    added_truth : str
        Column of points that are important too, in positives; the authors add them
        whenever a cloud is loaded, so the stored labels lack them.
    context : mapping of str to mapping of str to str
        For each context cloud its ``pos``, ``x`` and further point columns.
    """

    archive: str
    inner: str = "processed"
    file: str = "data.pt"
    names: Namer
    optional: Mapping[str, str] = field(default_factory=dict)
    point_extra: Mapping[str, str] = field(default_factory=dict)
    cloud_extra: Mapping[str, str] = field(default_factory=dict)
    added_truth: str = ""
    context: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """Every column that the file must have."""
        named = (self.optional, self.point_extra, self.cloud_extra)
        inner = [name for part in self.context.values() for name in part.values()]
        further = [name for part in named for name in part.values()]
        return ["pos", "x", "y", "node_label", *further, *inner]


def build_processed(edition: Edition, folder: Path) -> Product:
    """Read a processed file.

    Parameters
    ----------
    edition : Edition
        ``zenodo`` of a key of `LAYOUTS`; of ActsTrack also ``zenodo-4T``, ….
    folder : Path
        Holds the archive, or its unpacked files.

    Returns
    -------
    product : Product
        Columns as stored, bit for bit, but for the dtypes of `Clouds`.

    Raises
    ------
    DataError
        If the file is missing, damaged, or of another data set.
    """
    layout = LAYOUTS[edition.dataset]
    field = edition.field or FIELD
    archive, inner, name = (
        text.format(field=field) for text in (layout.archive, layout.inner, layout.file)
    )
    source = RecordFolder(folder, archive, inner)
    file = source.read(name)
    stored = read_processed(file.where, file.data)
    _require(file.where, stored, layout)
    optional: dict[str, Any] = {
        name: stored.columns[key] for name, key in layout.optional.items()
    }
    base: dict[str, Any] = {
        "cloud_id": np.array(layout.names(stored, source)),
        "y": stored.columns["y"].ravel(),
        "split": split_column(stored, len(stored.columns["y"])),
    }
    picked = stored.columns
    clouds = Clouds(
        **base,
        offsets=stored.slices["pos"],
        pos=picked["pos"],
        x=picked["x"],
        truth=_truth(stored, layout),
        **optional,
        point_extra={name: picked[key] for name, key in layout.point_extra.items()},
        cloud_extra={
            name: picked[key].ravel() for name, key in layout.cloud_extra.items()
        },
        context={
            name: _context(stored, columns, base)
            for name, columns in layout.context.items()
        },
        meta=provenance(str(edition), ("numpy",), {name: file.sha256}),
    )
    return Product(clouds, ())


def _truth(stored: ProcessedFile, layout: Layout) -> AnyArray:
    truth = stored.columns["node_label"]
    if not layout.added_truth:
        return truth
    positive = np.repeat(stored.columns["y"].ravel(), np.diff(stored.slices["pos"]))
    added = stored.columns[layout.added_truth].ravel() * positive
    both: AnyArray = np.maximum(truth.ravel(), added)
    return both


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

    Raises
    ------
    DataError
        If an index is that of no cloud, or a cloud is in two splits.
    """
    column = np.full(size, Split.UNUSED, dtype=np.uint8)
    everything = np.concatenate([np.empty(0, np.int64), *stored.splits.values()])
    outside = (everything < 0) | (everything >= size)
    if outside.any() or len(np.unique(everything)) < len(everything):
        raise DataError(
            Problem(
                where="the splits of a processed file",
                expected=f"each of {size} clouds at most once",
                got=f"{len(everything)} indices, {int(outside.sum())} of no cloud",
                cause="the file is damaged",
            )
        )
    for name, split in _SPLITS.items():
        column[stored.splits.get(name, np.empty(0, dtype=np.int64))] = split
    return column


def _context(
    stored: ProcessedFile, columns: Mapping[str, str], base: Mapping[str, Any]
) -> Clouds:
    """Return a context cloud for each cloud; none of its points is important."""
    extra = {k: stored.columns[v] for k, v in columns.items() if k not in ("pos", "x")}
    pos: AnyArray = stored.columns[columns["pos"]]
    return Clouds(
        **base,
        offsets=stored.slices[columns["pos"]],
        pos=pos,
        x=stored.columns[columns["x"]],
        truth=np.zeros(len(pos), dtype=np.uint8),
        point_extra=extra,
    )


def _require(where: str, stored: ProcessedFile, layout: Layout) -> None:
    missing = [name for name in layout.columns if name not in stored.columns]
    sliced = ["pos", *(part["pos"] for part in layout.context.values())]
    missing += [f"slices of {name}" for name in sliced if name not in stored.slices]
    if missing:
        raise DataError(
            Problem(
                where=where,
                expected=f"the columns {', '.join(layout.columns)}",
                got=f"no {', '.join(missing)}",
                cause="the processed file of another data set",
            )
        )


def _numbered(prefix: str, column: str = "") -> Namer:
    """Name clouds after a column of row numbers, or after their place in the file."""

    def names(stored: ProcessedFile, _: RecordFolder) -> list[str]:
        size = len(stored.columns["y"])
        rows = stored.columns[column].ravel() if column else np.arange(size)
        return [f"{prefix}-{row:05d}" for row in rows.tolist()]

    return names


def _complexes(stored: ProcessedFile, source: RecordFolder) -> list[str]:
    """Name complexes as the file beside the processed one does."""
    file = source.read("raw_data.pkl")
    return read_last_names(file.where, file.data, len(stored.columns["y"]))


LAYOUTS: dict[str, Layout] = {
    "actstrack": Layout(
        archive="actstrack_processed_{field}.zip",
        inner="processed_{field}",
        file="data_{field}.pt",
        names=_numbered("event"),
        optional={"direction": "node_dir", "group": "track_ids"},
        cloud_extra={"num_tracks": "num_tracks", "signal_mass_gev": "signal_im"},
    ),
    "tau3mu": Layout(archive="tau3mu_processed.zip", names=_numbered("event")),
    "synmol": Layout(
        archive="synmol_processed.zip",
        names=_numbered("logic8", "mol_df_idx"),
        cloud_extra={"row": "mol_df_idx"},
    ),
    "plbind": Layout(
        archive="plbind_processed.zip",
        added_truth="contact_label",
        names=_complexes,
        point_extra={
            "true_pos": "true_pos",
            "pocket_label": "pocket_label",
            "contact_label": "contact_label",
        },
        cloud_extra={"affinity_molar": "affinity"},
        context={
            "ligand": {"pos": "pos_lig", "x": "x_lig", "true_pos": "true_pos_lig"}
        },
    ),
}
"""By data set; the column names are those of the LRI authors' code."""
