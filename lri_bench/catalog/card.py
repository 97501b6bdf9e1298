# SPDX-License-Identifier: MIT
"""The card of a data set: its facts, sources, labels and published scores.

A card is ``datasets/<name>/card.yaml``. The models below are its schema; the
same schema stands as JSON Schema in ``datasets/card.schema.json``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl

from lri_bench.errors import CardError
from lri_bench.storage.yaml_model import load_yaml

__all__ = ["Card", "EditionFacts", "Feature", "Published", "Statistics", "load_card"]

Doi = Annotated[str, Field(pattern=r"^10\.\d{4,9}/\S+$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-zA-Z0-9]+)*$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Tesla = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,2}T$")]
Share = Annotated[float, Field(ge=0, le=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """Where data or a number comes from."""

    title: str
    doi: Doi | None = None
    url: HttpUrl | None = None
    licence: str | None = Field(
        default=None, description="SPDX identifier, or what the source says of use"
    )
    note: str = ""


class Feature(_Strict):
    """One column of `x`."""

    name: Slug
    kind: Literal["categorical", "scalar"]
    unit: str = Field(description="of the number; '1' for none")
    description: str
    categories: tuple[str, ...] = Field(
        default=(), description="names of the values 0, 1, …; categorical only"
    )
    given_to_model: bool = Field(
        default=True, description="False: stored, but the paper's models do not see it"
    )


class Truth(_Strict):
    """Which points are important, and how sure that is."""

    definition: str
    softness: str = Field(description="how far the truth itself can be trusted")
    alternatives: str = Field(
        default="none", description="whether several explanations are admissible"
    )
    directions: str = Field(default="none", description="true directions, if any")


class OrderKey(_Strict):
    """Columns that make the order keys of the clouds."""

    columns: tuple[str, ...] = Field(min_length=1)
    dtype: Literal["<i2", "<i4", "<f4"]


class SplitShares(_Strict):
    """Shares of the clouds."""

    train: Share
    valid: Share
    test: Share
    unused: Share = 0.0


class Statistics(_Strict):
    """Counts and means of all clouds of an edition, or of the paper's table."""

    clouds: int = Field(gt=0)
    points_per_cloud: float = Field(gt=0)
    important_points_per_positive_cloud: float = Field(ge=0)
    positive_share: Share
    split: SplitShares


class Tolerance(_Strict):
    """How far an edition may be from the paper's table, and from another edition."""

    clouds: float = Field(gt=0, description="relative")
    points_per_cloud: float = Field(gt=0, description="relative")
    important_points_per_positive_cloud: float = Field(gt=0, description="relative")
    shares: float = Field(gt=0, description="of classes and splits, absolute")
    position: float = Field(gt=0, description="of a point, in the unit of positions")
    why: str


class PaperStatistics(Statistics):
    """Statistics as printed."""

    source: Doi
    tolerance: Tolerance


class EditionFacts(_Strict):
    """One edition: a data set from one source."""

    summary: str
    exact: str = Field(description="what is equal to what, and where it may differ")
    needs: str = Field(description="what a user must have to build it")
    fields: tuple[Tesla, ...] = Field(
        default=(),
        description="further magnetic fields; each is an edition NAME-FIELD",
    )
    truth: Literal["shipped", "local"] = Field(
        description="shipped: scoring works from a checkout alone; local: after a build"
    )
    clouds_sha256: Sha256 | None = Field(
        default=None, description="of the shipped file of clouds"
    )
    content_sha256: Sha256 | None = Field(
        default=None,
        description="of all columns, as `lri-bench build` prints it for the usual "
        "number and seed with the versions of `measured_by`",
    )
    statistics: Statistics | None = Field(
        default=None, description="as measured by `measured_by`"
    )
    measured_by: str = ""


class Published(_Strict):
    """One score as the literature prints it; never ranked with recomputed ones."""

    method: Slug
    backbone: Slug
    metric: Slug | Literal["roc_auc", "precision_at_m", "prediction_roc_auc"]
    mean: float
    std: float | None = None
    unit: Literal["percent"]
    source: str
    note: str = ""


class Card(_Strict):
    """Everything that is stated about a data set."""

    name: Literal["actstrack", "tau3mu", "synmol", "plbind"]
    title: str
    question: str = Field(description="the question that an explanation answers")
    summary: str
    point: str = Field(description="what a point is, singular")
    cloud: str = Field(description="what a cloud is, singular")
    classes: tuple[str, str] = Field(description="names of y = 0 and y = 1")
    position_unit: str
    position_dimension: Literal[2, 3]
    features: tuple[Feature, ...]
    context: str = Field(default="none", description="a second cloud, not explained")
    labels: Truth
    order_key: OrderKey
    precision_at: tuple[int, ...] = Field(
        min_length=1, description="m of precision@m; the first is the paper's headline"
    )
    split_rule: str
    paper: PaperStatistics
    caveats: tuple[str, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)
    licence: str = Field(description="what may be done with the data")
    editions: dict[Slug, EditionFacts] = Field(min_length=1)
    published: tuple[Published, ...] = ()


def load_card(path: Path) -> Card:
    """Read and check a card.

    Parameters
    ----------
    path : Path
        A ``card.yaml``.

    Returns
    -------
    card : Card

    Raises
    ------
    CardError
        With every field that does not follow the schema.
    """
    return load_yaml(path, Card, CardError, "datasets/card.schema.json")
