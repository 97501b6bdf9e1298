# SPDX-License-Identifier: MIT
"""Rows of both ends of edges against the same sums written out."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.models.both_ends import BothEnds

POINTS, WIDTH = 6, 3
RECEIVES, SENDS = 0, 1

point = st.integers(0, POINTS - 1)
edge_lists = st.lists(st.tuples(point, point), max_size=30)


def between(edges: list[tuple[int, int]]) -> BothEnds:
    index = torch.tensor(edges, dtype=torch.int64).view(-1, 2)
    return BothEnds(index[:, RECEIVES], index[:, SENDS], POINTS)


def drawn(*shape: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(len(shape))
    return torch.randn(*shape, dtype=torch.float64, generator=generator)


@given(edge_lists)
def test_an_edge_has_a_row_of_either_end(edges: list[tuple[int, int]]) -> None:
    rows = drawn(POINTS, 2, WIDTH)
    expected = torch.zeros(len(edges), WIDTH, dtype=torch.float64)
    for edge, (receives, sends) in enumerate(edges):
        expected[edge] = rows[receives, RECEIVES] + rows[sends, SENDS]
    torch.testing.assert_close(between(edges).added(rows), expected)


@given(edge_lists)
def test_a_row_has_the_sum_of_its_edges(edges: list[tuple[int, int]]) -> None:
    messages = drawn(len(edges), WIDTH)
    expected = torch.zeros(POINTS, 2, WIDTH, dtype=torch.float64)
    for message, (receives, sends) in zip(messages, edges, strict=True):
        expected[receives, RECEIVES] += message
        expected[sends, SENDS] += message
    torch.testing.assert_close(between(edges).summed(messages), expected)


@given(edge_lists)
def test_rows_are_passed_to_the_other_end(edges: list[tuple[int, int]]) -> None:
    rows = drawn(POINTS, 2, WIDTH)
    expected = torch.zeros_like(rows)
    number = torch.zeros(POINTS, 2, dtype=torch.int64)
    for receives, sends in edges:
        expected[receives, RECEIVES] += rows[sends, SENDS]
        expected[sends, SENDS] += rows[receives, RECEIVES]
        number[receives, RECEIVES] += 1
        number[sends, SENDS] += 1
    ends = between(edges)
    torch.testing.assert_close(ends.passed(rows), expected)
    assert torch.equal(ends.number, number)


def test_gradients_and_their_gradients_are_right() -> None:
    ends = between([(0, 1), (0, 0), (2, 1), (2, 1), (5, 3)])
    for way, given_to in (
        (ends.added, drawn(POINTS, 2, WIDTH)),
        (ends.summed, drawn(5, WIDTH)),
    ):
        assert torch.autograd.gradcheck(way, given_to.requires_grad_())
        assert torch.autograd.gradgradcheck(way, given_to)
