# SPDX-License-Identifier: MIT
"""Relaxed samples and divergences against closed forms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest
from torch.autograd import gradcheck
from torch.distributions import (
    Bernoulli,
    MultivariateNormal,
    Normal,
    kl_divergence,
)

from lri_bench.explainers.relaxation import (
    bernoulli_divergence,
    concrete,
    entropy,
    standard_divergence,
)
from lri_bench.explainers.smoothing import largest_near, smallest_near
from lri_bench.explainers.spread import Spread

LIMITS = (1e-6, 1e6)


def doubles(*shape: int, seed: int = 0) -> torch.Tensor:
    random = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=random, dtype=torch.float64)


# Bernoulli.


@pytest.mark.parametrize("prior", [0.1, 0.5, 0.7, 0.9])
def test_bernoulli_divergence_is_that_of_torch(prior: float) -> None:
    logit = torch.linspace(-20, 20, 101, dtype=torch.float64)
    expected = kl_divergence(
        Bernoulli(logits=logit),
        Bernoulli(torch.tensor(prior, dtype=torch.float64)),
    )
    assert torch.allclose(bernoulli_divergence(logit, prior), expected, atol=1e-7)
    at_prior = torch.tensor([math.log(prior / (1 - prior))], dtype=torch.float64)
    assert bernoulli_divergence(at_prior, prior).abs() < 1e-12


def test_bernoulli_divergence_is_finite_where_float32_rounds_to_one() -> None:
    logit = torch.tensor([-1e4, -200.0, 200.0, 1e4], requires_grad=True)
    found = bernoulli_divergence(logit, 0.7)
    ends = torch.tensor([-math.log(0.3), -math.log(0.7)])
    assert torch.allclose(found, ends.repeat_interleave(2))
    found.sum().backward()
    assert logit.grad is not None
    assert torch.isfinite(logit.grad).all()


@settings(deadline=None)
@given(st.floats(-30, 30), st.floats(0.01, 0.99))
def test_bernoulli_divergence_is_never_below_zero(logit: float, prior: float) -> None:
    value = bernoulli_divergence(torch.tensor([logit], dtype=torch.float64), prior)
    assert float(value) >= -1e-9


def test_gradients_of_divergences_are_finite_differences() -> None:
    logit = doubles(6).requires_grad_()
    assert gradcheck(lambda a: bernoulli_divergence(a, 0.7), (logit,))
    assert gradcheck(entropy, (torch.sigmoid(logit.detach()).requires_grad_(),))
    other = doubles(6, seed=1).requires_grad_()
    assert gradcheck(standard_divergence, (logit, other))
    made = doubles(3, 11).requires_grad_()
    assert gradcheck(lambda m: Spread.of(m, 3, LIMITS).divergence(), (made,))
    assert gradcheck(lambda m: Spread.of(m, 3, LIMITS).log_determinant(), (made,))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_samples_are_concrete_distributed(temperature: float) -> None:
    logit = torch.full((4000,), 0.8, dtype=torch.float64)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        sample = concrete(logit, temperature)
    assert sample.min() > 0
    assert sample.max() < 1
    # P(sample <= x) = sigmoid(T logit(x) - a).
    found = kstest(
        sample.numpy(),
        lambda x: 1 / (1 + np.exp(0.8 - temperature * np.log(x / (1 - x)))),
    )
    assert found.pvalue > 0.01
    # The more samples are rounded, the less it is of the temperature.
    kept = (sample > 0.5).double().mean()
    assert kept == pytest.approx(float(torch.sigmoid(logit[0])), abs=0.03)


def test_samples_have_gradients_everywhere() -> None:
    logit = torch.tensor([-30.0, 0.0, 30.0], requires_grad=True)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        concrete(logit, 1.0).sum().backward()
    assert logit.grad is not None
    assert torch.isfinite(logit.grad).all()
    assert logit.grad[1] > 0


def test_entropy_is_that_of_torch() -> None:
    p = torch.linspace(0.01, 0.99, 50, dtype=torch.float64)
    assert torch.allclose(entropy(p), Bernoulli(p).entropy())
    ends = torch.tensor([0.0, 1.0], requires_grad=True)
    found = entropy(ends)
    assert torch.allclose(found, torch.zeros(2), atol=1e-4)
    found.sum().backward()
    assert ends.grad is not None
    assert torch.isfinite(ends.grad).all()


def test_standard_divergence_is_that_of_torch() -> None:
    mean, log_variance = doubles(20), doubles(20, seed=1)
    one = Normal(mean, (0.5 * log_variance).exp())
    expected = kl_divergence(one, Normal(torch.zeros_like(mean), 1.0))
    assert torch.allclose(standard_divergence(mean, log_variance), expected)


# Gaussian.


@pytest.mark.parametrize("dimension", [2, 3])
def test_gaussian_divergence_is_that_of_torch(dimension: int) -> None:
    spread = Spread.of(doubles(50, 2 + dimension**2), dimension, LIMITS)
    covariance = spread.covariance()
    zero, unit = torch.zeros(dimension).double(), torch.eye(dimension).double()
    expected = kl_divergence(
        MultivariateNormal(zero.expand(50, -1), covariance),
        MultivariateNormal(zero, unit),
    )
    assert torch.allclose(spread.divergence(), expected)
    assert torch.allclose(spread.log_determinant(), torch.logdet(covariance))


def test_the_divergence_of_the_prior_is_zero() -> None:
    one = torch.ones(1, 1)
    unit = Spread(0.75 * one, 0.25 * one, torch.eye(3)[None])
    assert unit.divergence().abs() < 1e-12
    assert unit.log_determinant().abs() < 1e-12


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32 - 1), st.floats(-2, 2), st.sampled_from([2, 3]))
def test_covariances_are_symmetric_and_positive_definite(
    seed: int, size: float, dimension: int
) -> None:
    made = doubles(20, 2 + dimension**2, seed=seed).float() * 10**size
    covariance = Spread.of(made, dimension, LIMITS).covariance()
    assert torch.equal(covariance, covariance.mT)
    assert (torch.linalg.eigvalsh(covariance) > 0).all()
    torch.linalg.cholesky(covariance)


def test_scales_stay_within_their_limits() -> None:
    made = torch.cat([torch.tensor([[-1e9, 1e9], [1e9, -1e9]]), torch.eye(3)[:2]], 1)
    made = torch.cat([made, torch.zeros(2, 6)], 1)
    spread = Spread.of(made, 3, LIMITS)
    assert spread.along.squeeze(1).tolist() == pytest.approx([1e-6, 1e6])
    assert spread.around.squeeze(1).tolist() == pytest.approx([1e6, 1e-6])


def test_noise_has_the_covariance() -> None:
    made = doubles(1, 11)
    spread = Spread.of(made.expand(200_000, -1), 3, LIMITS)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        noise = spread.noise()
    found, expected = torch.cov(noise.T), spread.covariance()[0]
    assert torch.allclose(found, expected, atol=0.03 * float(expected.norm()))
    assert noise.mean(0).norm() < 0.02 * float(expected.norm())


def test_the_principal_axis_is_where_points_move_most() -> None:
    axes = torch.tensor([[[0.0, 0.0], [0.0, 3.0]], [[2.0, 0.0], [2.0, 0.0]]])
    spread = Spread(torch.ones(2, 1), torch.ones(2, 1), axes)
    found = spread.principal_axis().abs()
    expected = torch.tensor([[0.0, 1.0], [0.5**0.5, 0.5**0.5]], dtype=torch.float64)
    assert torch.allclose(found, expected, atol=1e-6)


# Smoothing.


def near_by_hand(values: list[float], edges: list[tuple[int, int]], rounds: int) -> Any:
    reach = {n: {n} for n in range(len(values))}
    for _ in range(rounds):
        reach = {
            n: reach[n].union(*(reach[a] for a, b in edges if b == n)) for n in reach
        }
    return reach


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 3))
def test_smoothing_is_what_a_loop_finds(seed: int, rounds: int) -> None:
    random = np.random.default_rng(seed)
    values = random.normal(size=7)
    edges = [tuple(pair) for pair in random.integers(0, 7, (10, 2)).tolist()]
    index = torch.tensor(edges).T
    reach = near_by_hand(values.tolist(), edges, rounds)
    smallest = smallest_near(torch.from_numpy(values), index, rounds)
    assert smallest.tolist() == [values[list(reach[n])].min() for n in range(7)]
    largest = largest_near(torch.from_numpy(values), index, rounds)
    assert largest.tolist() == [max(reach[n], key=values.__getitem__) for n in range(7)]


def test_smoothing_passes_gradients_to_the_smallest() -> None:
    values = torch.tensor([2.0, 1.0, 3.0], requires_grad=True)
    edges = torch.tensor([[0, 1, 1], [1, 0, 2]])
    smallest_near(values, edges, 1).sum().backward()
    assert values.grad is not None
    assert values.grad.tolist() == [0, 3, 0]
