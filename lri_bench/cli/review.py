# SPDX-License-Identifier: MIT
"""The command that reviews entries of strangers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from lri_bench.cli.app import board_app
from lri_bench.cli.common import Data, catalog_at
from lri_bench.errors import EntryError, Problem

__all__ = ["board_review"]


@board_app.command("review")
def board_review(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Of entries.", metavar="FOLDER…")
    ] = None,
    *,
    changed_in: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Another submissions/: review what it changes of this one.",
        ),
    ] = None,
    data: Data = None,
) -> None:
    """Check and score entries that are not on the board yet; prints Markdown.

    Nothing of them is run. Exits with 2 if there are problems.
    """
    from lri_bench.board.changes import Changes, changes_of  # noqa: PLC0415
    from lri_bench.board.review import review_of, review_text  # noqa: PLC0415

    chosen = list(folders or ())
    if not chosen and changed_in is None:
        where = "lri-bench leaderboard review"
        run = f"{where} submissions/my-method"
        raise EntryError(Problem(where, "FOLDER… or --changed-in", "neither", run=run))
    catalog = catalog_at(data)
    own = catalog.shipped.parent / "submissions"
    changes = changes_of(own, changed_in) if changed_in else Changes()
    folders = [*chosen, *changes.changed]
    found = review_of(catalog, folders, datetime.now(UTC).date(), changes.removed)
    found = replace(found, problems=(*changes.problems, *found.problems))
    typer.echo(review_text(found), nl=False)
    if found.problems:
        raise typer.Exit(2)
