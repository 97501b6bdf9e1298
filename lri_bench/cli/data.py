# SPDX-License-Identifier: MIT
"""Commands about data sets and their editions."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from lri_bench.cli.app import app
from lri_bench.cli.common import (
    Data,
    EditionName,
    Json,
    catalog_at,
    print_json,
    progress,
)

__all__ = ["build", "datasets", "describe"]


@app.command()
def datasets(*, data: Data = None, as_json: Json = False) -> None:
    """List what exists and what is on this machine."""
    from lri_bench.build import can_build  # noqa: PLC0415
    from lri_bench.catalog.editions import Status  # noqa: PLC0415
    from lri_bench.display import show_editions, show_lines  # noqa: PLC0415

    catalog = catalog_at(data)
    rows = []
    for edition in catalog.editions():
        status = catalog.status(edition)
        planned = status == Status.ABSENT and not can_build(edition)
        summary = catalog.facts(edition).summary.strip()
        rows.append((str(edition), "planned" if planned else status.value, summary))
    if as_json:
        names = ("edition", "status", "summary")
        print_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    show_editions(rows)
    show_lines([f"Built data lies in {catalog.data}"])


@app.command()
def describe(edition: EditionName, *, data: Data = None, as_json: Json = False) -> None:
    """Print the card of a data set, its statistics beside the paper's."""
    from lri_bench.catalog.statistics import statistics_here  # noqa: PLC0415
    from lri_bench.display import show_description  # noqa: PLC0415

    catalog = catalog_at(data)
    named = catalog.edition(edition)
    card = catalog.card(named.dataset)
    measured, measured_by = statistics_here(catalog, named)
    if as_json:
        statistics = measured.model_dump() if measured else None
        content = card.model_dump(mode="json")
        print_json(
            {"edition": edition, "card": content, "statistics": statistics}
            | {"measured_by": measured_by}
        )
        return
    show_description(card, named.name, measured, measured_by)


@app.command()
def build(  # noqa: PLR0913 - each is an option of the command
    edition: EditionName,
    *,
    source: Annotated[
        Path | None, typer.Option("--from", help="Folder of the record's files.")
    ] = None,
    clouds: Annotated[
        int | None, typer.Option(min=1, help="How many to generate.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Of generators.")] = None,
    jobs: Annotated[
        int, typer.Option(min=1, help="Processes.", show_default="all cores")
    ] = os.cpu_count() or 1,
    data: Data = None,
    ship: Annotated[
        bool, typer.Option("--ship", help="Maintainers: write into datasets/ too.")
    ] = False,
) -> None:
    """Build an edition from its source."""
    from lri_bench.build import BuildOptions, write  # noqa: PLC0415
    from lri_bench.build import build as build_edition  # noqa: PLC0415
    from lri_bench.build import ship as ship_files  # noqa: PLC0415
    from lri_bench.display import show_lines  # noqa: PLC0415

    catalog = catalog_at(data)
    named = catalog.edition(edition)
    options = BuildOptions(
        source=source, clouds=clouds, seed=seed, jobs=jobs, progress=progress
    )
    product = build_edition(catalog, named, options)
    paths = write(catalog, named, product)
    made = product.clouds
    lines = [f"{edition}: {len(made):,} clouds, {made.points:,} points"]
    lines += [f"- {finding}" for finding in product.findings]
    lines += [f"content sha256 {made.content_hash()}", *(f"wrote {p}" for p in paths)]
    if ship:
        lines += ship_files(catalog, named, product)
    show_lines(lines)
