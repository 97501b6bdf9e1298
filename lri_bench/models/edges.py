# SPDX-License-Identifier: MIT
"""Edges as layers see them: who tells whom, how far apart, and how much it counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import torch

from lri_bench.models.both_ends import BothEnds
from lri_bench.models.ends import Ends

__all__ = ["Edges"]

_NEAREST = 1e-6  # a point has no direction to itself: it becomes 0
_UNWEIGHTED = (
    *("squared", "attributes", "known"),
    *("receivers", "senders", "ends", "heard"),
)


@dataclass(frozen=True, eq=False)
class Edges:
    """Edges of a batch.

    Attributes
    ----------
    sends, receives : (E,) int64
        Points at both ends.
    apart : (E, d) float
        Position of the point that sends less that of the one that receives.
    points : int
        N, of the batch.
    weight : (E, 1) float or None
        Factor of each message; None is 1.
    """

    sends: torch.Tensor
    receives: torch.Tensor
    apart: torch.Tensor
    points: int
    weight: torch.Tensor | None = None

    @classmethod
    def of(
        cls,
        points: torch.Tensor,
        index: torch.Tensor,
        importance: torch.Tensor | None = None,
    ) -> Edges:
        """Return the edges between points.

        Parameters
        ----------
        points : (N, d) float
            As they are placed.
        index : (2, E) int64
            Points that send, points that receive.
        importance : (N,) float, optional
            A message counts the product of what its two ends do.
        """
        sends, receives = index
        apart = points.index_select(0, sends) - points.index_select(0, receives)
        edges = cls(sends, receives, apart, len(points))
        return edges if importance is None else edges.weighted(importance)

    def weighted(self, importance: torch.Tensor) -> Edges:
        """Return the same edges with weights; what is known of them stays known.

        Parameters
        ----------
        importance : (N,) float
            A message counts the product of what its two ends do.
        """
        weight = importance.index_select(0, self.sends)
        weight = (weight * importance.index_select(0, self.receives))[:, None]
        edges = replace(self, weight=weight)
        known = {k: v for k, v in vars(self).items() if k in _UNWEIGHTED}
        # Where cached properties keep their values; edges are sorted at most once.
        vars(edges).update(known, receivers=self.receivers, ends=self.ends)
        return edges

    @cached_property
    def squared(self) -> torch.Tensor:
        """(E, 1) float, the squared distance."""
        return self.apart.square().sum(1, keepdim=True)

    @cached_property
    def attributes(self) -> torch.Tensor:
        """(E, d + 1) float, distance and unit direction."""
        far = torch.linalg.vector_norm(self.apart, dim=1, keepdim=True)
        # Of a point to itself no gradient: at both ends it would be 1 / _NEAREST, and
        # what float32 rounds off the sum of the two drowns all others.
        direction = torch.where(far > 0, self.apart / (far + _NEAREST), 0.0)
        return torch.cat([far, direction], 1)

    @cached_property
    def known(self) -> torch.Tensor:
        """(E, 2 d + 1) float, where the sender is from the receiver, and attributes."""
        return torch.cat([self.apart, self.attributes], 1)

    @property
    def no_values(self) -> torch.Tensor:
        """(E, 0) float."""
        return self.apart[:, :0]

    @cached_property
    def heard(self) -> torch.Tensor:
        """(N, 1) float, how many messages each point receives, and at least 1."""
        number = self.receivers.number[:, None]
        return number.clamp(min=1).to(self.apart.dtype)

    def summed(self, messages: torch.Tensor) -> torch.Tensor:
        """Return the sum of weighted messages at the points that receive them.

        Parameters
        ----------
        messages : (E, w) float

        Returns
        -------
        sums : (N, w) float
        """
        weight = None if self.weight is None else self.weight[:, 0]
        return self.receivers.summed(messages, weight)

    @cached_property
    def receivers(self) -> Ends:
        """Points that receive."""
        return Ends(self.receives, self.points)

    @cached_property
    def senders(self) -> Ends:
        """Points that send."""
        return Ends(self.sends, self.points)

    @cached_property
    def ends(self) -> BothEnds:
        """Points that receive and send."""
        return BothEnds(self.receives, self.sends, self.points)

    @cached_property
    def share(self) -> torch.Tensor:
        """(N, 1) float, the mean weight of what each point receives."""
        ones = self.apart.new_ones(len(self.receives), 1)
        return self.summed(ones) / self.heard
