# SPDX-License-Identifier: MIT
"""Files of the viewer: clouds that come with the project, and what entries say of them.

``clouds/index.js`` tells what there is; ``clouds/<edition>.js`` holds scenes, and
``clouds/<edition>/<entry>.js`` ranks. They are loaded as they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from lri_bench.board.model import Board, EditionBoard, Row
from lri_bench.catalog.editions import Catalog, Edition, Status
from lri_bench.clouds import Clouds, Split
from lri_bench.scenes.index import edition_index
from lri_bench.scenes.make import scene_of
from lri_bench.scenes.marks import marks_of
from lri_bench.scenes.script import index_script, marks_script, scenes_script
from lri_bench.site.address import stem
from lri_bench.submission.file import Submission

__all__ = ["MOST_CLOUDS", "viewer_files"]

MOST_CLOUDS = 40
"""Of an edition, unless more of them are examples of entries."""

_FOLDER = "clouds"


def viewer_files(board: Board, catalog: Catalog) -> dict[str, bytes]:
    """Return the files that `<cloud-viewer base="clouds/">` loads.

    Parameters
    ----------
    board : Board
        Names entries and their examples.
    catalog : Catalog
        Where clouds and truth lie; the entries lie beside it, in ``submissions/``.

    Returns
    -------
    files : dict of str to bytes
        By path relative to the site; equal boards and clouds give equal bytes.

    Raises
    ------
    DataError, SubmissionError
        If a shipped file or a submission is damaged.
    """
    folder = catalog.shipped.parent / "submissions"
    read = cache(lambda entry: Submission.load(folder / entry / "submission.npz"))
    boards = {catalog.edition(name): rows for name, rows in board.editions.items()}
    indices = [_index(board, catalog, edition, boards[edition]) for edition in boards]
    texts = {f"{_FOLDER}/index.js": index_script(indices)}
    for edition, rows in boards.items():
        if catalog.status(edition) == Status.SHIPPED:
            texts |= _edition_files(catalog, edition, rows.rows, read)
    return {path: text.encode("ascii") for path, text in texts.items()}


def _edition_files(
    catalog: Catalog,
    edition: Edition,
    rows: Sequence[Row],
    read: Callable[[str], Submission],
) -> dict[str, str]:
    name, card = str(edition), catalog.card(edition.dataset)
    clouds = _chosen(catalog.clouds(edition).in_split(Split.TEST), rows)
    scenes = [scene_of(card, edition, clouds, index) for index in range(len(clouds))]
    files = {f"{_FOLDER}/{stem(name)}.js": scenes_script(name, scenes)}
    truth, cloud_ids = catalog.truth(edition), clouds.cloud_id.tolist()
    for row in rows:
        marks = marks_of(read(row.entry).parts[name], truth, cloud_ids)
        path = f"{_FOLDER}/{stem(name)}/{stem(row.entry)}.js"
        files[path] = marks_script(name, row.entry, marks)
    return files


def _chosen(clouds: Clouds, rows: Sequence[Row]) -> Clouds:
    """Return positives in their order: all, or the examples and some spread evenly."""
    positives = clouds.select(clouds.y == 1)
    if len(positives) <= MOST_CLOUDS:
        return positives
    named = {
        cloud
        for row in rows
        if row.examples
        for cloud in (row.examples.best, row.examples.median, row.examples.worst)
    }
    is_example = np.isin(positives.cloud_id, sorted(named))
    others = np.flatnonzero(~is_example)
    free = max(MOST_CLOUDS - int(is_example.sum()), 0)
    spread = np.linspace(0, len(others) - 1, free).round().astype(int)
    is_example[others[spread]] = True
    return positives.select(is_example)


def _index(
    board: Board, catalog: Catalog, edition: Edition, rows: EditionBoard
) -> dict[str, Any]:
    """Return what the viewer has to know of an edition before it loads a cloud."""
    entries = [_entry(board, row) for row in rows.rows]
    index = edition_index(catalog.card(edition.dataset), str(edition), entries)
    index["file"] = stem(str(edition))
    if catalog.status(edition) != Status.SHIPPED:
        index |= {"shown": False, "why": _why(edition)}
    return index


def _entry(board: Board, row: Row) -> dict[str, Any]:
    facts = board.entries[row.entry].facts
    entry: dict[str, Any] = {"id": row.entry, "file": stem(row.entry)}
    entry["name"] = facts.title
    if row.examples:
        entry["examples"] = row.examples.model_dump()
    return entry


def _why(edition: Edition) -> str:
    return (
        f"The clouds of {edition} are not part of the project, so this page cannot "
        "show them. Commands that do, on a machine of yours:"
    )
