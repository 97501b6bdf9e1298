# SPDX-License-Identifier: MIT
"""How much an edition is generated of, unless a person chooses otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lri_bench.types import Shares

__all__ = ["Plan"]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The size of an edition.

    Attributes
    ----------
    clouds : int
    seed : int
        Of the generator.
    shares : (3,) tuple of float
        Train, valid, test. Shipped editions are so small that the paper's shares
        would leave hardly a positive test cloud; of them 30 % are for testing.
    """

    clouds: int
    seed: int
    shares: Shares

    def chosen(self, clouds: int | None, seed: int | None) -> Plan:
        """Return the plan with another number or seed, where that is not None."""
        return replace(
            self,
            clouds=self.clouds if clouds is None else clouds,
            seed=self.seed if seed is None else seed,
        )
