# SPDX-License-Identifier: MIT
"""Events of the muon endcaps as flat columns: what every reader makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from lri_bench.types import AnyArray, Offsets, Truths

__all__ = ["HITS", "MuonEvents"]

HITS = (
    "mu_hit_station",
    "mu_hit_neighbor",
    "mu_hit_type",
    "mu_hit_bend",
    "mu_hit_sim_eta",
    "mu_hit_sim_phi",
)
"""Columns of hits that are used, by the ntuple's names; phi is in degrees."""


@dataclass(frozen=True, eq=False)
class MuonEvents:
    """Events, signal and background mixed.

    Attributes
    ----------
    name : sequence of str
        Of each event, E in all.
    y : (E,) uint8
        1 if a tau -> 3 mu event is mixed in.
    offsets : (E + 1,) int64
        Event `e` is the hits ``offsets[e]:offsets[e + 1]``.
    hits : mapping of str to (H,) array
        `HITS`.
    label : (H,) uint8
        1 if the hit comes from the tau -> 3 mu event.
    row : (E,) int64
        Place of each event in its source.
    sources : mapping of str to str
        SHA-256 of each source file, by name.
    notes : tuple of str
        What a person should know about the source.
    choices : mapping of str to JSON value
        What was chosen in reading it, such as a seed.
    """

    name: Sequence[str]
    y: npt.NDArray[np.uint8]
    offsets: Offsets
    hits: Mapping[str, AnyArray]
    label: Truths
    row: npt.NDArray[np.int64]
    sources: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    choices: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.name)
