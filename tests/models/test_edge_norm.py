# SPDX-License-Identifier: MIT
"""The norm of edges against torch's BatchNorm of the same edges written out."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from lri_bench.models.edge_linear import edge_linear
from lri_bench.models.edge_norm import EdgeNorm
from lri_bench.models.edges import Edges

POINTS, WIDTH = 6, 3
INDEX = [[0, 1, 2, 0, 5, 4, 4], [1, 0, 0, 0, 1, 4, 5]]

edge_lists = st.lists(
    st.tuples(st.integers(0, POINTS - 1), st.integers(0, POINTS - 1)),
    min_size=2,
    max_size=30,
)


class Case:
    """A linear layer of edges, and a norm that has seen something before."""

    def __init__(self, index: torch.Tensor, values: int, seed: int = 0) -> None:
        draw = torch.Generator().manual_seed(seed)

        def drawn(*shape: int) -> torch.Tensor:
            return torch.randn(*shape, dtype=torch.float64, generator=draw)

        self.edges = Edges.of(drawn(POINTS, 2), index)
        self.rows = drawn(POINTS, 2, WIDTH).requires_grad_()
        self.values = drawn(index.shape[1], values).requires_grad_()
        self.weight = drawn(WIDTH, values).requires_grad_()
        self.wanted = drawn(index.shape[1], WIDTH)
        self.norm = EdgeNorm(WIDTH).double()
        with torch.no_grad():
            self.norm.weight.copy_(drawn(WIDTH))
            self.norm.bias.copy_(drawn(WIDTH))
            self.norm.running_mean.copy_(drawn(WIDTH))
            self.norm.running_var.copy_(drawn(WIDTH).exp())

    def of_edges(self) -> torch.Tensor:
        return self.norm.of_edges(self.rows, self.values, self.weight, self.edges)

    def written_out(self) -> torch.Tensor:
        x = edge_linear(self.rows, self.values, self.weight, self.edges)
        return nn.BatchNorm1d.forward(self.norm, x)

    def seen(self, found: torch.Tensor) -> list[torch.Tensor]:
        """Return what came, its gradients, and what the norm remembers."""
        inputs = [self.rows, self.values, self.weight, *self.norm.parameters()]
        gradients = torch.autograd.grad((found * self.wanted).sum(), inputs)
        buffers = [buffer.clone() for buffer in self.norm.buffers()]
        return [found.detach(), *gradients, *buffers]


@given(edge_lists, st.integers(0, 3), st.integers(0, 100))
def test_it_is_the_batch_norm_of_edges(
    edges: list[tuple[int, int]], values: int, seed: int
) -> None:
    """With several edges between the same points, loops, and points without edges."""
    index = torch.tensor(edges).T
    one, other = Case(index, values, seed), Case(index, values, seed)
    found, expected = one.seen(one.of_edges()), other.seen(other.written_out())
    torch.testing.assert_close(found, expected, rtol=1e-6, atol=1e-6)


def test_gradients_are_those_of_finite_differences() -> None:
    case = Case(torch.tensor(INDEX), 2)
    inputs = (case.rows, case.values, case.weight)
    assert torch.autograd.gradcheck(
        lambda *parts: case.norm.of_edges(*parts, case.edges), inputs
    )


def test_a_gradient_of_the_gradient_is_refused() -> None:
    case = Case(torch.tensor(INDEX), 2)
    found = case.of_edges().square().sum()
    (gradient,) = torch.autograd.grad(found, case.rows, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        gradient.sum().backward()


def test_a_large_mean_does_not_drown_the_variance() -> None:
    """In float32, where the square of 1,000 leaves a sixteenth to the variance."""
    case = Case(torch.tensor(INDEX), 1)
    with torch.no_grad():
        case.rows[:, 0] += 1000
    expected = case.written_out()
    case.norm.float()
    found = case.norm.of_edges(
        case.rows.float(), case.values.float(), case.weight.float(), case.edges
    )
    torch.testing.assert_close(found.double(), expected, rtol=1e-3, atol=1e-3)


def test_in_evaluation_it_is_one_with_the_layer_before_it() -> None:
    norm = Case(torch.tensor(INDEX), 0).norm.eval()
    before = nn.Linear(4, WIDTH).double()
    points = torch.randn(5, 4, dtype=torch.float64)
    after = nn.Linear(4, WIDTH).double()
    weight, bias = norm.folded(before.weight, before.bias)
    after.load_state_dict({"weight": weight, "bias": bias})
    torch.testing.assert_close(after(points), norm(before(points)))


def test_statistics_are_not_rounded_where_a_layer_is() -> None:
    case = Case(torch.tensor(INDEX), 2)
    case.norm.float()
    rows, values, weight = (
        part.detach().bfloat16() for part in (case.rows, case.values, case.weight)
    )
    expected = Case(torch.tensor(INDEX), 2).norm.float()
    expected(edge_linear(rows.float(), values.float(), weight.float(), case.edges))
    with torch.autocast("cpu", torch.bfloat16):
        found = case.norm.of_edges(rows, values, weight, case.edges)
    assert found.dtype == torch.float32
    torch.testing.assert_close(
        dict(case.norm.named_buffers()), dict(expected.named_buffers())
    )
