# SPDX-License-Identifier: MIT
"""By how much points may move: covariances, their noise and their divergence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import torch
from torch.nn import functional

__all__ = ["Spread"]


@dataclass(frozen=True, eq=False)
class Spread:
    """Covariances s1 U U^T + s2 I, symmetric and positive definite.

    Attributes
    ----------
    along : (N, 1) float
        s1, above 0.
    around : (N, 1) float
        s2, above 0.
    axes : (N, d, d) float
        U, any matrices.
    """

    along: torch.Tensor
    around: torch.Tensor
    axes: torch.Tensor

    @classmethod
    def of(
        cls, made: torch.Tensor, dimension: int, limits: tuple[float, float]
    ) -> Self:
        """Return the covariances that any numbers give.

        Parameters
        ----------
        made : (N, 2 + d * d) float
            s1 and s2 before their softplus, then U row by row.
        dimension : int
            d.
        limits : tuple of float
            To which s1 and s2 are clamped.
        """
        scales = functional.softplus(made[:, :2]).clamp(*limits)
        axes = made[:, 2:].view(len(made), dimension, dimension)
        return cls(scales[:, :1], scales[:, 1:], axes)

    @property
    def dimension(self) -> int:
        """The d of the matrices."""
        return self.axes.shape[-1]

    def noise(self) -> torch.Tensor:
        """Return (N, d) float, a draw with these covariances and mean 0."""
        one, other = (torch.randn_like(self.axes[:, 0]) for _ in range(2))
        turned = (self.axes @ one[:, :, None]).squeeze(2)
        return self.along.sqrt() * turned + self.around.sqrt() * other

    def covariance(self) -> torch.Tensor:
        """Return (N, d, d) float64, the covariances."""
        axes = self.axes.double()
        unit = torch.eye(self.dimension, dtype=axes.dtype, device=axes.device)
        spread = self.along.double()[:, :, None] * (axes @ axes.mT)
        return spread + self.around.double()[:, :, None] * unit

    def log_determinant(self) -> torch.Tensor:
        """Return (N,) float64, the logarithms of the determinants."""
        found: torch.Tensor = torch.linalg.slogdet(self.covariance()).logabsdet
        return found

    def divergence(self) -> torch.Tensor:
        """Return (N,) float64, KL(N(0, covariance) || N(0, I)); 0 or more."""
        covariance = self.covariance()
        trace = covariance.diagonal(dim1=1, dim2=2).sum(1)
        volume: torch.Tensor = torch.linalg.slogdet(covariance).logabsdet
        return 0.5 * (trace - self.dimension - volume)

    def principal_axis(self) -> torch.Tensor:
        """Return (N, d) float64, unit vectors along which points move most."""
        axes: torch.Tensor = torch.linalg.eigh(self.covariance()).eigenvectors
        return axes[:, :, -1]
