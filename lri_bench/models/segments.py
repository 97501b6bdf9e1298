# SPDX-License-Identifier: MIT
"""Sums and owners of flat rows that belong to clouds or to points."""

from __future__ import annotations

import torch

__all__ = ["largest_at", "owner_of", "sum_at"]


def owner_of(ptr: torch.Tensor) -> torch.Tensor:
    """Return (N,) int64, for each point the cloud it belongs to.

    Parameters
    ----------
    ptr : (C + 1,) int64
        Cloud `c` is the points ``ptr[c]:ptr[c + 1]``.

    Examples
    --------
    >>> owner_of(torch.tensor([0, 2, 2, 5]))
    tensor([0, 0, 2, 2, 2])
    """
    clouds = torch.arange(len(ptr) - 1, device=ptr.device)
    return clouds.repeat_interleave(ptr.diff())


def sum_at(values: torch.Tensor, index: torch.Tensor, size: int) -> torch.Tensor:
    """Return the sum of the rows that have the same index.

    Parameters
    ----------
    values : (M, w) float
    index : (M,) int64
        Where each row goes.
    size : int
        Rows of the result.

    Returns
    -------
    sums : (size, w) float
        0 where no row goes.
    """
    # An index that is only expanded takes a path of its own, twice as fast on CPU as
    # index_add is with its gradient.
    wide = index[:, None].expand_as(values)
    return values.new_zeros(size, values.shape[1]).scatter_add(0, wide, values)


def largest_at(values: torch.Tensor, index: torch.Tensor, size: int) -> torch.Tensor:
    """Return (size, w) float, the largest of the rows with the same index.

    Parameters
    ----------
    values : (M, w) float
    index : (M,) int64
    size : int

    Returns
    -------
    largest : (size, w) float
        Minus infinity where no row goes.
    """
    wide = index[:, None].expand_as(values)
    lowest = values.new_full((size, values.shape[1]), -torch.inf)
    return lowest.scatter_reduce(0, wide, values, "amax")
