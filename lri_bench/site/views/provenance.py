# SPDX-License-Identifier: MIT
"""Where an entry comes from: what its file of facts says, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lri_bench.board.entry import Entry
from lri_bench.site.text import safe_link

__all__ = ["Fact", "facts_of"]

_LABELS = {
    "authors": "authors",
    "paper": "paper",
    "code": "code",
    "licence": "licence",
    "backbone": "explained model",
    "submitted": "submitted",
    "saw_truth": "was given the labels",
    "trained_on": "trained on",
    "trained_on_note": "what else was seen",
    "seeds": "seeds",
    "epochs": "epochs of each training",
    "training_seconds": "training, all seeds",
    "seconds_per_cloud": "explaining a cloud",
    "hardware": "hardware",
    "packages": "versions",
    "made_with": "made with",
    "partial": "why not all data sets",
}
"""What stands first, and in this order; fields that are not named follow."""
_ELSEWHERE = frozenset({"method", "track", "summary", "note"})

Fact = tuple[str, str, str]
"""Label, text, and the address that the text leads to, if any."""


def facts_of(entry: Entry) -> list[Fact]:
    """Return what is told of an entry; what is not told is left out.

    Fields that the model of an entry gains later appear under their own name.
    """
    given = {name: value for name, value in entry if value is not None}
    names = [*_LABELS, *(name for name in given if name not in _LABELS)]
    return [
        (_LABELS.get(name, name.replace("_", " ")), *_told(name, given[name]))
        for name in names
        if name in given and name not in _ELSEWHERE and given[name] not in ({}, ())
    ]


def _told(name: str, value: Any) -> tuple[str, str]:
    """Return a value as text, and where it leads to."""
    if name == "training_seconds":
        return _seconds(value), ""
    if name == "seconds_per_cloud":
        told = (f"{_seconds(each)} on {edition}" for edition, each in value.items())
        return ", ".join(told), ""
    if isinstance(value, bool):
        return "yes" if value else "no", ""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {version}" for key, version in value.items()), ""
    if isinstance(value, tuple):
        return ", ".join(map(str, value)), ""
    return str(value), safe_link(value)


def _seconds(value: float) -> str:
    return f"{value:,.4g} s"
