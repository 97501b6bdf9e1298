# SPDX-License-Identifier: MIT
"""`leaderboard.json`: every number of every entry, recomputed from its file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lri_bench import __version__
from lri_bench.board.entry import entry_folders, load_entry
from lri_bench.board.floor import expected_at_random
from lri_bench.catalog.card import Card
from lri_bench.catalog.editions import Catalog
from lri_bench.errors import EntryError, LriBenchError, Problem, raise_if
from lri_bench.evaluation import evaluate

__all__ = ["board_json", "board_of", "load_board"]

FORMAT = "lri-bench-board/1"


def board_of(catalog: Catalog, submissions: Path) -> dict[str, Any]:
    """Score every entry and put the numbers together.

    Parameters
    ----------
    catalog : Catalog
        Where cards and truth are.
    submissions : Path
        Folder of the entries.

    Returns
    -------
    board : dict
        JSON values: for each edition its rows, best first, and what random
        importances score on average; for each data set what is published.

    Raises
    ------
    EntryError
        With every problem of every entry.
    """
    rows: dict[str, list[dict[str, Any]]] = {}
    problems: list[Problem] = []
    for folder in entry_folders(submissions):
        try:
            for edition, row in _rows(catalog, folder):
                rows.setdefault(edition, []).append(row)
        except LriBenchError as error:
            problems += error.problems
    raise_if(problems, EntryError)
    return {
        "format": FORMAT,
        "about": "Do not edit: made by `lri-bench leaderboard build`.",
        "made_by": f"lri-bench {__version__}",
        "editions": {
            edition: _edition(catalog, edition, rows[edition])
            for edition in sorted(rows)
        },
        "published": {
            dataset: _published(catalog.card(dataset))
            for dataset in sorted({edition.partition("@")[0] for edition in rows})
        },
    }


def board_json(board: Mapping[str, Any]) -> str:
    """Return the board as text, one that is equal for equal boards."""
    return json.dumps(board, indent=1, ensure_ascii=False) + "\n"


def load_board(path: Path) -> dict[str, Any]:
    """Read a board that was written before; empty if there is none.

    Raises
    ------
    EntryError
        If the file is damaged.
    """
    try:
        board: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {"editions": {}}
    except (OSError, ValueError) as error:
        raise EntryError(
            Problem(
                where=str(path),
                expected="the board, as JSON",
                got=str(error),
                run="lri-bench leaderboard build",
            )
        ) from error
    return board


def _rows(catalog: Catalog, folder: Path) -> Sequence[tuple[str, dict[str, Any]]]:
    """Return one row for each edition that an entry covers."""
    entry = load_entry(folder)
    file = folder / "submission.npz"
    report = evaluate(file, catalog=catalog).as_dict()
    facts = {
        "entry": folder.name,
        **entry.model_dump(mode="json", exclude_none=True),
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    }
    return [
        (item.pop("edition"), {**facts, **item, "scores": _scores(item["scores"])})
        for item in report["editions"]
    ]


def _scores(scores: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out of the board what was not computed."""
    return [
        {key: value for key, value in score.items() if value not in (None, {}, "")}
        for score in scores
        if score["value"] is not None
    ]


def _edition(
    catalog: Catalog, edition: str, rows: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    named = catalog.edition(edition)
    card = catalog.card(named.dataset)
    return {
        "rows": sorted(rows, key=_rank_key),
        "random_expectation": expected_at_random(
            catalog.truth(named), card.precision_at
        ),
    }


def _rank_key(row: Mapping[str, Any]) -> tuple[float, str]:
    headline = next(s["value"] for s in row["scores"] if s["metric"] == "roc_auc")
    return -headline, row["entry"]


def _published(card: Card) -> list[dict[str, Any]]:
    return [
        item.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        for item in card.published
    ]
