# SPDX-License-Identifier: MIT
"""Neighbours within clouds, searched by torch-cluster or by torch alone.

Each search returns pairs (centre, neighbour) in no particular order. All compute in
float64, so that they find the same pairs but for points at equal distances.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache
from typing import Any

import torch

from lri_bench.models.segments import owner_of

__all__ = [
    "cluster",
    "cluster_nearest",
    "cluster_within",
    "torch_nearest",
    "torch_within",
]

Pairs = tuple[torch.Tensor, torch.Tensor]

_PAIRS_AT_ONCE = 1 << 21  # distances in float64: 16 MiB


@cache
def cluster() -> Any:
    """Return torch-cluster, or None where it is not installed or does not load."""
    try:
        return importlib.import_module("torch_cluster")
    except (ImportError, OSError):  # OSError: it was made for another torch
        return None


def cluster_nearest(
    pos: torch.Tensor, ptr: torch.Tensor, k: int, *, loop: bool
) -> Pairs:
    """Search as `torch_nearest` does; a point may miss itself among many in one place.

    Parameters
    ----------
    pos : (N, d) float64
    ptr : (C + 1,) int64
    k : int
    loop : bool

    Returns
    -------
    centre, near : (E,) int64
    """
    found = cluster().knn_graph(pos, k, owner_of(ptr), loop=loop)
    return found[1], found[0]


def cluster_within(
    pos: torch.Tensor, ptr: torch.Tensor, radius: float, *, loop: bool
) -> Pairs:
    """Search as `torch_within` does.

    Parameters
    ----------
    pos : (N, d) float64
    ptr : (C + 1,) int64
    radius : float
    loop : bool

    Returns
    -------
    centre, near : (E,) int64
    """
    # As many as the largest cloud has: the default of 32 would cut larger ones.
    most = int(ptr.diff().max())
    found = cluster().radius_graph(
        pos, radius, owner_of(ptr), loop=loop, max_num_neighbors=most
    )
    return found[1], found[0]


def torch_nearest(pos: torch.Tensor, ptr: torch.Tensor, k: int, *, loop: bool) -> Pairs:
    """Return the `k` nearest points of each point, within its cloud.

    Parameters
    ----------
    pos : (N, d) float64
    ptr : (C + 1,) int64
    k : int
        Of a smaller cloud all points.
    loop : bool
        Whether a point is the first of its own `k`.

    Returns
    -------
    centre, near : (E,) int64
    """
    parts = []
    for index, inside, square in _groups(pos, ptr):
        square.diagonal(dim1=1, dim2=2).fill_(-1.0 if loop else torch.inf)
        square.masked_fill_(~inside, torch.inf)
        far, near = square.topk(min(k, square.shape[2]), dim=2, largest=False)
        cloud, row, place = torch.nonzero(far < torch.inf, as_tuple=True)
        column = near[cloud, row, place]
        parts.append((index[cloud, row], index[cloud, column]))
    return _joined(parts, ptr)


def torch_within(
    pos: torch.Tensor, ptr: torch.Tensor, radius: float, *, loop: bool
) -> Pairs:
    """Return all pairs of a cloud that are nearer to each other than `radius`.

    Parameters
    ----------
    pos : (N, d) float64
    ptr : (C + 1,) int64
    radius : float
    loop : bool
        Whether a point makes a pair with itself.

    Returns
    -------
    centre, near : (E,) int64
    """
    parts = []
    for index, inside, square in _groups(pos, ptr):
        square.diagonal(dim1=1, dim2=2).fill_(-1.0 if loop else torch.inf)
        close = (square < radius * radius) & inside
        cloud, row, column = torch.nonzero(close, as_tuple=True)
        parts.append((index[cloud, row], index[cloud, column]))
    return _joined(parts, ptr)


def _groups(
    pos: torch.Tensor, ptr: torch.Tensor
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Lay out clouds of about one size together.

    Yields
    ------
    index : (g, n) int64
        Points of g clouds, some twice, where a cloud has fewer than n.
    inside : (g, n, n) bool
        Which pairs are of points that the cloud has.
    square : (g, n, n) float64
        Squared distances.
    """
    sizes = ptr.diff()
    if not sizes.any():
        return
    order = sizes.argsort()
    for chosen in torch.split(order, _group_lengths(sizes[order].tolist())):
        size = sizes[chosen]
        places = torch.arange(int(size.max()), device=pos.device)
        own = places < size[:, None]
        index = torch.where(own, ptr[chosen][:, None] + places, ptr[chosen][:, None])
        square = torch.zeros((*index.shape, len(places)), **_like(pos))
        for axis in pos[index.clamp(max=max(len(pos) - 1, 0))].unbind(-1):
            square += (axis[:, :, None] - axis[:, None, :]).square_()
        yield index, own[:, :, None] & own[:, None, :], square


def _like(pos: torch.Tensor) -> dict[str, Any]:
    return {"dtype": pos.dtype, "device": pos.device}


def _group_lengths(sizes: list[int]) -> list[int]:
    """Return how many clouds go together; `sizes` rise.

    The pairs of a group, padded to its largest cloud, stay below a limit; a cloud
    larger than that is a group of its own.
    """
    lengths: list[int] = []
    first = 0
    for place, size in enumerate(sizes):
        if (place + 1 - first) * size * size > _PAIRS_AT_ONCE and place > first:
            lengths.append(place - first)
            first = place
    lengths.append(len(sizes) - first)
    return lengths


def _joined(parts: list[Pairs], ptr: torch.Tensor) -> Pairs:
    if not parts:
        return ptr.new_empty(0), ptr.new_empty(0)
    centres, near = zip(*parts, strict=True)
    return torch.cat(centres), torch.cat(near)
