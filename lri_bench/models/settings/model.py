# SPDX-License-Identifier: MIT
"""All settings of a data set: geometry, backbones, training and methods."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lri_bench.models.settings.geometry import (
    Flow,
    Geometry,
    Graph,
    Positions,
    RadiusGraph,
)
from lri_bench.models.settings.methods import (
    BernMask,
    BernMaskP,
    LriBernoulli,
    LriGaussian,
    PointMask,
    PostHoc,
)
from lri_bench.models.settings.strict import (
    BackboneName,
    Coefficient,
    OfBackbones,
    Rate,
    Share,
    Strict,
)

__all__ = [
    "BackboneSettings",
    "HeadSettings",
    "LigandSettings",
    "Settings",
    "Training",
]


class BackboneSettings(Strict):
    """One backbone.

    The flow is that of the authors' code: their EGNN adds messages up at the end of an
    edge that is the source for the other backbones. Radius graphs have edges both ways.
    """

    layers: int = Field(ge=1)
    hidden: int = Field(ge=1)
    dropout: Share
    edge_attributes: bool = Field(description="whether messages know the direction")
    flow: Flow = Field(description="of graphs of nearest points")


class HeadSettings(Strict):
    """What makes a logit of pooled embeddings."""

    hidden: tuple[int, ...]
    dropout: Share
    pooling: Literal["sum"]


class LigandFeature(Strict):
    """One column of the ligand's `x`."""

    name: str
    categories: int = Field(ge=0, description="0: the column is a number")
    given_to_model: bool


class LigandSettings(Strict):
    """The cloud beside the one that is explained; it is never scaled."""

    context: str = Field(description="its name in the clouds")
    features: tuple[LigandFeature, ...]
    graph: RadiusGraph
    swap_share: Share = Field(
        description="batches in which ligands are changed for others, with y = 0"
    )


class Training(Strict):
    """Adam without a schedule."""

    learning_rate: Rate
    weight_decay: Coefficient
    batch: int = Field(ge=1)


class Settings(Strict):
    """What the LRI paper sets for one data set."""

    dataset: Literal["actstrack", "tau3mu", "synmol", "plbind"]
    source: str
    positions: Positions
    graph: Graph
    backbones: OfBackbones[BackboneSettings]
    head: HeadSettings
    ligand: LigandSettings | None = None
    training: Training
    post_hoc: PostHoc
    lri_bernoulli: LriBernoulli
    lri_gaussian: LriGaussian
    bernmask: BernMask
    bernmask_p: BernMaskP
    pointmask: PointMask

    @property
    def ligand_geometry(self) -> Geometry | None:
        """The geometry of the ligand, if there is one."""
        if self.ligand is None:
            return None
        return Geometry(positions=Positions(scale=1.0), graph=self.ligand.graph)

    def geometry(self, backbone: BackboneName) -> Geometry:
        """Return the geometry of all methods but LRI-Gaussian."""
        flow = self.backbones[backbone].flow
        return Geometry(positions=self.positions, graph=self.graph, flow=flow)

    def gaussian_geometry(self, backbone: BackboneName) -> Geometry:
        """Return the geometry of LRI-Gaussian, its warm-up included."""
        scale = self.lri_gaussian[backbone].pos_coef
        return Geometry(
            positions=self.positions.model_copy(update={"scale": scale}),
            graph=self.lri_gaussian.graph,
            flow=self.backbones[backbone].flow,
        )
