# SPDX-License-Identifier: MIT
"""Columns of complexes, laid one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lri_bench.clouds import Clouds
from lri_bench.parallel import Arrays
from lri_bench.ragged import offsets_from_counts
from lri_bench.types import AnyArray, Floats

__all__ = ["clouds_of"]


def clouds_of(
    complexes: Mapping[str, Arrays],
    molar: Floats,
    split: AnyArray,
    threshold_molar: float,
    meta: Mapping[str, Any],
) -> Clouds:
    """Lay out complexes as clouds of residues, with clouds of ligands beside them.

    Parameters
    ----------
    complexes : mapping of str to mapping
        S results of `build_complex` by code, none of them a failure.
    molar : (S,) float64, mol/l
        Constant of each.
    split : (S,) uint8
        See `Split`.
    threshold_molar : float, mol/l
        Below it, strictly, a complex is positive.
    meta : mapping
        See `lri_bench.builders.product.provenance`.

    Returns
    -------
    clouds : Clouds
        The truth of a positive is pocket and contacts; of a negative its pocket,
        which the authors mark as well, and which no score uses.
    """
    parts = list(complexes.values())
    y = (molar < threshold_molar).astype(np.uint8)
    sizes = [len(part["x"]) for part in parts]
    pocket, contact = _joined(parts, "pocket"), _joined(parts, "contact")
    base: dict[str, Any] = {"cloud_id": list(complexes), "y": y, "split": split}
    return Clouds(
        **base,
        offsets=offsets_from_counts(sizes),
        pos=_joined(parts, "pos"),
        x=_joined(parts, "x"),
        truth=np.maximum(pocket, contact * np.repeat(y, sizes)),
        group=_joined(parts, "group"),
        point_extra={
            "true_pos": _joined(parts, "true_pos"),
            "pocket_label": pocket,
            "contact_label": contact,
            "residue_number": _joined(parts, "number"),
            "insertion_code": _joined(parts, "insertion"),
            "chain": _joined(parts, "chain"),
        },
        cloud_extra={"affinity_molar": molar.astype(np.float32)},
        context={"ligand": _ligands(parts, base)},
        meta=meta,
    )


def _ligands(parts: Sequence[Arrays], base: Mapping[str, Any]) -> Clouds:
    pos = _joined(parts, "ligand_pos")
    return Clouds(
        **base,
        offsets=offsets_from_counts([len(part["ligand_x"]) for part in parts]),
        pos=pos,
        x=_joined(parts, "ligand_x"),
        truth=np.zeros(len(pos), dtype=np.uint8),
        point_extra={"true_pos": _joined(parts, "ligand_true_pos")},
    )


def _joined(parts: Sequence[Arrays], name: str) -> AnyArray:
    return np.concatenate([part[name] for part in parts])
