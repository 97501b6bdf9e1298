# SPDX-License-Identifier: MIT
"""Leave a classifier as it was, whatever is done with it meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

__all__ = ["frozen", "kept"]


@contextmanager
def kept(network: nn.Module) -> Iterator[None]:
    """Put back modes, gradients and what requires them, at the end.

    Inside, no weight has a gradient. Values of weights are not looked after.

    Parameters
    ----------
    network : nn.Module
    """
    modes = [(module, module.training) for module in network.modules()]
    weights = [(w, w.requires_grad, w.grad) for w in network.parameters()]
    for weight, _, _ in weights:
        weight.grad = None
    try:
        yield
    finally:
        for module, mode in modes:
            module.training = mode
        for weight, required, gradient in weights:
            weight.requires_grad_(required)
            weight.grad = gradient


@contextmanager
def frozen(network: nn.Module) -> Iterator[None]:
    """Evaluate a network whose weights are constants; gradients of inputs are known.

    Parameters
    ----------
    network : nn.Module
        As it was again at the end.
    """
    with kept(network), torch.enable_grad():
        network.eval()
        network.requires_grad_(requires_grad=False)
        yield
