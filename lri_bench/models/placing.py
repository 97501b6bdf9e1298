# SPDX-License-Identifier: MIT
"""Where points are for a backbone, and the graph that joins them there."""

from __future__ import annotations

import torch
from torch.nn import functional

from lri_bench.models.graphs import nearest_graph, radius_graph
from lri_bench.models.settings.geometry import Geometry, RadiusGraph

__all__ = ["graph_of", "placed"]

_SMALLEST_NORM = 1e-6  # a point nearer to the origin stays near it


def placed(
    pos: torch.Tensor, geometry: Geometry, noise: torch.Tensor | None = None
) -> torch.Tensor:
    """Return where points are for a backbone.

    Parameters
    ----------
    pos : (N, d) float
        In the data set's unit.
    geometry : Geometry
    noise : (N, d) float, optional
        Added to the scaled positions, before they come to unit norm.

    Returns
    -------
    placed : (N, d) float
        Without unit; differentiable in `pos` and `noise`.
    """
    scaled = pos * geometry.factor
    if noise is not None:
        scaled = scaled + noise
    if geometry.positions.unit_norm:
        return functional.normalize(scaled, dim=1, eps=_SMALLEST_NORM)
    return scaled


def graph_of(
    points: torch.Tensor, ptr: torch.Tensor, geometry: Geometry
) -> torch.Tensor:
    """Return the neighbour graph, self-loops included.

    Parameters
    ----------
    points : (N, d) float
        As `placed` returns them.
    ptr : (C + 1,) int64
        Cloud `c` is the points ``ptr[c]:ptr[c + 1]``.
    geometry : Geometry

    Returns
    -------
    edges : (2, E) int64
        Rows are the points that send and those that receive.
    """
    graph = geometry.graph
    if isinstance(graph, RadiusGraph):
        return radius_graph(points, ptr, graph.radius * geometry.factor)
    return nearest_graph(points, ptr, graph.k, flow=geometry.flow)
