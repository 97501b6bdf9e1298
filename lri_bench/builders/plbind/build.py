# SPDX-License-Identifier: MIT
"""PLBind: index, lists and structures to clouds of residues."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from lri_bench.builders.plbind.assemble import clouds_of
from lri_bench.builders.plbind.complexes import PACKAGES, build_complex
from lri_bench.builders.plbind.findings import build_findings
from lri_bench.builders.plbind.index import read_index
from lri_bench.builders.plbind.pose import CONFORMER_SEED
from lri_bench.builders.plbind.selection import select
from lri_bench.builders.plbind.sources import Source, own_pdbbind, record
from lri_bench.builders.plbind.splits import read_splits
from lri_bench.builders.plbind.structures import Structures
from lri_bench.builders.product import Product, provenance
from lri_bench.builders.shuffled_split import shuffled_split
from lri_bench.clouds import Split
from lri_bench.errors import DataError, Problem
from lri_bench.parallel import Arrays, Workers
from lri_bench.types import AnyArray

__all__ = ["THRESHOLD_MOLAR", "build_raw", "build_root"]

THRESHOLD_MOLAR: Final = 1e-8
"""The paper's 10 nM: complexes that bind more strongly are positive."""

# Complexes are large; chunks are kept in memory until they are handed out.
_CHUNK = 4


def build_raw(
    folder: Path, workers: Workers, *, threshold_molar: float = THRESHOLD_MOLAR
) -> Product:
    """Build ``plbind@raw`` from the record's raw files.

    Parameters
    ----------
    folder : Path
        Holds ``plbind_raw.zip`` or its unpacked files.
    workers : Workers
        Who works off the complexes.
    threshold_molar : float, mol/l
        Below it, strictly, a complex is positive.

    Returns
    -------
    product : Product

    Raises
    ------
    DataError
        If a file is missing, damaged, or does not fit the others.
    """
    with record(folder) as source:
        return _build("plbind@raw", source, workers, threshold_molar)


def build_root(
    folder: Path, workers: Workers, *, threshold_molar: float = THRESHOLD_MOLAR
) -> Product:
    """Build ``plbind@root`` from one's own copy of PDBbind.

    Contacts are found by distance. Without EquiBind's lists the split is drawn as
    the LRI authors draw it for the other data sets.

    Parameters
    ----------
    folder : Path
        See `lri_bench.builders.plbind.sources.own_pdbbind`.
    workers : Workers
        Who works off the complexes.
    threshold_molar : float, mol/l
        Below it, strictly, a complex is positive.

    Returns
    -------
    product : Product

    Raises
    ------
    DataError
        If a file is missing, damaged, or does not fit the others.
    """
    with own_pdbbind(folder) as source:
        return _build("plbind@root", source, workers, threshold_molar)


def _build(
    edition: str, source: Source, workers: Workers, threshold_molar: float
) -> Product:
    if not (math.isfinite(threshold_molar) and threshold_molar > 0):
        raise DataError(_threshold_problem(edition, threshold_molar))
    rows = read_index(source.index.where, source.index.data)
    listed = read_splits(source.splits)
    all_listed = edition == "plbind@raw"
    chosen = select(rows, listed, source.structures, all_listed=all_listed)
    made = _made(source.structures, chosen.codes, workers)
    kept = {code: part for code, part in made.items() if "failure" not in part}
    if not kept:
        raise DataError(_all_failed(edition, made))
    meta = provenance(edition, PACKAGES, _checksums(source))
    clouds = clouds_of(
        kept,
        molar=np.array([chosen.affinity[code].molar for code in kept]),
        split=_split_column(list(kept), listed),
        threshold_molar=threshold_molar,
        meta=meta
        | {"threshold_molar": threshold_molar, "conformer_seed": CONFORMER_SEED},
    )
    told = build_findings(clouds, made, threshold_molar, lists=bool(listed))
    return Product(clouds, (*chosen.findings, *told))


def _made(
    structures: Structures, codes: Sequence[str], workers: Workers
) -> dict[str, Arrays]:
    parts = workers.map(
        build_complex,
        structures.files(codes),
        total=len(codes),
        packages=PACKAGES,
        chunk=_CHUNK,
    )
    return dict(zip(codes, parts, strict=True))


def _split_column(codes: Sequence[str], listed: Mapping[str, Split]) -> AnyArray:
    if not listed:
        return shuffled_split(len(codes))
    return np.array([listed.get(c, Split.UNUSED) for c in codes], dtype=np.uint8)


def _checksums(source: Source) -> dict[str, str]:
    files = [source.index, *source.splits.values()]
    named = {file.where.rpartition("/")[2]: file.sha256 for file in files}
    return named | {"structures": source.structures.digest.hexdigest()}


def _threshold_problem(edition: str, threshold: float) -> Problem:
    return Problem(
        where=f"{edition}: threshold",
        expected="a concentration above zero, in mol/l",
        got=f"{threshold}",
        cause="10 nM are 1e-8 mol/l",
    )


def _all_failed(edition: str, made: Mapping[str, Arrays]) -> Problem:
    code, part = next(iter(made.items()))
    return Problem(
        where=edition,
        expected="complexes that can be read",
        got=f"none of {len(made):,}; {code}: {part['failure']}",
    )
