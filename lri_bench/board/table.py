# SPDX-License-Identifier: MIT
"""``LEADERBOARD.md``, drawn from the board."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lri_bench.board.entry import Entry, Track
from lri_bench.board.markdown import cell, interval_cell, percent, rank_cell, table
from lri_bench.board.model import Board, BoardScore, Composite, EditionBoard, Row
from lri_bench.board.notices import KINDS
from lri_bench.catalog.card import Published
from lri_bench.metrics.registry import METRICS

__all__ = ["board_markdown"]

_HEAD = """\
<!-- Do not edit: made by `lri-bench leaderboard build` from {entries} entries. -->

# Leaderboard

Every number is recomputed from the file beside it by `lri-bench leaderboard build`;
[leaderboard.json](leaderboard.json) holds all of them, with what each rests on, and
[site/index.html](site/index.html) shows them as pages that need no network.

- **Order**: pooled ROC AUC, the paper's headline, with its 95 % interval (in brackets)
  from {replicates:,} draws of clouds, and of seeds where an entry has several.
- **Rank**: all ranks that a method can have. Methods were compared in pairs on the same
  draws, and corrected for the number of pairs (Holm), so that all ranks of a table hold
  together with {confidence:.0f} %.
- **Group**: methods that share a letter cannot be told apart.
- **Smallest difference**: what two rows of an edition show in 4 of 5 cases, compared
  with each other alone.
- **Way**: share of the way from random importances (0 %) to the labels (100 %).
- Rows of the track *reference* are bounds and heuristics that look at no model. They
  are lines to compare with, and have no rank.
"""


def board_markdown(board: Board) -> str:
    """Return the tables of all editions as Markdown.

    Parameters
    ----------
    board : Board

    Returns
    -------
    text : str
    """
    facts = {name: entry.facts for name, entry in board.entries.items()}
    head = _HEAD.format(
        entries=len(facts),
        replicates=board.settings.replicates,
        confidence=100 * board.settings.confidence,
    )
    sections = [
        head,
        _glance(board, facts),
        *(_edition(name, board, facts) for name in _order(board)),
        *(_composite(composite, facts) for composite in board.composites),
        *(_published(name, rows) for name, rows in board.published.items() if rows),
    ]
    return "\n".join(section for section in sections if section)


def _order(board: Board) -> list[str]:
    """Return the editions, those with most methods first."""

    def methods(name: str) -> int:
        return sum(row.rank is not None for row in board.editions[name].rows)

    return sorted(board.editions, key=lambda name: -methods(name))


def _glance(board: Board, facts: Mapping[str, Entry]) -> str:
    """Return one line an edition: who leads, and what can be told apart there."""
    header = ["edition", "best method", "not told apart from it", "best heuristic"]
    header += ["methods", "scored clouds", "smallest difference"]
    rows = []
    for name in _order(board):
        edition = board.editions[name]
        ranked = [row for row in edition.rows if row.rank]
        first = ranked[0] if ranked else None
        near = [row for row in ranked[1:] if set(row.groups) & set(ranked[0].groups)]
        heuristics = (row for row in edition.rows if _is_heuristic(facts[row.entry]))
        fine = edition.resolution
        rows.append(
            [
                f"[{name}](#{name.replace('@', '')})",
                _lead(first, facts),
                ", ".join(_named(facts[row.entry]) for row in near),
                _lead(next(heuristics, None), facts),
                str(len(ranked)),
                f"{edition.positives:,}",
                "" if fine is None else f"{fine.difference:.3f}",
            ]
        )
    return f"## At a glance\n\n{table(header, rows, texts=4)}\n"


def _is_heuristic(entry: Entry) -> bool:
    return entry.track == Track.REFERENCE and not entry.saw_truth


def _lead(row: Row | None, facts: Mapping[str, Entry]) -> str:
    if row is None:
        return "none yet"
    return f"{_named(facts[row.entry])}: {row.scores[0].value:.3f}"


def _named(entry: Entry) -> str:
    method = cell(entry.method)
    return f"{method} ({cell(entry.backbone)})" if entry.backbone else method


def _edition(name: str, whole: Board, facts: Mapping[str, Entry]) -> str:
    board = whole.editions[name]
    keys = list(dict.fromkeys(_key(s) for row in board.rows for s in row.scores))
    header = ["rank", "group", "method", "backbone", "track", "way", "seeds"]
    rows = [[*_facts(row, facts), *_values(row, keys)] for row in board.rows]
    chance = board.random_expectation
    floor = ["-", "", "*random, expectation in closed form*", "", "", "0 %", ""]
    floor += [f"{chance[key]:.3f}" if key in chance else "" for key in keys]
    titles = [_title(key) for key in keys]
    lines = table([*header, *titles], [*rows, floor], texts=5)
    notices = "".join(f"- {line}\n" for line in _notices(name, whole))
    notices = f"\nNotices:\n\n{notices}" if notices else ""
    return f"## {name}\n\n{_what(board)}\n\n{lines}\n{notices}"


def _notices(name: str, board: Board) -> Iterator[str]:
    """Yield what puts a number in doubt; all other notices stand in the JSON."""
    for row in board.editions[name].rows:
        entry = board.entries[row.entry]
        for notice in entry.notices:
            if notice.edition in (None, name) and KINDS[notice.kind].grave:
                yield f"{_named(entry.facts)}: {cell(notice.text)}"


def _what(board: EditionBoard) -> str:
    text = (
        f"{board.clouds:,} test clouds; scored are the {board.positives:,} of the "
        f"positive class,\n{board.positive_points:,} points."
    )
    if board.resolution is not None:
        text += f" Smallest difference: {board.resolution.difference:.3f}."
    return text


def _facts(row: Row, facts: Mapping[str, Entry]) -> Iterator[str]:
    entry = facts[row.entry]
    yield rank_cell(row.rank)
    yield row.groups
    yield from _who(row.entry, entry)
    yield percent(row.share)
    yield str(row.seeds)


def _who(name: str, entry: Entry) -> tuple[str, str, str]:
    """Return the cells of method, backbone and track."""
    method = f"[{cell(entry.method)}](../submissions/{name}/entry.yaml)"
    return method, cell(entry.backbone or ""), entry.track.value


def _values(row: Row, keys: Sequence[str]) -> Iterator[str]:
    scores = {_key(score): score for score in row.scores}
    for key in keys:
        score = scores.get(key)
        yield interval_cell(score.value, score.low, score.high) if score else ""


def _composite(composite: Composite, facts: Mapping[str, Entry]) -> str:
    """Return one number over all data sets; nothing where nobody covers them."""
    if not composite.rows:
        return ""
    datasets = list(composite.rows[0].shares)
    rows = [
        [
            *_who(row.entry, facts[row.entry]),
            _way(row.share, row.low, row.high),
            "" if row.borda is None else f"{row.borda:.2f}",
            *(percent(row.shares[name]) for name in datasets),
        ]
        for row in composite.rows
    ]
    header = ["method", "backbone", "track", "way, mean", "Borda", *datasets]
    text = f"## All data sets, {composite.family}\n\n{_COMPOSITE}\n\n"
    text += table(header, rows, texts=3) + "\n"
    if not composite.partial:
        return text
    header = ["method", "backbone", "track", "covers", "why not all"]
    partial = [
        [
            *_who(item.entry, facts[item.entry]),
            ", ".join(item.has),
            cell(item.why),
        ]
        for item in composite.partial
    ]
    return text + f"\n{_PARTIAL}\n\n" + table(header, partial, texts=5) + "\n"


_COMPOSITE = """\
Mean over the data sets of the share of the way from random importances to the labels,
with its 95 % interval, of entries that cover all. *Borda* is the mean share of the
other such methods that one beats."""

_PARTIAL = "These cover some data sets alone, and have their rows there:"


def _way(share: float, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return percent(share)
    return f"{percent(share)} ({percent(low)} to {percent(high)})"


def _published(name: str, items: Sequence[Published]) -> str:
    metrics = list(dict.fromkeys(item.metric for item in items))
    groups: dict[tuple[str, str, str], dict[str, str]] = {}
    for item in items:
        spread = "" if item.std is None else f" ± {item.std:g}"
        key = (item.method, item.backbone, item.source)
        groups.setdefault(key, {})[item.metric] = f"{item.mean:g}{spread}"
    rows = [
        [
            cell(method),
            cell(backbone),
            cell(source),
            *(values.get(metric, "") for metric in metrics),
        ]
        for (method, backbone, source), values in groups.items()
    ]
    titles = [METRICS[m].title.format(m="m") if m in METRICS else m for m in metrics]
    header = ["method", "backbone", "source", *titles]
    return f"## Published for {name}, not recomputed\n\n{_LITERATURE}\n\n" + (
        table(header, rows, texts=3) + "\n"
    )


_LITERATURE = """\
From the literature, in per cent, mean ± standard deviation as printed there; other
seeds, other software, the record's own data. Never ranked with the rows above."""


def _key(score: BoardScore) -> str:
    return score.metric if score.m is None else f"{score.metric}:{score.m}"


def _title(key: str) -> str:
    metric, _, m = key.partition(":")
    return METRICS[metric].title.format(m=m)
