# SPDX-License-Identifier: MIT
"""Neighbour graphs: known ones, all pairs by hand, and both searches alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lri_bench.models import graphs, search

Edges = set[tuple[int, int]]

LINE = torch.tensor([[0.0], [1.0], [3.0], [7.0]])
WHOLE = torch.tensor([0, 4])


@pytest.fixture(params=["torch", "torch-cluster"])
def _search(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with each of the two searches."""
    if request.param == "torch":
        monkeypatch.setattr(graphs, "cluster", lambda: None)
    else:
        needs_cluster()


def needs_cluster() -> None:
    if search.cluster() is None:
        pytest.skip("torch-cluster, of the extra [cluster], is not installed")


pytestmark = pytest.mark.usefixtures("_search")


def pairs(edges: torch.Tensor) -> list[tuple[int, int]]:
    return [(int(a), int(b)) for a, b in edges.T.tolist()]


def test_points_on_a_line_hear_from_their_nearest() -> None:
    edges = graphs.nearest_graph(LINE, WHOLE, 2)
    assert pairs(edges) == [
        (0, 0), (1, 0), (0, 1), (1, 1), (1, 2), (2, 2), (2, 3), (3, 3),
    ]  # fmt: skip
    assert edges.dtype == torch.int64


def test_the_other_flow_turns_each_edge() -> None:
    heard = pairs(graphs.nearest_graph(LINE, WHOLE, 2))
    told = pairs(graphs.nearest_graph(LINE, WHOLE, 2, flow="target_to_source"))
    assert set(told) == {(b, a) for a, b in heard}
    assert told == sorted(told, key=lambda edge: edge[::-1])


def test_without_loops_all_neighbours_are_others() -> None:
    edges = pairs(graphs.nearest_graph(LINE, WHOLE, 2, loop=False))
    assert set(edges) == {
        (1, 0), (2, 0), (0, 1), (2, 1), (1, 2), (0, 2), (2, 3), (1, 3),
    }  # fmt: skip


def test_nobody_has_neighbours_in_another_cloud() -> None:
    ptr = torch.tensor([0, 1, 1, 4])  # one point, none, three
    assert pairs(graphs.nearest_graph(LINE, ptr, 2))[0] == (0, 0)
    edges = graphs.radius_graph(LINE, ptr, 100.0)
    assert set(pairs(edges)) == {(0, 0)} | {
        (a, b) for a in (1, 2, 3) for b in (1, 2, 3)
    }


def test_points_just_as_far_as_the_radius_are_not_joined() -> None:
    assert pairs(graphs.radius_graph(LINE, WHOLE, 1.0)) == [(n, n) for n in range(4)]
    assert (0, 1) in pairs(graphs.radius_graph(LINE, WHOLE, 1.0 + 1e-12))
    assert pairs(graphs.radius_graph(LINE, WHOLE, 2.5, loop=False)) == [
        (1, 0), (0, 1), (2, 1), (1, 2),
    ]  # fmt: skip


def test_no_neighbour_is_cut_however_many_there_are() -> None:
    pos = torch.rand(200, 2, generator=torch.Generator().manual_seed(0))
    ptr = torch.tensor([0, 130, 200])
    assert graphs.radius_graph(pos, ptr, 10.0).shape == (2, 130**2 + 70**2)


def test_no_points_have_no_edges() -> None:
    none = torch.zeros(0, 3)
    for ptr in (torch.tensor([0]), torch.tensor([0, 0, 0])):
        assert graphs.nearest_graph(none, ptr, 5).shape == (2, 0)
        assert graphs.radius_graph(none, ptr, 1.0).shape == (2, 0)


def test_gradients_do_not_flow_through_the_choice() -> None:
    pos = LINE.clone().requires_grad_()
    assert not graphs.nearest_graph(pos, WHOLE, 2).requires_grad


@st.composite
def batches(draw: Any) -> tuple[torch.Tensor, torch.Tensor]:
    """Points of clouds of 1 to 40; random, so no two distances are equal."""
    sizes = draw(st.lists(st.integers(1, 40), min_size=1, max_size=6))
    dimension = draw(st.sampled_from([2, 3]))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    pos = random.normal(size=(sum(sizes), dimension)).astype(np.float32)
    return torch.from_numpy(pos), torch.from_numpy(np.cumsum([0, *sizes]))


def by_hand(pos: torch.Tensor, ptr: torch.Tensor, k: int, *, loop: bool) -> Edges:
    """Return the edges of the graph of nearest points, one point after the other."""
    edges = set()
    plain = pos.double().numpy()
    for first, last in zip(ptr[:-1].tolist(), ptr[1:].tolist(), strict=True):
        for point in range(first, last):
            others = [p for p in range(first, last) if loop or p != point]
            others.sort(key=lambda p: np.sum((plain[p] - plain[point]) ** 2))
            edges |= {(near, point) for near in others[:k]}
    return edges


@settings(max_examples=25, deadline=None)
@given(batches(), st.integers(1, 12), st.booleans())
def test_nearest_points_are_those_found_by_hand(
    batch: tuple[torch.Tensor, torch.Tensor],
    k: int,
    loop: bool,  # noqa: FBT001
) -> None:
    found = pairs(graphs.nearest_graph(*batch, k, loop=loop))
    assert set(found) == by_hand(*batch, k, loop=loop)
    assert len(found) == len(set(found))


@settings(max_examples=25, deadline=None)
@given(batches(), st.floats(0.1, 3), st.booleans())
def test_joined_points_are_those_found_by_hand(
    batch: tuple[torch.Tensor, torch.Tensor],
    radius: float,
    loop: bool,  # noqa: FBT001
) -> None:
    pos, ptr = batch
    far = torch.cdist(
        pos.double(), pos.double(), compute_mode="donot_use_mm_for_euclid_dist"
    )
    cloud = torch.bucketize(torch.arange(len(pos)), ptr, right=True)
    joined = (far < radius) & (cloud[:, None] == cloud)
    joined.fill_diagonal_(loop)
    found = graphs.radius_graph(pos, ptr, radius, loop=loop)
    assert set(pairs(found)) == set(pairs(torch.nonzero(joined).T))


@settings(max_examples=50, deadline=None)
@given(batches(), st.integers(1, 12), st.floats(0.1, 3), st.booleans())
def test_both_searches_find_the_same_edges_in_the_same_order(
    batch: tuple[torch.Tensor, torch.Tensor],
    k: int,
    radius: float,
    loop: bool,  # noqa: FBT001
) -> None:
    needs_cluster()
    pos, ptr = batch[0].double(), batch[1]
    for one, other in (
        (
            search.torch_nearest(pos, ptr, k, loop=loop),
            search.cluster_nearest(pos, ptr, k, loop=loop),
        ),
        (
            search.torch_within(pos, ptr, radius, loop=loop),
            search.cluster_within(pos, ptr, radius, loop=loop),
        ),
    ):
        first, second = (graphs._ordered(*found, len(pos)) for found in (one, other))
        assert torch.equal(first, second)


def test_groups_of_clouds_do_not_change_what_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = torch.Generator().manual_seed(0)
    pos = torch.rand(60, 3, generator=random).double()
    ptr = torch.tensor([0, 30, 33, 33, 50, 60])
    whole = graphs._ordered(*search.torch_nearest(pos, ptr, 4, loop=True), 60)
    monkeypatch.setattr(search, "_PAIRS_AT_ONCE", 200)
    parts = graphs._ordered(*search.torch_nearest(pos, ptr, 4, loop=True), 60)
    assert torch.equal(whole, parts)


def test_of_points_in_one_place_each_keeps_itself() -> None:
    pos, ptr = torch.zeros(6, 2).double(), torch.tensor([0, 6])
    centre, near = search.torch_nearest(pos, ptr, 2, loop=True)
    assert set(range(6)) == {
        int(c) for c, n in zip(centre, near, strict=True) if c == n
    }
