# SPDX-License-Identifier: MIT
"""Labelled molecules, before they have positions: what SynMol is built from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from lri_bench.types import Truths

__all__ = ["Molecules"]


@dataclass(frozen=True, eq=False)
class Molecules:
    """A table of molecules with their truth.

    Attributes
    ----------
    mol_id : sequence of str
        Names, no two equal.
    smiles : sequence of str
        One molecule each.
    y : (M,) uint8
        The class.
    columns : sequence of (n, k) uint8
        Columns of truth; the last is the union of the others.
    split : (M,) uint8
        See `lri_bench.clouds.Split`.
    sources : mapping of str to str
        SHA-256 of the files they were read from; empty for generated ones.
    """

    mol_id: Sequence[str]
    smiles: Sequence[str]
    y: npt.NDArray[np.uint8]
    columns: Sequence[Truths]
    split: npt.NDArray[np.uint8]
    sources: Mapping[str, str] = field(default_factory=dict)
