# SPDX-License-Identifier: MIT
"""An entry: a folder in ``submissions/`` with a file and who made it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from lri_bench.board.text import Line, Link, Name
from lri_bench.errors import EntryError
from lri_bench.storage.yaml_model import load_yaml

__all__ = ["ENTRY_FILE", "Entry", "Source", "Track", "entry_folders", "load_entry"]

ENTRY_FILE = "entry.yaml"
LIMIT_BYTES = 64 * 1024

_MOST_AUTHORS = 50
_MOST_PACKAGES = 100
_MOST_EDITIONS = 100

_SPDX = r"[A-Za-z0-9][A-Za-z0-9.+-]*"

Licence = Annotated[Name, Field(pattern=rf"^{_SPDX}( (AND|OR|WITH) {_SPDX})*$")]
Count = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
Seconds = Annotated[float, Field(ge=0, le=1e10, allow_inf_nan=False, strict=True)]
EditionName = Annotated[
    str, Field(pattern=r"^[a-z0-9]+@[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$", max_length=100)
]


class Track(StrEnum):
    """What kind of method an entry is."""

    POST_HOC = "post-hoc"
    INHERENT = "inherent"
    REFERENCE = "reference"


class Source(StrEnum):
    """What a method, or the model that it explains, learnt from."""

    NOTHING = "nothing"
    TRAIN = "train"
    VALID = "valid"
    TEST_CLOUDS = "test-clouds"
    OTHER_DATA = "other-data"


class Entry(BaseModel):
    """What ``entry.yaml`` says. It never states a score: those are recomputed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    method: Name = Field(description="name in the table")
    track: Track = Field(
        description="post-hoc explains a finished model, inherent is learnt with it; "
        "reference is kept for the project's own bounds and heuristics"
    )
    summary: Line = Field(description="what the importances are, in one sentence")
    authors: tuple[Name, ...] = Field(min_length=1, max_length=_MOST_AUTHORS)
    made_with: Line = Field(description="the command or script that made the file")
    saw_truth: bool = Field(
        default=False,
        strict=True,
        description="True if the method was given the point labels",
    )
    trained_on: tuple[Source, ...] = Field(
        default=(),
        max_length=len(Source),
        description="train and valid: clouds and classes of these splits; test-clouds: "
        "the test clouds without classes, other than to explain them; other-data: "
        "anything else, such as a model trained elsewhere; empty: not told",
    )
    trained_on_note: Line | None = Field(
        default=None, description="which other data, and what else was seen"
    )
    backbone: Name | None = Field(default=None, description="the explained model")
    paper: Link | None = None
    code: Link | None = None
    licence: Licence | None = Field(default=None, description="SPDX identifier")
    seeds: Count | None = Field(
        default=None,
        description="trained and explained; the fewest, where editions differ",
    )
    epochs: Count | None = Field(
        default=None, description="of each training, where not the paper's"
    )
    training_seconds: Seconds | None = Field(default=None, description="all seeds")
    packages: dict[Name, Name] = Field(
        default_factory=dict,
        max_length=_MOST_PACKAGES,
        description="versions that the numbers rest on",
    )
    note: Line | None = Field(default=None, description="what a reader should know")
    hardware: Line | None = None
    seconds_per_cloud: dict[EditionName, Seconds] = Field(
        default_factory=dict,
        max_length=_MOST_EDITIONS,
        description="to explain one, by edition, such as synmol@raw: 0.02",
    )
    partial: Line | None = Field(
        default=None, description="why not all four data sets are covered"
    )
    submitted: date | None = Field(
        default=None, description="day, such as 2026-11-25; orders an author's entries"
    )

    @property
    def title(self) -> str:
        """Method, and the backbone that it explains."""
        return f"{self.method}, {self.backbone}" if self.backbone else self.method

    @field_validator("trained_on")
    @classmethod
    def _agrees_with_itself(cls, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        if len(set(sources)) < len(sources):
            msg = "each word once"
            raise ValueError(msg)
        if Source.NOTHING in sources and len(sources) > 1:
            msg = "nothing, or what it was trained on"
            raise ValueError(msg)
        return sources

    @model_validator(mode="after")
    def _tells_which_data(self) -> Entry:
        if Source.OTHER_DATA in self.trained_on and self.trained_on_note is None:
            msg = "trained_on_note, which says what the other-data is"
            raise ValueError(msg)
        return self


def entry_folders(submissions: Path) -> list[Path]:
    """Return the folders of all entries, by name.

    What else stands in `submissions`, and whether these folders hold what they
    should, is for `lri_bench.board.intake.take_in` to tell.
    """
    return sorted(path.parent for path in submissions.glob(f"*/{ENTRY_FILE}"))


def load_entry(folder: Path) -> Entry:
    """Read and check ``entry.yaml``.

    Parameters
    ----------
    folder : Path
        Of the entry.

    Returns
    -------
    entry : Entry

    Raises
    ------
    EntryError
        With every field that does not follow the schema, and its line.
    """
    return load_yaml(
        folder / ENTRY_FILE,
        Entry,
        EntryError,
        "submissions/entry.schema.json",
        limit_bytes=LIMIT_BYTES,
        plain=True,
    )
