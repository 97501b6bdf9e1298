# SPDX-License-Identifier: MIT
"""A linear layer of both ends of an edge, most of it paid once a point.

A linear layer of a concatenation is the sum of linear layers of its parts. Those of the
two ends are computed once a point and then gathered.
"""

from __future__ import annotations

import torch

from lri_bench.models.edges import Edges

__all__ = ["edge_linear", "sent_linear"]


def edge_linear(
    receives: torch.Tensor,
    sends: torch.Tensor,
    values: torch.Tensor,
    weight: torch.Tensor,
    edges: Edges,
) -> torch.Tensor:
    """Return what a linear layer makes of each edge.

    Parameters
    ----------
    receives : (N, w) float
        The part of the point that receives, with the bias.
    sends : (N, w) float
        The part of the point that sends.
    values : (E, m) float
        Values of edges; m may be 0.
    weight : (w, m) float
        Of these values.
    edges : Edges

    Returns
    -------
    sums : (E, w) float
    """
    # In place: large batches are limited by how much memory is moved.
    sums = receives.index_select(0, edges.receives)
    sums.add_(sends.index_select(0, edges.sends))
    return _added(sums, values, weight)


def sent_linear(
    sends: torch.Tensor, values: torch.Tensor, weight: torch.Tensor, edges: Edges
) -> torch.Tensor:
    """Return what a linear layer of the sending end and of the edge makes of it.

    Parameters
    ----------
    sends : (N, w) float
        The part of the point that sends, with the bias.
    values : (E, m) float
    weight : (w, m) float
    edges : Edges

    Returns
    -------
    sums : (E, w) float
    """
    return _added(sends.index_select(0, edges.sends), values, weight)


def _added(
    sums: torch.Tensor, values: torch.Tensor, weight: torch.Tensor
) -> torch.Tensor:
    # The layout of weights decides on how their gradient is computed: (m, E) @ (E, w)
    # is eight times as fast as (w, E) @ (E, m) where m is 4.
    weight = weight.T.contiguous()
    if len({sums.dtype, values.dtype, weight.dtype}) > 1:
        return torch.addmm(sums, values, weight)  # autocast does nothing in place
    return sums.addmm_(values, weight)
