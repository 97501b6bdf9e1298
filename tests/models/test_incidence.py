# SPDX-License-Identifier: MIT
"""Sums at points against products with the matrix that is written out."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.models.edges import Edges
from lri_bench.models.incidence import Incidence, dot

POINTS, WIDTH = 5, 3

point = st.integers(0, POINTS - 1)
edge_lists = st.lists(st.tuples(point, point), min_size=1, max_size=20)


def drawn(*shape: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(sum(shape))
    return torch.randn(*shape, dtype=torch.float64, generator=generator)


@given(edge_lists, st.integers(0, 3))
def test_products_are_those_with_the_matrix(
    edges: list[tuple[int, int]], values: int
) -> None:
    sends, receives = index = torch.tensor(edges).T
    number = torch.arange(len(edges))
    matrix = torch.zeros(len(edges), 2 * POINTS + values, dtype=torch.float64)
    matrix[number, 2 * receives] = 1
    matrix[number, 2 * sends + 1] = 1
    matrix[:, 2 * POINTS :] = drawn(len(edges), values)
    whole = Incidence.of(matrix[:, 2 * POINTS :], Edges.of(drawn(POINTS, 2), index))
    parts = drawn(2 * POINTS, WIDTH), drawn(values, WIDTH)
    told, gradient = matrix @ torch.cat(parts), drawn(len(edges), WIDTH)
    for found, expected in (
        (whole.times(parts), told),
        (torch.cat(whole.ones()), matrix.T.sum(1, keepdim=True)),
        (torch.cat(whole.back(gradient)), matrix.T @ gradient),
        (torch.cat(whole.there_and_back(parts)), matrix.T @ told),
        (dot(whole.back(gradient), parts), (gradient * told).sum(0)),
    ):
        torch.testing.assert_close(found, expected)
