# SPDX-License-Identifier: MIT
"""What a plain classifier learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from lri_bench.display.console import console, table_of

if TYPE_CHECKING:
    from lri_bench.learnability import Learnability

__all__ = ["show_learnability"]


def show_learnability(report: Learnability) -> None:
    """Print how well the class is learnt, with and without the important points."""
    output = console()
    clouds, training = report.clouds, report.training
    output.print(
        f"[bold]{escape(report.edition)}[/]  {clouds['train']:,} training, "
        f"{clouds['valid']:,} validation, {clouds['test']:,} test clouds; "
        f"{training.epochs} epochs, seed {training.seed}"
    )
    numbers = ("ROC AUC", "95 % interval")
    table = table_of("", "the classifier sees", *numbers, right=numbers)
    for score in report.scores:
        interval = f"{score.low:.3f} to {score.high:.3f}"
        table.add_row(score.name, score.meaning, f"{score.value:.3f}", interval)
    output.print(table)
    if report.paper is not None:
        output.print(f"Published for EGNN on the real data: {report.paper:.3f}.")
