# SPDX-License-Identifier: MIT
"""Dropout against what the word means."""

from __future__ import annotations

import math

import pytest
import torch

from lri_bench.models.dropout import Dropout
from lri_bench.training.chance import seeded

NUMBER = 400_000
STANDARD_DEVIATIONS = 5


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5, 0.9])
def test_a_share_of_values_is_left_out_and_the_mean_stays(share: float) -> None:
    with seeded(0):
        found = Dropout(share)(torch.ones(NUMBER))
    spread = math.sqrt(share * (1 - share) / NUMBER)
    left_out = (found == 0).double().mean().item()
    assert left_out == pytest.approx(share, abs=STANDARD_DEVIATIONS * spread)
    kept = found[found != 0].unique()
    # One value, that of the share in steps of 2^-16.
    assert kept.tolist() == [pytest.approx(1 / (1 - share), rel=2**-16 / (1 - share))]


def test_neighbours_are_left_out_independently_of_each_other() -> None:
    """The four parts of one random number, too."""
    with seeded(1):
        left_out = Dropout(0.5)(torch.ones(NUMBER // 4, 4)) == 0
    pattern = left_out.long() @ torch.tensor([1, 2, 4, 8])
    found = pattern.bincount(minlength=16).double() / len(pattern)
    spread = math.sqrt(1 / 16 * 15 / 16 / len(pattern))
    expected = torch.full((16,), 1 / 16, dtype=torch.float64)
    torch.testing.assert_close(
        found, expected, rtol=0, atol=STANDARD_DEVIATIONS * spread
    )


def test_gradients_go_where_values_stay() -> None:
    values = torch.ones(5, 7, requires_grad=True)
    with seeded(2):
        found = Dropout(0.3)(values)
    found.sum().backward()
    assert values.grad is not None
    assert torch.equal(values.grad, found.detach())
    assert 0 < (found == 0).sum() < found.numel()


def test_a_seed_draws_the_same() -> None:
    results = []
    for seed in (3, 3, 4):
        with seeded(seed):
            results.append(Dropout(0.5)(torch.ones(100)))
    assert torch.equal(results[0], results[1])
    assert not torch.equal(results[0], results[2])


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1.0), (1.0, 0.0)])
def test_nothing_and_all_may_be_left_out(share: float, expected: float) -> None:
    found = Dropout(share)(torch.ones(9))
    assert found.tolist() == [expected] * 9


def test_nothing_is_left_out_in_evaluation() -> None:
    values = torch.randn(9)
    assert torch.equal(Dropout(0.5).eval()(values), values)
    assert Dropout(0.5)(torch.ones(0, 4)).shape == (0, 4)
