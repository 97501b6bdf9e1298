# SPDX-License-Identifier: MIT
"""Notices of an entry, those that put a number in doubt apart from the others."""

from __future__ import annotations

from dataclasses import dataclass

from lri_bench.board.model import BoardEntry, Notice
from lri_bench.board.notices import KINDS, Kind

__all__ = ["Told", "doubts_of", "told_of"]


@dataclass(frozen=True)
class Told:
    """A notice as the page of its entry shows it.

    Attributes
    ----------
    title, text : str
        In a few words, and in a sentence.
    edition : str
        That it concerns; empty for all.
    grave : bool
        Whether a number is in doubt.
    """

    title: str
    text: str
    edition: str
    grave: bool


def told_of(entry: BoardEntry) -> list[Told]:
    """Return all notices, the grave ones first."""
    told = [
        Told(kind.title, notice.text, notice.edition or "", kind.grave)
        for notice in entry.notices
        for kind in [_kind(notice)]
    ]
    return sorted(told, key=lambda notice: not notice.grave)


def doubts_of(entry: BoardEntry, edition: str) -> list[str]:
    """Return titles of the notices that put numbers on an edition in doubt."""
    found = (n for n in told_of(entry) if n.grave and n.edition in {"", edition})
    return list(dict.fromkeys(notice.title for notice in found))


def _kind(notice: Notice) -> Kind:
    """Return the kind; a board of another version may have others."""
    return KINDS.get(notice.kind, Kind(notice.kind.replace("-", " ")))
