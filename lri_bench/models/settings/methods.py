# SPDX-License-Identifier: MIT
"""What the paper sets for each method that explains."""

from __future__ import annotations

from pydantic import Field

from lri_bench.models.settings.geometry import Graph
from lri_bench.models.settings.strict import (
    Coefficient,
    Epochs,
    PerBackbone,
    Rate,
    Share,
    Strict,
)

__all__ = [
    "BernMask",
    "BernMaskP",
    "LriBernoulli",
    "LriGaussian",
    "PointMask",
    "PostHoc",
]

_SEPARATE = "whether the method has an encoder of its own beside the classifier's"


class BernoulliTraining(Strict):
    """LRI-Bernoulli with one backbone."""

    warm_up_epochs: Epochs = Field(description="of the classifier alone, beforehand")
    epochs: Epochs
    final_r: Share = Field(description="where the prior probability r ends")
    beta: Coefficient = Field(description="of the mean KL divergence in the loss")


class LriBernoulli(PerBackbone[BernoulliTraining]):
    """Learnable randomness of whether points exist."""

    initial_r: Share
    r_step: Share = Field(description="by which r falls")
    r_step_epochs: int = Field(ge=1, description="after which r falls")
    temperature: Rate = Field(description="of the concrete relaxation")
    separate_encoder: bool = Field(description=_SEPARATE)
    smoothing_rounds: int = Field(ge=0, description="minimum logit of neighbours")


class GaussianTraining(Strict):
    """LRI-Gaussian with one backbone."""

    warm_up_epochs: Epochs = Field(description="of the classifier alone, beforehand")
    epochs: Epochs
    pos_coef: Rate = Field(description="scale of positions, instead of the usual one")
    beta: Coefficient = Field(description="of the mean KL divergence in the loss")


class LriGaussian(PerBackbone[GaussianTraining]):
    """Learnable randomness of where points are."""

    graph: Graph
    dimension: int = Field(ge=1, description="of the noise, that of positions")
    softplus_limits: tuple[Rate, Rate] = Field(description="of s1 and s2")
    separate_encoder: bool = Field(description=_SEPARATE)
    smoothing_rounds: int = Field(ge=0, description="largest covariance of neighbours")


class PostHoc(Strict):
    """The classifier that methods explain after its training."""

    warm_up_epochs: Epochs


class MaskPenalties(Strict):
    """Terms of the loss of a mask, with one backbone."""

    size: Coefficient
    entropy: Coefficient


class BernMask(PerBackbone[MaskPenalties]):
    """A mask fitted to each batch, as GNNExplainer does."""

    steps: int = Field(ge=1)
    learning_rate: Rate


class BernMaskP(PerBackbone[MaskPenalties]):
    """A mask predicted from embeddings, as PGExplainer does."""

    epochs: Epochs
    temperature: Rate


class MaskTraining(Strict):
    """PointMask with one backbone."""

    threshold: Share = Field(description="t in relu(sigmoid(z) - t)")
    kl: Coefficient = Field(description="of the KL divergence in the loss")


class PointMask(PerBackbone[MaskTraining]):
    """A mask that multiplies coordinates."""

    warm_up_epochs: Epochs
    epochs: Epochs
    separate_encoder: bool = Field(description=_SEPARATE)
