# SPDX-License-Identifier: MIT
"""Boards whose numbers are known, for tables and figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lri_bench.board.entry import Entry, Track
from lri_bench.board.model import (
    Board,
    BoardEntry,
    BoardScore,
    EditionBoard,
    Notice,
    Pairs,
    Range,
    Row,
    Settings,
)

__all__ = ["REFERENCES", "Shown", "board_of", "many", "two_editions", "write"]


class Shown(NamedTuple):
    """A row in few words; its interval reaches 0.01 to both sides."""

    method: str
    value: float
    rank: tuple[int, int] | None = None
    groups: str = ""
    track: Track = Track.POST_HOC
    backbone: str | None = "egnn"
    seeds: int = 1
    notices: tuple[Notice, ...] = ()


REFERENCES = (
    Shown("labels", 1.0, track=Track.REFERENCE, backbone=None),
    Shown("heteroatom", 0.7, track=Track.REFERENCE, backbone=None),
    Shown("random", 0.503, track=Track.REFERENCE, backbone=None, seeds=3),
)


def board_of(**editions: Sequence[Shown]) -> Board:
    """Return a board; names of editions have ``_at_`` for ``@``."""
    named = {name.replace("_at_", "@"): shown for name, shown in editions.items()}
    entries = {_slug(item): _entry(item) for shown in named.values() for item in shown}
    return Board(
        made_by="lri-bench 1.2.3",
        settings=Settings(
            headline="roc_auc", replicates=2000, seed=1, confidence=0.95, power=0.8
        ),
        entries=entries,
        editions={name: _edition(name, shown) for name, shown in named.items()},
        published={},
    )


def two_editions() -> Board:
    """Two methods apart from each other on SynMol; two alike on Tau3Mu."""
    return board_of(
        synmol_at_raw=(
            Shown("lri-gaussian", 0.95, (1, 1), "a", Track.INHERENT),
            Shown("gradcam", 0.91, (2, 3), "b"),
            Shown("gradgeo", 0.9, (2, 3), "b", backbone="dgcnn"),
            *REFERENCES,
        ),
        tau3mu_at_mini=(
            Shown("gradcam", 0.8, (1, 2), "a"),
            Shown("occlusion", 0.79, (1, 2), "a"),
            REFERENCES[0],
            REFERENCES[2],
        ),
    )


def many(number: int) -> Board:
    """So many methods in overlapping groups of three, a few of long names."""
    rows = [
        Shown(
            f"{'a-rather-long-name-of-a-method-' * (place % 5 == 0)}method-{place}",
            0.97 - 0.4 * place / number,
            (max(1, place - 1), min(number, place + 3)),
            "".join(chr(97 + group) for group in range(place // 3, (place + 4) // 3)),
            (Track.POST_HOC, Track.INHERENT)[place % 2],
        )
        for place in range(number)
    ]
    return board_of(synmol_at_raw=(*rows, *REFERENCES))


def write(board: Board, folder: Path) -> Path:
    """Put a board where a project has it."""
    path = folder / "leaderboard" / "leaderboard.json"
    path.parent.mkdir(parents=True)
    path.write_text(board.model_dump_json(exclude_none=True), "utf-8")
    return path


def _slug(item: Shown) -> str:
    return f"{item.method}-{item.backbone}" if item.backbone else item.method


def _edition(name: str, shown: Sequence[Shown]) -> EditionBoard:
    rows = tuple(_row(item) for item in sorted(shown, key=lambda item: -item.value))
    return EditionBoard(
        dataset=name.partition("@")[0],
        clouds=1917,
        positives=1184,
        points=19490,
        random_expectation={
            "roc_auc": 0.5,
            "precision_at_m:5": 0.271,
            "precision_at_m:8": 0.262,
        },
        rows=rows,
        pairs=Pairs(entries=(), difference=(), low=(), high=(), p_holm=(), win=()),
    )


def _entry(item: Shown) -> BoardEntry:
    # Not validated: tables must be harmless even where entries were not checked.
    facts = Entry.model_construct(
        method=item.method,
        track=item.track,
        summary="Made up.",
        authors=("nobody",),
        made_with="a test",
        backbone=item.backbone,
    )
    return BoardEntry(facts=facts, sha256="0" * 64, editions=(), notices=item.notices)


def _row(item: Shown) -> Row:
    return Row(
        entry=_slug(item),
        scope="test clouds",
        clouds=1917,
        points=19490,
        seeds=item.seeds,
        scores=(
            _score("roc_auc", item.value),
            _score("precision_at_m", item.value - 0.1, 5),
            _score("precision_at_m", item.value - 0.2, 8),
        ),
        rank=Range(first=item.rank[0], last=item.rank[1]) if item.rank else None,
        groups=item.groups,
    )


def _score(metric: str, value: float, m: int | None = None) -> BoardScore:
    return BoardScore(
        metric=metric,
        m=m,
        value=value,
        low=round(value - 0.01, 6),
        high=round(min(value + 0.01, 1), 6),
        clouds=1184,
        points=4020,
    )
