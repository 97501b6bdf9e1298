# SPDX-License-Identifier: MIT
"""An entry: a folder in ``submissions/`` with a file and who made it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, HttpUrl

from lri_bench.errors import EntryError
from lri_bench.storage.yaml_model import load_yaml

__all__ = ["Entry", "Track", "entry_folders", "load_entry"]

Line = Annotated[str, Field(min_length=1, max_length=500)]
Name = Annotated[str, Field(min_length=1, max_length=100)]


class Track(StrEnum):
    """What kind of method an entry is."""

    POST_HOC = "post-hoc"
    INHERENT = "inherent"
    REFERENCE = "reference"


class Entry(BaseModel):
    """What ``entry.yaml`` says. It never states a score: those are recomputed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    method: Name = Field(description="name in the table")
    track: Track
    summary: Line = Field(description="what the importances are, in one sentence")
    authors: tuple[Name, ...] = Field(min_length=1)
    made_with: Line = Field(description="the command or script that made the file")
    saw_truth: bool = Field(
        default=False, description="True if the method was given the point labels"
    )
    backbone: Name | None = Field(default=None, description="the explained model")
    paper: HttpUrl | None = None
    code: HttpUrl | None = None
    licence: Name | None = Field(default=None, description="SPDX identifier")
    seeds: int | None = Field(default=None, ge=1, description="trained and explained")
    epochs: int | None = Field(
        default=None, ge=1, description="of each training, where not the paper's"
    )
    training_seconds: float | None = Field(default=None, ge=0, description="all seeds")
    packages: dict[Name, Name] = Field(
        default_factory=dict, description="versions that the numbers rest on"
    )
    note: Line | None = Field(default=None, description="what a reader should know")
    hardware: Line | None = None
    seconds_per_cloud: float | None = Field(default=None, ge=0)


def entry_folders(submissions: Path) -> list[Path]:
    """Return the folders of all entries, by name."""
    return sorted(path.parent for path in submissions.glob("*/entry.yaml"))


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
        With every field that does not follow the schema.
    """
    path = folder / "entry.yaml"
    return load_yaml(path, Entry, EntryError, "submissions/entry.schema.json")
