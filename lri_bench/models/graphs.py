# SPDX-License-Identifier: MIT
"""Neighbour graphs within each cloud of a batch.

An edge is a column (sends, receives) of an edge index. Edges are ordered by the point
that receives, then by the one that sends; so the edges of a cloud stand together.
torch-cluster searches where it is installed and the points are on the CPU.
"""

from __future__ import annotations

import torch

from lri_bench.models.search import (
    cluster,
    cluster_nearest,
    cluster_within,
    torch_nearest,
    torch_within,
)
from lri_bench.models.settings.geometry import Flow

__all__ = ["nearest_graph", "radius_graph"]


def nearest_graph(
    pos: torch.Tensor,
    ptr: torch.Tensor,
    k: int,
    *,
    loop: bool = True,
    flow: Flow = "source_to_target",
) -> torch.Tensor:
    """Join each point with its `k` nearest ones of the same cloud.

    Parameters
    ----------
    pos : (N, d) float
        Positions. Gradients do not flow through the choice of neighbours.
    ptr : (C + 1,) int64
        Cloud `c` is the points ``ptr[c]:ptr[c + 1]``; it may have none.
    k : int
        Neighbours of a point; in a smaller cloud all are.
    loop : bool
        Whether a point is a neighbour of itself, and then one of the `k`. Among more
        than `k` points in one place torch-cluster may leave it out.
    flow : {'source_to_target', 'target_to_source'}
        Whether a point hears from its neighbours, or tells them.

    Returns
    -------
    edges : (2, E) int64
        Rows are the points that send and those that receive. Which of several points
        at the same distance is the k-th is not defined.

    Examples
    --------
    >>> pos = torch.tensor([[0.0], [1.0], [3.0], [3.5]])
    >>> nearest_graph(pos, torch.tensor([0, 3, 4]), 2)
    tensor([[0, 1, 0, 1, 1, 2, 3],
            [0, 0, 1, 1, 2, 2, 3]])
    """
    search = cluster_nearest if _clusters(pos) else torch_nearest
    centre, near = search(pos.detach().double(), ptr, k, loop=loop)
    if flow == "source_to_target":
        return _ordered(near, centre, len(pos))
    return _ordered(centre, near, len(pos))


def radius_graph(
    pos: torch.Tensor, ptr: torch.Tensor, radius: float, *, loop: bool = True
) -> torch.Tensor:
    """Join all points of a cloud that are nearer to each other than `radius`.

    Parameters
    ----------
    pos : (N, d) float
        Positions. Gradients do not flow through the choice of neighbours.
    ptr : (C + 1,) int64
        Cloud `c` is the points ``ptr[c]:ptr[c + 1]``; it may have none.
    radius : float
        In the unit of `pos`. Points just so far apart are not joined.
    loop : bool
        Whether a point is joined with itself.

    Returns
    -------
    edges : (2, E) int64
        Rows are the points that send and those that receive. However many neighbours
        a point has, all of them are there.

    Examples
    --------
    >>> pos = torch.tensor([[0.0], [1.0], [3.0], [3.5]])
    >>> radius_graph(pos, torch.tensor([0, 3, 4]), 1.5, loop=False)
    tensor([[1, 0],
            [0, 1]])
    """
    search = cluster_within if _clusters(pos) else torch_within
    centre, near = search(pos.detach().double(), ptr, radius, loop=loop)
    return _ordered(near, centre, len(pos))


def _clusters(pos: torch.Tensor) -> bool:
    """Tell whether torch-cluster searches; most of its wheels know CPUs alone."""
    return pos.device.type == "cpu" and len(pos) > 0 and cluster() is not None


def _ordered(sends: torch.Tensor, receives: torch.Tensor, size: int) -> torch.Tensor:
    size = max(size, 1)
    key = (receives * size + sends).sort().values
    return torch.stack([key % size, key // size])
