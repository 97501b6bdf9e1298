# SPDX-License-Identifier: MIT
"""What of the board a table or a figure shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from lri_bench.board.entry import Entry, Track
from lri_bench.board.model import Board, BoardScore, EditionBoard, Row
from lri_bench.board.notices import KINDS
from lri_bench.errors import EntryError, Problem, raise_if, unknown_name
from lri_bench.metrics.registry import METRICS

__all__ = ["DAGGER", "Choice", "choose", "score_key"]

DAGGER = "†"

_COMMAND = "lri-bench leaderboard table --help"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A part of the board.

    Attributes
    ----------
    board : Board
        All of it.
    rows : dict of str to tuple of Row
        Those that are left, best first, by edition as it was asked for.
    metrics : dict of str to tuple of str
        Keys such as ``precision_at_m:5``, in the order of the registry, by edition.
    """

    board: Board
    rows: dict[str, tuple[Row, ...]]
    metrics: dict[str, tuple[str, ...]]

    def facts(self, row: Row) -> Entry:
        """Return what the entry of a row says of itself."""
        return self.board.entries[row.entry].facts

    def is_reference(self, row: Row) -> bool:
        """Tell bounds and heuristics from what is ranked."""
        return self.facts(row).track is Track.REFERENCE

    def notices(self, row: Row) -> tuple[str, ...]:
        """Return the kinds of notices of a row on what is shown, gravest first."""
        found = self.board.entries[row.entry].notices
        kinds = (x.kind for x in found if x.edition is None or x.edition in self.rows)
        return tuple(dict.fromkeys(kinds))

    def doubts(self, row: Row) -> list[str]:
        """Return what puts the numbers of a row in doubt, in a few words each."""
        return [KINDS[k].title for k in self.notices(row) if KINDS[k].grave]

    def name(self, row: Row) -> str:
        """Return the method of a row, with a dagger if its numbers are in doubt."""
        return self.facts(row).method + DAGGER * bool(self.doubts(row))

    def has_ranks(self, edition: str, key: str) -> bool:
        """Whether rows of an edition were compared by a metric, and ranked."""
        ranked = any(row.rank for row in self.rows[edition])
        return ranked and key == self.board.settings.headline

    @property
    def has_references(self) -> bool:
        """Whether any bound or heuristic is left."""
        return any(map(self.is_reference, self._all_rows))

    @property
    def methods(self) -> list[Row]:
        """All rows that are no references."""
        return [row for row in self._all_rows if not self.is_reference(row)]

    @property
    def backbones(self) -> list[str]:
        """Names of the explained models, by name."""
        return _named({self.facts(row).backbone for row in self.methods})

    @property
    def _all_rows(self) -> list[Row]:
        return [row for rows in self.rows.values() for row in rows]


def score_key(score: BoardScore) -> str:
    """Return the name of a score that is unique within a row."""
    return score.metric if score.m is None else f"{score.metric}:{score.m}"


def choose(
    board: Board,
    *,
    editions: Sequence[str] = (),
    metrics: Sequence[str] = (),
    tracks: Sequence[str] = (),
    backbones: Sequence[str] = (),
) -> Choice:
    """Pick editions, metrics and rows.

    Parameters
    ----------
    board : Board
    editions : sequence of str, optional
        If none is named, all of the board that have a row left.
    metrics : sequence of str, optional
        Keys, or names that stand for every m. If none is named: of a single edition
        all, each at its first m; of several the headline.
    tracks, backbones : sequence of str, optional
        Rows to keep; all if none is named. References explain no model, so the
        backbone does not matter for them.

    Returns
    -------
    choice : Choice

    Raises
    ------
    EntryError
        With every name that the board does not know; or with what is named and
        has no row left.
    """
    names = tuple(dict.fromkeys(editions)) or tuple(board.editions)
    known = [name for name in names if name in board.editions]
    raise_if(
        [
            *_unknown("edition of the board", names, board.editions),
            *_unknown("metric", metrics, _metric_names(board, known or board.editions)),
            *_unknown("track", tracks, [track.value for track in Track]),
            *_unknown("backbone", backbones, _backbones(board)),
        ],
        EntryError,
    )
    rows = {name: _kept(board, name, tracks, backbones) for name in names}
    raise_if(_nothing_left(rows, editions), EntryError)
    left = {name: kept for name, kept in rows.items() if kept}
    wanted = metrics or (() if len(left) == 1 else (board.settings.headline,))
    return Choice(
        board=board,
        rows=left,
        metrics={name: _keys(board.editions[name], wanted) for name in left},
    )


def _unknown(
    where: str, named: Sequence[str], known: Collection[str]
) -> Iterator[Problem]:
    for name in named:
        if name not in known:
            yield unknown_name(where, name, known, _COMMAND)


def _all_keys(edition: EditionBoard) -> tuple[str, ...]:
    """Return the keys of all scores of an edition, in the order of the registry."""
    scores = {score_key(score): score for row in edition.rows for score in row.scores}
    order = list(METRICS)
    return tuple(
        sorted(scores, key=lambda k: (order.index(_metric(k)), scores[k].m or 0))
    )


def _keys(edition: EditionBoard, wanted: Sequence[str]) -> tuple[str, ...]:
    keys = _all_keys(edition)
    if wanted:
        return tuple(k for k in keys if k in wanted or _metric(k) in wanted)
    first = {_metric(key): key for key in reversed(keys)}
    return tuple(key for key in keys if first[_metric(key)] == key)


def _metric(key: str) -> str:
    return key.partition(":")[0]


def _metric_names(board: Board, editions: Collection[str]) -> list[str]:
    """Return keys, and names that stand for several of them."""
    keys = [key for name in editions for key in _all_keys(board.editions[name])]
    return list(dict.fromkeys(name for key in keys for name in (_metric(key), key)))


def _backbones(board: Board) -> list[str]:
    return _named({entry.facts.backbone for entry in board.entries.values()})


def _named(names: Collection[str | None]) -> list[str]:
    return sorted(name for name in names if name)


def _kept(
    board: Board, edition: str, tracks: Sequence[str], backbones: Sequence[str]
) -> tuple[Row, ...]:
    return tuple(
        row
        for row in board.editions[edition].rows
        if _is_kept(board.entries[row.entry].facts, tracks, backbones)
    )


def _is_kept(facts: Entry, tracks: Sequence[str], backbones: Sequence[str]) -> bool:
    if tracks and facts.track not in tracks:
        return False
    is_reference = facts.track is Track.REFERENCE
    return is_reference or not backbones or facts.backbone in backbones


def _nothing_left(
    rows: dict[str, tuple[Row, ...]], named: Sequence[str]
) -> Iterator[Problem]:
    empty = [name for name in named if not rows[name]]
    if not any(rows.values()):
        empty = empty or ["the board"]
    for name in dict.fromkeys(empty):
        yield Problem(
            where=name,
            expected="a row with this track and backbone",
            got="none",
            cause="no entry has both, or there is no entry at all",
            run="lri-bench leaderboard table",
        )
