# SPDX-License-Identifier: MIT
"""The command that makes an entry of a submission."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lri_bench.cli.app import app
from lri_bench.cli.common import Data, catalog_at

if TYPE_CHECKING:
    from lri_bench.board.entry import Entry
    from lri_bench.board.model import Notice
    from lri_bench.catalog.editions import Catalog

__all__ = ["submit"]

_NEXT = """\

Next, look at {folder}/entry.yaml, and open a pull request from a fork:
  git switch -c {name}
  git add {folder}
  git commit -m "Add {name}"
  git push -u origin {name}
Leave leaderboard/ as it is: it is made anew after the merge."""

_NEEDED, _METHOD, _TOOK = "Needed", "About the method", "What it took"
_WHERE = "Where it is so"


@app.command()
def submit(  # noqa: PLR0913 - each is an option of the command
    file: Annotated[
        Path, typer.Argument(help="The submission (.npz).", metavar="FILE")
    ],
    *,
    entry_dir: Annotated[
        Path | None,
        typer.Option(
            help="To write: submissions/NAME.",
            metavar="FOLDER",
            rich_help_panel=_NEEDED,
        ),
    ] = None,
    track: Annotated[
        str | None, typer.Option(help="post-hoc or inherent.", rich_help_panel=_NEEDED)
    ] = None,
    summary: Annotated[
        str | None,
        typer.Option(
            help="What importances are, one sentence.", rich_help_panel=_NEEDED
        ),
    ] = None,
    author: Annotated[
        list[str] | None, typer.Option(help="May be repeated.", rich_help_panel=_NEEDED)
    ] = None,
    made_with: Annotated[
        str | None,
        typer.Option(help="Command or script that made FILE.", rich_help_panel=_NEEDED),
    ] = None,
    trained_on: Annotated[
        list[str] | None,
        typer.Option(
            help="nothing, train, valid, test-clouds or other-data; may be repeated.",
            rich_help_panel=_NEEDED,
        ),
    ] = None,
    trained_on_note: Annotated[
        str | None,
        typer.Option(
            help="Which other data; what else was seen.", rich_help_panel=_WHERE
        ),
    ] = None,
    saw_truth: Annotated[
        bool,
        typer.Option(
            "--saw-truth", help="It was given labels of points.", rich_help_panel=_WHERE
        ),
    ] = False,
    partial: Annotated[
        str | None,
        typer.Option(
            help="Why not all four data sets are covered.", rich_help_panel=_WHERE
        ),
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(
            help="Name in the table; else the file's.", rich_help_panel=_METHOD
        ),
    ] = None,
    backbone: Annotated[
        str | None, typer.Option(help="The explained model.", rich_help_panel=_METHOD)
    ] = None,
    paper: Annotated[
        str | None, typer.Option(help="Link.", rich_help_panel=_METHOD)
    ] = None,
    code: Annotated[
        str | None, typer.Option(help="Link.", rich_help_panel=_METHOD)
    ] = None,
    licence: Annotated[
        str | None,
        typer.Option(
            help="Of the file: SPDX identifier, such as MIT.", rich_help_panel=_METHOD
        ),
    ] = None,
    seeds: Annotated[
        int | None,
        typer.Option(
            help="Trained and explained; else the file's.", rich_help_panel=_TOOK
        ),
    ] = None,
    epochs: Annotated[
        int | None,
        typer.Option(
            help="Of each training, if not the paper's.", rich_help_panel=_WHERE
        ),
    ] = None,
    hardware: Annotated[
        str | None, typer.Option(help="Such as 1 A100.", rich_help_panel=_TOOK)
    ] = None,
    seconds_per_cloud: Annotated[
        list[str] | None,
        typer.Option(
            help="To explain one: synmol@raw=0.02; may be repeated.",
            metavar="EDITION=SECONDS",
            rich_help_panel=_TOOK,
        ),
    ] = None,
    training_seconds: Annotated[
        float | None, typer.Option(help="Of all seeds together.", rich_help_panel=_TOOK)
    ] = None,
    note: Annotated[
        str | None,
        typer.Option(help="What a reader should know.", rich_help_panel=_METHOD),
    ] = None,
    submitted: Annotated[
        str | None, typer.Option(help="Day, such as 2026-11-25; else today.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Overwrite the entry that is there.")
    ] = False,
    data: Data = None,
) -> None:
    """Make an entry of the leaderboard: check FILE, score it, write it with answers.

    Nothing is sent anywhere; the command says how to open a pull request.
    """
    answers = {
        "method": method,
        "track": track,
        "summary": summary,
        "authors": tuple(author or ()),
        "made_with": made_with,
        "saw_truth": saw_truth,
        "trained_on": tuple(trained_on or ()),
        "trained_on_note": trained_on_note,
        "backbone": backbone,
        "paper": paper,
        "code": code,
        "licence": licence,
        "seeds": seeds,
        "epochs": epochs,
        "hardware": hardware,
        "seconds_per_cloud": tuple(seconds_per_cloud or ()),
        "training_seconds": training_seconds,
        "note": note,
        "partial": partial,
        "submitted": submitted or datetime.now(UTC).date().isoformat(),
    }
    from lri_bench.board.hand_in import checked_entry  # noqa: PLC0415

    catalog = catalog_at(data)
    entry = checked_entry(catalog, file, entry_dir, answers, replace=replace)
    _write_and_show(catalog, entry, file, entry_dir or Path())


def _write_and_show(catalog: Catalog, entry: Entry, file: Path, folder: Path) -> None:
    from lri_bench.board.arrival import Newcomer, arrivals_of  # noqa: PLC0415
    from lri_bench.board.hand_in import write_entry  # noqa: PLC0415
    from lri_bench.display import show_lines, show_report  # noqa: PLC0415

    name = folder.name
    arrival = arrivals_of(catalog, {name: Newcomer(entry, file)})[name]
    write_entry(folder, entry, file)
    show_report(str(file), arrival.report, arrival.standings)
    show_lines(_notice_lines(arrival.notices))
    show_lines([f"\nwrote {folder}/entry.yaml and {folder}/submission.npz"])
    show_lines(_NEXT.format(folder=folder, name=name).splitlines())


def _notice_lines(notices: tuple[Notice, ...]) -> list[str]:
    """Say what will stand beside the entry."""
    from lri_bench.board.notices import KINDS  # noqa: PLC0415

    if not notices:
        return []
    lines = ["\nNotices that will stand beside it on the board:"]
    for notice in notices:
        where = f"{notice.edition}: " if notice.edition else ""
        lines.append(f"- {KINDS[notice.kind].title}: {where}{notice.text}")
    return lines
