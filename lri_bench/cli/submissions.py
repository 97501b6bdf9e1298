# SPDX-License-Identifier: MIT
"""Commands about submissions."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from lri_bench.cli.app import app
from lri_bench.cli.common import Data, Files, Json, catalog_at, each_file

__all__ = ["evaluate", "validate"]


@app.command()
def validate(files: Files, *, data: Data = None, as_json: Json = False) -> None:
    """Check that submissions can be scored; tells all problems at once."""
    from lri_bench.display import show_checked  # noqa: PLC0415
    from lri_bench.evaluation import check  # noqa: PLC0415
    from lri_bench.submission.check import notices, summary  # noqa: PLC0415

    catalog = catalog_at(data)

    def one(file: str) -> dict[str, Any]:
        submission, truths = check(file, catalog=catalog, answers=False)
        parts = submission.parts.items()
        lines = {name: summary(part, truths[name]) for name, part in parts}
        found = [f"{k}: {text}" for k, v in parts for text in notices(v)]
        if not as_json:
            show_checked(file, lines, found)
        return {"method": submission.method, "editions": lines, "notices": found}

    each_file(files, one, as_json=as_json)


@app.command()
def evaluate(
    files: Files,
    *,
    replicates: Annotated[
        int, typer.Option(min=0, help="Bootstrap replicates behind the intervals.")
    ] = 2000,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Score submissions against the truth and place them on the board."""
    from lri_bench.board.standing import standings_of  # noqa: PLC0415
    from lri_bench.display import show_report  # noqa: PLC0415
    from lri_bench.evaluation import evaluate as score  # noqa: PLC0415

    catalog = catalog_at(data)

    def one(file: str) -> dict[str, Any]:
        report = score(file, catalog=catalog, replicates=replicates)
        standings = standings_of(catalog, Path(file), report)
        if not as_json:
            show_report(file, report, standings)
        return report.as_dict() | {
            "row_on_board": {item.edition: item.rank for item in standings},
            "neighbours": {
                item.edition: [asdict(other) for other in item.neighbours]
                for item in standings
            },
        }

    each_file(files, one, as_json=as_json)
