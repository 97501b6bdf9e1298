# SPDX-License-Identifier: MIT
"""Boards made up for tests: as large, as small and as hostile as is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import combinations

from lri_bench.board.entry import Entry, Track
from lri_bench.board.model import (
    Board,
    BoardEntry,
    BoardScore,
    Composite,
    CompositeRow,
    EditionBoard,
    Examples,
    Notice,
    Pairs,
    Partial,
    Range,
    Resolution,
    Row,
    Settings,
    Stratum,
)
from lri_bench.catalog.card import Published

__all__ = ["EDITIONS", "HOSTILE", "made_up_board"]

EDITIONS = ("synmol@raw", "tau3mu@sim", "actstrack@sim", "plbind@sim")
"""None of them has clouds in the project, so no submissions are looked for."""

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "' onmouseover='alert(3)",
    "{{ 7 * 7 }} {% raw %}",
    "</title></svg></style><h1>big</h1>",
    "abc\u202egnp.exe\u2066\u200b",
    "Z" + "\u0300\u0316\u0347" * 40 + "algo",
    "W" * 400,
    "日本語 العربية 🧪",
)
"""Texts that strangers may write."""

_CHANCE = {"roc_auc": 0.5, "cloud_roc_auc": 0.5, "r_precision": 0.3}
_SETTINGS = Settings(
    headline="roc_auc", replicates=2000, seed=1, confidence=0.95, power=0.8
)


def made_up_board(
    ranked: int,
    editions: Sequence[str] = EDITIONS[:2],
    *,
    references: bool = True,
    texts: Sequence[str] = (),
) -> Board:
    """Return a board with `ranked` methods on each edition.

    Parameters
    ----------
    ranked : int
        Best first: scores fall from 0.95 in equal steps.
    editions : sequence of str
    references : bool
        Whether the labels and random importances have rows.
    texts : sequence of str
        Take the places of names, authors, summaries and notes, in turn.
    """
    names = [f"method-{i:03}" for i in range(ranked)]
    values = {name: 0.95 - 0.4 * i / max(ranked, 1) for i, name in enumerate(names)}
    if references:
        values = {"labels": 1.0, **values, "random": 0.497}
    entries = {name: _entry(name, i, editions, texts) for i, name in enumerate(values)}
    return Board(
        made_by="lri-bench 0.0.0",
        settings=_SETTINGS,
        entries=entries,
        editions={edition: _edition(edition, values, names) for edition in editions},
        composites=_composites(names, editions),
        published={edition.partition("@")[0]: _published() for edition in editions},
    )


def _entry(
    name: str, number: int, editions: Sequence[str], texts: Sequence[str]
) -> BoardEntry:
    text = texts[number % len(texts)] if texts else ""
    ranked = name.startswith("method")
    # Not validated: pages must be harmless even where entries were not checked.
    facts = Entry.model_construct(
        method=text or name,
        track=(Track.POST_HOC, Track.INHERENT)[number % 2] if ranked else "reference",
        summary=text or "Made up for a test.",
        authors=(text or "nobody",),
        made_with=text or "made_up_board",
        backbone=(text or ("egnn", "dgcnn")[number % 2]) if ranked else None,
        paper=text or "https://example.org/paper",
        code=f"javascript:{text}" if text else "https://example.org/code",
        packages={text or "numpy": text or "2.0"},
        note=text or None,
        hardware=text or "2 CPU cores",
        seconds_per_cloud=dict.fromkeys(editions, 10.0 ** (number % 5 - 3))
        if ranked
        else {},
        seeds=1 + number % 3,
    )
    if not isinstance(facts.track, Track):
        facts = facts.model_copy(update={"track": Track(facts.track)})
    notices = _notices(number, text)
    return BoardEntry.model_construct(
        facts=facts,
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        editions=tuple(editions),
        notices=notices,
    )


def _notices(number: int, text: str) -> tuple[Notice, ...]:
    """Return none, a small one, and a grave one, in turn."""
    small = Notice(kind="few-seeds", text=text or "One seed.")
    grave = Notice(kind="near-copy", text=text or "As another.", edition=EDITIONS[0])
    return ((), (small,), (small, grave))[number % 3]


def _edition(edition: str, values: dict[str, float], ranked: list[str]) -> EditionBoard:
    names = list(values)
    differences = [values[a] - values[b] for a, b in combinations(names, 2)]
    count = len(differences)
    return EditionBoard(
        dataset=edition.partition("@")[0],
        clouds=300,
        positives=100,
        points=6000,
        random_expectation=_CHANCE,
        resolution=Resolution(difference=0.021, spread=0.0075, pairs=count)
        if len(ranked) > 1
        else None,
        rows=tuple(_row(name, value, ranked) for name, value in values.items()),
        pairs=Pairs(
            entries=tuple(names),
            difference=tuple(differences),
            low=tuple(d - 0.02 for d in differences),
            high=tuple(d + 0.02 for d in differences),
            p_holm=tuple(min(1.0, 0.001 / (abs(d) + 1e-9)) for d in differences),
            win=tuple(min(1.0, 0.5 + 10 * d) for d in differences),
        ),
    )


def _row(name: str, value: float, ranked: list[str]) -> Row:
    place = ranked.index(name) if name in ranked else None
    return Row(
        entry=name,
        scope="test clouds",
        clouds=300,
        points=6000,
        seeds=1,
        scores=tuple(
            BoardScore(
                metric=metric,
                value=value,
                low=value - 0.01,
                high=min(value + 0.01, 1.0),
                clouds=100,
                points=2000,
                skipped={"all points are important": 2} if metric != "roc_auc" else {},
            )
            for metric in _CHANCE
        ),
        rank=None
        if place is None
        else Range(first=max(1, place), last=min(place + 2, len(ranked))),
        groups="" if place is None else _letters(place),
        share=(value - 0.5) / 0.5,
        strata=_strata(value) if place is not None else (),
        examples=Examples(best="cloud-1", median="cloud-2", worst="cloud-3"),
    )


def _letters(place: int) -> str:
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    return alphabet[min(place // 2, 25)] + (
        alphabet[min(place // 2 + 1, 25)] if place % 2 else ""
    )


def _strata(value: float) -> tuple[Stratum, ...]:
    return tuple(
        Stratum(
            by="number of points",
            label=label,
            clouds=33,
            value=value - fall,
            low=value - fall - 0.03,
            high=min(value - fall + 0.03, 1.0),
            worst=fall == 0.1,
        )
        for label, fall in (("up to 13", 0.0), ("14 to 20", 0.05), ("21 and more", 0.1))
    )


def _composites(names: list[str], editions: Sequence[str]) -> tuple[Composite, ...]:
    datasets = [edition.partition("@")[0] for edition in editions]
    rows = tuple(
        CompositeRow(
            entry=name,
            share=0.9 - 0.1 * i / len(names),
            low=0.8,
            high=0.95,
            shares=dict.fromkeys(datasets, 0.9),
            borda=1 - i / len(names),
        )
        for i, name in enumerate(names[:5])
    )
    partial = tuple(
        Partial(
            entry=name, has=("synmol",), lacks=("tau3mu",), why="covers synmol alone"
        )
        for name in names[5:6]
    )
    return (Composite(family="sim", rows=rows, partial=partial),)


def _published() -> tuple[Published, ...]:
    facts = {"backbone": "egnn", "unit": "percent", "source": "a paper"}
    return (
        Published(method="random", metric="roc_auc", mean=50, **facts),
        Published(method="gradcam", metric="roc_auc", mean=60.3, std=5.0, **facts),
        Published(method="gradcam", metric="precision_at_m", mean=52.0, **facts),
    )
