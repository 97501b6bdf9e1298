# SPDX-License-Identifier: MIT
"""How points are placed and joined before a backbone sees them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lri_bench.models.settings.strict import Rate, Strict

__all__ = ["Flow", "Geometry", "Graph", "NearestGraph", "Positions", "RadiusGraph"]

Flow = Literal["source_to_target", "target_to_source"]
"""Who tells whom: ``source_to_target``, each point hears from its nearest ones;
``target_to_source``, each point tells its nearest ones."""


class NearestGraph(Strict):
    """Each point and its nearest ones, itself among them."""

    kind: Literal["nearest"]
    k: int = Field(ge=1, description="neighbours, the point itself counted")


class RadiusGraph(Strict):
    """All points within a distance, each with itself."""

    kind: Literal["radius"]
    radius: Rate = Field(description="in the data set's unit, before scaling")


Graph = Annotated[NearestGraph | RadiusGraph, Field(discriminator="kind")]


class Positions(Strict):
    """What becomes of positions; noise is added after scaling, before unit norm."""

    divisor: Rate = Field(default=1.0, description="in the data set's unit")
    scale: Rate = Field(description="of positions; LRI-Gaussian has its own")
    unit_norm: bool = Field(default=False, description="to length 1 in the end")


class Geometry(Strict):
    """Positions and graph of one backbone."""

    positions: Positions
    graph: Graph
    flow: Flow = "source_to_target"

    @property
    def factor(self) -> float:
        """What positions are multiplied with."""
        return self.positions.scale / self.positions.divisor
