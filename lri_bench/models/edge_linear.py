# SPDX-License-Identifier: MIT
"""A linear layer of both ends of an edge, most of it paid once a point.

A linear layer of a concatenation is the sum of linear layers of its parts. Those of the
two ends are computed once a point and then gathered.
"""

from __future__ import annotations

import torch
from torch.nn import functional

from lri_bench.models.edges import Edges

__all__ = ["edge_linear", "rows_of", "sent_linear"]


def rows_of(
    points: torch.Tensor, own: torch.Tensor, other: torch.Tensor, bias: torch.Tensor
) -> torch.Tensor:
    """Return the parts of points in a linear layer of edges.

    Parameters
    ----------
    points : (N, p) float
    own, other : (w, p) float
        Weights of the point that receives and of the one that sends.
    bias : (w,) float

    Returns
    -------
    rows : (N, 2, w) float
        Of each point as it receives, with the bias, and as it sends.
    """
    weight = torch.cat([own, other])
    rows = functional.linear(points, weight, torch.cat([bias, torch.zeros_like(bias)]))
    return rows.view(len(points), 2, -1)


def edge_linear(
    rows: torch.Tensor, values: torch.Tensor, weight: torch.Tensor, edges: Edges
) -> torch.Tensor:
    """Return what a linear layer makes of each edge.

    Parameters
    ----------
    rows : (N, 2, w) float
        From `rows_of`.
    values : (E, m) float
        Values of edges; m may be 0.
    weight : (w, m) float
        Of these values.
    edges : Edges

    Returns
    -------
    sums : (E, w) float
    """
    return _added(edges.ends.added(rows), values, weight)


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
    return _added(edges.senders.rows(sends), values, weight)


def _added(
    sums: torch.Tensor, values: torch.Tensor, weight: torch.Tensor
) -> torch.Tensor:
    # The layout of weights decides on how their gradient is computed: (m, E) @ (E, w)
    # is eight times as fast as (w, E) @ (E, m) where m is 4.
    weight = weight.T.contiguous()
    if len({sums.dtype, values.dtype, weight.dtype}) > 1:
        return torch.addmm(sums, values, weight)  # autocast does nothing in place
    return sums.addmm_(values, weight)
