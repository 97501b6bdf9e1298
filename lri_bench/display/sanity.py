# SPDX-License-Identifier: MIT
"""How far explanations follow the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from lri_bench.display.console import console, table_of

if TYPE_CHECKING:
    from lri_bench.sanity import Sanity

__all__ = ["show_sanity"]


def show_sanity(report: Sanity) -> None:
    """Print both curves, the cascade and the certificate."""
    output = console()
    output.print(
        f"[bold]{escape(report.edition)}[/]  {escape(report.method)}, "
        f"{escape(report.backbone)}, seed {report.seed}; {report.clouds:,} test clouds"
    )
    numbers = ("rank correlation", "score ratio")
    noise = table_of("noise on weights", *numbers, right=numbers)
    found = report.perturbation
    rows = zip(found.levels, found.correlation, found.ratio, strict=True)
    for level, correlation, ratio in rows:
        noise.add_row(
            f"{level} % of their spread", f"{correlation:.3f}", f"{ratio:.3f}"
        )
    output.print(noise)
    output.print(
        f"Area between the two: {found.signed:+.3f}, absolute {found.absolute:.3f}."
    )
    cascade = table_of("re-initialised down to", numbers[0], right=numbers)
    for step in report.randomisation:
        cascade.add_row(escape(step.name), f"{step.correlation:.3f}")
    output.print(cascade)
    numbers = ("ROC AUC", "95 % interval")
    table = table_of("", "the classifier sees", *numbers, right=numbers)
    for score in report.certificate:
        interval = f"{score.low:.3f} to {score.high:.3f}"
        table.add_row(score.name, score.meaning, f"{score.value:.3f}", interval)
    output.print(table)
