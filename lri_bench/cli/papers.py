# SPDX-License-Identifier: MIT
"""Commands that make tables and figures of the board."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lri_bench.cli.app import board_app
from lri_bench.cli.common import Data, catalog_at

if TYPE_CHECKING:
    from lri_bench.board.model import Board

__all__ = ["board_plot", "board_table"]

Editions = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="DATASET@EDITION", help="All of the board.", show_default=False
    ),
]
Tracks = Annotated[
    list[str] | None,
    typer.Option("--track", help="post-hoc, inherent, reference; may be repeated."),
]
Backbones = Annotated[
    list[str] | None,
    typer.Option("--backbone", help="May be repeated; references stay."),
]


@board_app.command("table")
def board_table(  # noqa: PLR0913 - options
    editions: Editions = None,
    *,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="latex|markdown|csv",
            help="Told by the output's end, else markdown.",
        ),
    ] = None,
    metrics: Annotated[
        list[str] | None,
        typer.Option(
            "--metric",
            help="Such as roc_auc or precision_at_m:5; may be repeated. "
            "All of one edition, the headline of several, if none is named.",
        ),
    ] = None,
    tracks: Tracks = None,
    backbones: Backbones = None,
    output: Annotated[Path | None, typer.Option(help="A file, not stdout.")] = None,
    data: Data = None,
) -> None:
    """Write the board's numbers as a table for a paper."""
    from lri_bench.papers import choose, format_of, table  # noqa: PLC0415

    kind = format_of(form, output)
    choice = choose(
        _board(data),
        editions=editions or (),
        metrics=metrics or (),
        tracks=tracks or (),
        backbones=backbones or (),
    )
    text = table(choice, kind)
    if output is None:
        typer.echo(text, nl=False)
        return
    from lri_bench.display import show_lines  # noqa: PLC0415
    from lri_bench.storage.atomic import write_text  # noqa: PLC0415

    write_text(output, text)
    show_lines([f"wrote {output}"])


@board_app.command("plot")
def board_plot(
    editions: Editions = None,
    *,
    output: Annotated[Path, typer.Option(help="Ends in .svg, .pdf or .png.")],
    tracks: Tracks = None,
    backbones: Backbones = None,
    data: Data = None,
) -> None:
    """Draw the headline with its intervals, ranks and groups; needs matplotlib."""
    from lri_bench.display import show_lines  # noqa: PLC0415
    from lri_bench.papers import choose, draw  # noqa: PLC0415
    from lri_bench.pictures import save  # noqa: PLC0415

    choice = choose(
        _board(data),
        editions=editions or (),
        tracks=tracks or (),
        backbones=backbones or (),
    )
    save(draw(choice), output)
    show_lines([f"wrote {output}"])


def _board(data: Path | None) -> Board:
    from lri_bench.board.stored import BOARD  # noqa: PLC0415
    from lri_bench.papers import read_board  # noqa: PLC0415

    return read_board(catalog_at(data).shipped.parent / "leaderboard" / BOARD)
