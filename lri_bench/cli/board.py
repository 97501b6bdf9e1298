# SPDX-License-Identifier: MIT
"""Commands about the board, and the demonstration."""

from __future__ import annotations

from lri_bench.cli.app import app, board_app
from lri_bench.cli.common import Data, catalog_at

__all__ = ["board_build", "board_check", "demo"]


@board_app.command("build")
def board_build(*, data: Data = None) -> None:
    """Recompute every entry and write leaderboard/."""
    from lri_bench.board.files import write_board  # noqa: PLC0415
    from lri_bench.display import show_lines  # noqa: PLC0415

    show_lines(f"wrote {path}" for path in write_board(catalog_at(data)))


@board_app.command("check")
def board_check(*, data: Data = None) -> None:
    """Fail if leaderboard/ is not what submissions/ give."""
    from lri_bench.board.files import check_board  # noqa: PLC0415
    from lri_bench.display import show_lines  # noqa: PLC0415

    entries = check_board(catalog_at(data))
    show_lines([f"leaderboard/ is what its {entries} entries give"])


@app.command()
def demo(*, data: Data = None) -> None:
    """Show the benchmark on the data that comes with it, without any download."""
    from lri_bench.demo import run_demo  # noqa: PLC0415

    run_demo(catalog_at(data))
