# SPDX-License-Identifier: MIT
"""Sums of weighted messages against the same sums written out."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.models.ends import Ends

WIDTH = 3


def written_out(
    messages: torch.Tensor, receives: list[int], weight: list[float], points: int
) -> list[list[float]]:
    """Return the sums, added up one message after the other."""
    sums = [[0.0] * WIDTH for _ in range(points)]
    for message, point, factor in zip(messages.tolist(), receives, weight, strict=True):
        sums[point] = [
            a + factor * b for a, b in zip(sums[point], message, strict=True)
        ]
    return sums


def drawn(*shape: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(len(shape))
    return torch.randn(*shape, dtype=torch.float64, generator=generator)


@given(st.lists(st.integers(0, 5), max_size=30), st.booleans())
def test_sums_are_what_they_are_written_out(
    receives: list[int],
    weighted: bool,  # noqa: FBT001
) -> None:
    """In any order of messages; points that hear nothing have 0."""
    messages, weight = drawn(len(receives), WIDTH), drawn(len(receives))
    index = torch.tensor(receives, dtype=torch.int64)
    found = Ends(index, 6).summed(messages, weight if weighted else None)
    factors = weight.tolist() if weighted else [1.0] * len(receives)
    expected = written_out(messages, receives, factors, 6)
    torch.testing.assert_close(found.tolist(), expected)


@pytest.mark.parametrize("weighted", [True, False])
def test_gradients_and_their_gradients_are_right(
    weighted: bool,  # noqa: FBT001
) -> None:
    ends = Ends(torch.tensor([2, 0, 2, 0, 3]), 5)
    inputs = (drawn(5, WIDTH).requires_grad_(),)
    if weighted:
        inputs = (*inputs, drawn(5).requires_grad_())
    assert torch.autograd.gradcheck(ends.summed, inputs)
    assert torch.autograd.gradgradcheck(ends.summed, inputs)


@pytest.mark.parametrize("wanted", ["messages", "weight"])
def test_either_gradient_comes_alone(wanted: str) -> None:
    ends = Ends(torch.tensor([1, 1, 0]), 2)
    both = {"messages": drawn(3, WIDTH), "weight": drawn(3)}
    both[wanted].requires_grad_()
    ends.summed(**both).sum().backward()
    expected = {
        "messages": both["weight"].detach()[:, None].expand(3, WIDTH),
        "weight": both["messages"].detach().sum(1),
    }[wanted]
    torch.testing.assert_close(both[wanted].grad, expected)


def test_the_wider_kind_of_float_counts() -> None:
    ends = Ends(torch.tensor([0, 0]), 1)
    messages = torch.tensor([[1.0], [2.0]], dtype=torch.bfloat16)
    found = ends.summed(messages, torch.tensor([1.0, 2**-10]))
    assert found.dtype == torch.float32
    assert found.item() == 1 + 2**-9  # bfloat16 has eight bits


def test_rows_are_those_of_points() -> None:
    ends = Ends(torch.tensor([2, 0, 2]), 4)
    points = drawn(4, WIDTH).requires_grad_()
    assert torch.equal(ends.rows(points), points[[2, 0, 2]])
    assert torch.autograd.gradcheck(ends.rows, points)
    assert torch.autograd.gradgradcheck(ends.rows, points)
