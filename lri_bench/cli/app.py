# SPDX-License-Identifier: MIT
"""The application that every command is registered with."""

from __future__ import annotations

from typing import Annotated

import typer

from lri_bench import __version__

__all__ = ["app", "board_app"]

app = typer.Typer(
    name="lri-bench",
    help="Benchmark explainers of geometric deep learning.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
board_app = typer.Typer(
    help="Make or check the leaderboard from submissions/.", no_args_is_help=True
)
app.add_typer(board_app, name="leaderboard")


@app.callback(invoke_without_command=True)
def _version(
    *, version: Annotated[bool, typer.Option("--version", help="Print it.")] = False
) -> None:
    if version:
        typer.echo(f"lri-bench {__version__}")
        raise typer.Exit
