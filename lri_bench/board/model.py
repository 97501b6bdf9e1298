# SPDX-License-Identifier: MIT
"""What `leaderboard.json` holds: every number that the table and the page show."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from lri_bench.board.entry import Entry
from lri_bench.catalog.card import Published

__all__ = [
    "FORMAT",
    "Board",
    "BoardEntry",
    "BoardScore",
    "Composite",
    "CompositeRow",
    "EditionBoard",
    "Examples",
    "Notice",
    "Pairs",
    "Partial",
    "Range",
    "Resolution",
    "Row",
    "Settings",
    "Stratum",
]

FORMAT = "lri-bench-board/3"

Share = Annotated[float, Field(ge=0, le=1)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Settings(_Strict):
    """How the numbers were made."""

    headline: str = Field(description="the metric that orders and compares rows")
    replicates: int = Field(ge=1, description="of the bootstrap")
    seed: int = Field(description="of the bootstrap's draws")
    confidence: Share = Field(description="of intervals, and of ranks together")
    power: Share = Field(description="of the smallest difference told")


class Notice(_Strict):
    """What a reader should know of an entry."""

    kind: str = Field(description="such as looks-like-the-labels, near-copy, one-seed")
    text: str
    edition: str | None = Field(default=None, description="None: of the whole entry")


class BoardEntry(_Strict):
    """An entry, and what was found in its files."""

    facts: Entry
    sha256: Sha256 = Field(description="of submission.npz")
    editions: tuple[str, ...]
    notices: tuple[Notice, ...] = ()


class BoardScore(_Strict):
    """One metric of one row."""

    metric: str
    m: int | None = Field(default=None, description="of precision@m and directions")
    value: float
    low: float | None = None
    high: float | None = None
    seed_std: float | None = None
    clouds: int
    points: int
    skipped: dict[str, int] = {}


class Stratum(_Strict):
    """The headline metric over a part of the clouds."""

    by: str = Field(description="what clouds are told apart by")
    label: str = Field(description="which of its parts, such as '13 to 20 points'")
    clouds: int
    value: float | None = Field(description="None where it is not defined")
    low: float | None = None
    high: float | None = None
    worst: bool = Field(default=False, description="lowest of all strata of the row")


class Examples(_Strict):
    """Names of clouds that show what an entry does, by ROC AUC per cloud."""

    best: str
    median: str
    worst: str


class Range(_Strict):
    """Ranks that a row can have, 1 for the best."""

    first: int = Field(ge=1)
    last: int = Field(ge=1)


class Row(_Strict):
    """An entry on one edition."""

    entry: str = Field(description="its folder in submissions/")
    scope: str
    clouds: int
    points: int
    seeds: int
    scores: tuple[BoardScore, ...]
    rank: Range | None = Field(
        default=None, description="None for references, which are not ranked"
    )
    groups: str = Field(
        default="", description="letters; rows that share one cannot be told apart"
    )
    share: float | None = Field(
        default=None, description="of the way from random (0) to the labels (1)"
    )
    strata: tuple[Stratum, ...] = ()
    examples: Examples | None = None

    def score(self, metric: str) -> BoardScore | None:
        """Return the first score of a metric (the headline m, if it has one)."""
        return next((item for item in self.scores if item.metric == metric), None)


class Pairs(_Strict):
    """Comparisons of all pairs of rows, in the order (0, 1), (0, 2), …, (1, 2), ….

    Columns have n (n - 1) / 2 numbers each; differences are first minus second.
    """

    entries: tuple[str, ...]
    difference: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    p_holm: tuple[float, ...] = Field(
        description="of no difference, corrected for all pairs of ranked rows; pairs "
        "with a reference, which no rank rests on, are not corrected"
    )
    win: tuple[float, ...] = Field(
        description="share of replicates in which the first is better; ties count half"
    )


class Resolution(_Strict):
    """What a test split can tell apart."""

    difference: float = Field(description="smallest one found with the stated power")
    spread: float = Field(description="typical standard error of a difference")
    pairs: int = Field(description="that the spread is the median of")


class EditionBoard(_Strict):
    """All rows of one edition, best first."""

    dataset: str
    clouds: int = Field(description="test clouds")
    positives: int = Field(description="those of the positive class, which are scored")
    points: int = Field(description="of all test clouds")
    positive_points: int = Field(default=0, description="of those that are scored")
    random_expectation: dict[str, float]
    resolution: Resolution | None = None
    rows: tuple[Row, ...]
    pairs: Pairs


class CompositeRow(_Strict):
    """An entry that covers all data sets of a family of editions."""

    entry: str
    share: float = Field(description="mean over data sets")
    low: float | None = None
    high: float | None = None
    shares: dict[str, float] = Field(description="by data set")
    borda: float | None = Field(
        default=None,
        description="mean over data sets of the share of other methods that it beats; "
        "None where no other method covers them all",
    )


class Partial(_Strict):
    """An entry that covers some data sets alone."""

    entry: str
    has: tuple[str, ...]
    lacks: tuple[str, ...]
    why: str


class Composite(_Strict):
    """One number over the four data sets, of editions of one name."""

    family: str = Field(description="name of the editions, such as mini")
    rows: tuple[CompositeRow, ...] = ()
    partial: tuple[Partial, ...] = ()


class Board(_Strict):
    """All of `leaderboard.json`."""

    format: Literal["lri-bench-board/3"] = "lri-bench-board/3"
    about: str = "Do not edit: made by `lri-bench leaderboard build`."
    made_by: str
    settings: Settings
    entries: dict[str, BoardEntry]
    editions: dict[str, EditionBoard]
    composites: tuple[Composite, ...] = ()
    published: dict[str, tuple[Published, ...]]
