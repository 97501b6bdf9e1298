# SPDX-License-Identifier: MIT
"""A perceptron of several layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from torch import nn

from lri_bench.models.dropout import Dropout

__all__ = ["Mlp"]


class Mlp(nn.Sequential):
    """Linear layers; after all but the last BatchNorm, ReLU and dropout.

    Parameters
    ----------
    widths : sequence of int
        Of the input, of hidden layers and of the output.
    dropout : float
        Share of activations that training leaves out.
    """

    def __init__(self, widths: Sequence[int], dropout: float) -> None:
        super().__init__(*_layers(widths, dropout))


def _layers(widths: Sequence[int], dropout: float) -> Iterator[nn.Module]:
    *hidden, last = pairwise(widths)
    for width in hidden:
        yield nn.Linear(*width)
        yield nn.BatchNorm1d(width[1])
        yield nn.ReLU()
        yield Dropout(dropout)
    yield nn.Linear(*last)
