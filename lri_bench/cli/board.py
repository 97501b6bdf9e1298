# SPDX-License-Identifier: MIT
"""Commands about the board, and the demonstration."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from lri_bench.cli.app import app, board_app
from lri_bench.cli.common import CORES, Data, Jobs, catalog_at, progress

if TYPE_CHECKING:
    from lri_bench.board.scored import Scoring

__all__ = ["board_build", "board_check", "demo"]

Anew = Annotated[
    bool, typer.Option("--anew", help="Score entries again that did not change.")
]


@board_app.command("build")
def board_build(*, data: Data = None, jobs: Jobs = CORES, anew: Anew = False) -> None:
    """Recompute every entry and write leaderboard/, and its top into README.md.

    Entries that did not change are taken from the data folder.
    """
    from lri_bench.board.files import write_board  # noqa: PLC0415
    from lri_bench.display import show_lines  # noqa: PLC0415

    paths = write_board(catalog_at(data), _scoring(jobs, anew=anew))
    show_lines(f"wrote {path}" for path in paths)


@board_app.command("check")
def board_check(*, data: Data = None, jobs: Jobs = CORES, anew: Anew = False) -> None:
    """Fail if leaderboard/ or README.md is not what submissions/ give."""
    from lri_bench.board.files import check_board  # noqa: PLC0415
    from lri_bench.display import show_lines  # noqa: PLC0415

    entries = check_board(catalog_at(data), _scoring(jobs, anew=anew))
    show_lines([f"leaderboard/ is what its {entries} entries give"])


@app.command()
def demo(*, data: Data = None) -> None:
    """Show the benchmark on the data that comes with it, without any download."""
    from lri_bench.demo import run_demo  # noqa: PLC0415

    run_demo(catalog_at(data))


def _scoring(jobs: int, *, anew: bool) -> Scoring:
    """Return how entries are scored, with a bar on a terminal."""
    from lri_bench.board.scored import Scoring  # noqa: PLC0415
    from lri_bench.evaluation.headline import BOOTSTRAP  # noqa: PLC0415

    shown = partial(progress, unit=" entries")
    return Scoring(BOOTSTRAP, jobs, cache=not anew, progress=shown)
