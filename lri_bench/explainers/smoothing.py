# SPDX-License-Identifier: MIT
"""Smoothing over neighbours, as the LRI paper does for proteins.

A point hears from those that send to it in the graph, itself among them.
"""

from __future__ import annotations

import torch

__all__ = ["largest_near", "smallest_near"]


def smallest_near(
    values: torch.Tensor, edges: torch.Tensor, rounds: int
) -> torch.Tensor:
    """Return the smallest value near each point.

    Parameters
    ----------
    values : (N,) float
    edges : (2, E) int64
        Points that send, points that receive.
    rounds : int
        How many edges away is near.

    Returns
    -------
    smallest : (N,) float
        Differentiable in `values`.

    Examples
    --------
    >>> chain = torch.tensor([[0, 1, 2], [1, 2, 3]])
    >>> smallest_near(torch.tensor([1.0, 4.0, 3.0, 9.0]), chain, 1)
    tensor([1., 1., 3., 3.])
    """
    sends, receives = edges
    for _ in range(rounds):
        near = values.index_select(0, sends)
        values = values.scatter_reduce(0, receives, near, "amin")
    return values


def largest_near(
    values: torch.Tensor, edges: torch.Tensor, rounds: int
) -> torch.Tensor:
    """Return which point near each one has the largest value.

    Parameters
    ----------
    values : (N,) float
    edges : (2, E) int64
        Points that send, points that receive.
    rounds : int
        How many edges away is near.

    Returns
    -------
    index : (N,) int64
        The point itself, if none is larger.

    Examples
    --------
    >>> chain = torch.tensor([[0, 1, 2], [1, 2, 3]])
    >>> largest_near(torch.tensor([5.0, 4.0, 3.0, 9.0]), chain, 2)
    tensor([0, 0, 0, 3])
    """
    sends, receives = edges
    index = torch.arange(len(values), device=values.device)
    for _ in range(rounds):
        near = values.index_select(0, sends)
        largest = values.scatter_reduce(0, receives, near, "amax")
        is_it = near == largest.index_select(0, receives)
        chosen = index.scatter(0, receives[is_it], index[sends[is_it]])
        index = torch.where(values == largest, index, chosen)
        values = largest
    return index
