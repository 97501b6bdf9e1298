# SPDX-License-Identifier: MIT
"""Some clouds as tensors. Truth is not among them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Self

import torch

__all__ = ["Batch", "Points"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Points:
    """Points of some clouds, and how they are joined.

    Attributes
    ----------
    pos : (N, d) float32
        In the data set's unit, as the clouds have them.
    categorical : (N, c) int64
        Categories by their index; c may be 0.
    scalar : (N, s) float32
        Standardised features; s may be 0.
    owner : (N,) int64
        The cloud of each point.
    ptr : (C + 1,) int64
        Cloud `c` is the points ``ptr[c]:ptr[c + 1]``.
    edges : (2, E) int64
        Points that send, and points that receive, of the graph of unmoved points.
    """

    pos: torch.Tensor
    categorical: torch.Tensor
    scalar: torch.Tensor
    owner: torch.Tensor
    ptr: torch.Tensor
    edges: torch.Tensor

    def __len__(self) -> int:
        return len(self.ptr) - 1

    def to(
        self,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> Self:
        """Return the same elsewhere, or with other floats.

        Parameters
        ----------
        device : torch.device or str, optional
        dtype : torch.dtype, optional
            Of the columns that are floats; the others keep theirs.
        """
        moved: dict[str, Any] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, torch.Tensor):
                kind = dtype if value.is_floating_point() else None
                moved[item.name] = value.to(device=device, dtype=kind)
            elif isinstance(value, Points):
                moved[item.name] = value.to(device, dtype)
        return replace(self, **moved)


@dataclass(frozen=True, eq=False, kw_only=True)
class Batch(Points):
    """Some clouds with their classes; ``len(batch)`` is their number.

    Attributes
    ----------
    y : (C,) float32
        The class, 0 or 1.
    ligand : Points or None
        As many clouds again, that give context without being explained.
    """

    y: torch.Tensor
    ligand: Points | None = None
