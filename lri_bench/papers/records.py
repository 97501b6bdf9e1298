# SPDX-License-Identifier: MIT
"""A choice as CSV: numbers alone, a line for each entry on each edition."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from lri_bench.board.model import Row
from lri_bench.papers.choice import Choice, score_key
from lri_bench.papers.sheet import EXPECTED

__all__ = ["csv_text"]

_FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula."""

_FACTS = (
    "edition",
    "test_clouds",
    "positives",
    "entry",
    "method",
    "backbone",
    "track",
    "seeds",
    "rank_first",
    "rank_last",
    "group",
    "notices",
    "confidence",
    "made_by",
)


def csv_text(choice: Choice) -> str:
    """Return every number as the board has it.

    Parameters
    ----------
    choice : Choice

    Returns
    -------
    text : str
        Columns of an entry, then three of each metric: ``roc_auc``, ``roc_auc_low``
        and ``roc_auc_high``. Cells without a value are empty; a name that a
        spreadsheet would compute has an apostrophe before it.
    """
    keys = list(dict.fromkeys(k for keys in choice.metrics.values() for k in keys))
    columns = [*_FACTS, *(f"{k}{end}" for k in keys for end in ("", "_low", "_high"))]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_records(choice))
    return text.getvalue()


def _records(choice: Choice) -> Iterator[dict[str, object]]:
    settings = choice.board.settings
    for edition, rows in choice.rows.items():
        whole = choice.board.editions[edition]
        common: dict[str, object] = {
            "edition": edition,
            "test_clouds": whole.clouds,
            "positives": whole.positives,
            "confidence": settings.confidence,
            "made_by": choice.board.made_by,
        }
        keys = choice.metrics[edition]
        for row in rows:
            yield {**common, **_facts(choice, row), **dict(_scores(row, keys))}
        if choice.has_references:
            expected = {
                key: value
                for key, value in whole.random_expectation.items()
                if key in keys
            }
            yield {**common, "method": EXPECTED, "track": "reference", **expected}


def _facts(choice: Choice, row: Row) -> dict[str, object]:
    facts = choice.facts(row)
    return {
        "entry": _plain(row.entry),
        "method": _plain(facts.method),
        "backbone": _plain(facts.backbone or ""),
        "track": facts.track.value,
        "seeds": row.seeds,
        "rank_first": row.rank.first if row.rank else "",
        "rank_last": row.rank.last if row.rank else "",
        "group": row.groups,
        "notices": " ".join(choice.notices(row)),
    }


def _scores(row: Row, keys: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    for score in row.scores:
        key = score_key(score)
        values = {"": score.value, "_low": score.low, "_high": score.high}
        if key in keys:
            yield from ((key + end, v) for end, v in values.items() if v is not None)


def _plain(text: str) -> str:
    line = " ".join(text.split())
    return f"'{line}" if line.startswith(_FORMULA) else line
