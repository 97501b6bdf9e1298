# SPDX-License-Identifier: MIT
"""Pieces that all models of settings are made of."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

__all__ = [
    "BACKBONE_NAMES",
    "BackboneName",
    "Coefficient",
    "Epochs",
    "OfBackbones",
    "PerBackbone",
    "Rate",
    "Share",
    "Strict",
]

BackboneName = Literal["dgcnn", "point-transformer", "egnn"]
BACKBONE_NAMES: tuple[BackboneName, ...] = get_args(BackboneName)

Share = Annotated[float, Field(ge=0, le=1)]
Epochs = Annotated[int, Field(ge=0)]
Rate = Annotated[float, Field(gt=0)]
Coefficient = Annotated[float, Field(ge=0)]


class Strict(BaseModel):
    """A model that knows all its fields and does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Value = TypeVar("Value")


def _all_there(
    backbones: dict[BackboneName, Value],
) -> dict[BackboneName, Value]:
    if missing := [name for name in BACKBONE_NAMES if name not in backbones]:
        msg = f"all backbones should be there, not without {', '.join(missing)}"
        raise ValueError(msg)
    return backbones


OfBackbones = Annotated[dict[BackboneName, Value], AfterValidator(_all_there)]
"""One value for each backbone."""


class PerBackbone(Strict, Generic[Value]):
    """Settings of which some differ between the backbones: ``settings["egnn"]``."""

    backbones: OfBackbones[Value]

    def __getitem__(self, backbone: BackboneName) -> Value:
        return self.backbones[backbone]
