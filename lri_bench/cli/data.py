# SPDX-License-Identifier: MIT
"""Commands about data sets and their editions."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lri_bench.cli.app import app
from lri_bench.cli.common import (
    Data,
    EditionName,
    Json,
    catalog_at,
    end_quietly_when_interrupted,
    print_json,
    progress,
)
from lri_bench.errors import DataError, Problem, raise_if

if TYPE_CHECKING:
    from lri_bench.catalog.editions import Catalog, Edition
    from lri_bench.recipes import BuildOptions

__all__ = ["build", "datasets", "describe", "verify"]


NANO = 1e-9


class Sampler(StrEnum):
    """Samplers of `lri_bench.builders.actstrack.sampling`."""

    EACH_EVENT = "each-event"
    LEGACY = "legacy"


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
    show_description(card, named, catalog.facts(named), measured, measured_by)


@app.command()
def build(  # noqa: PLR0913 - each is an option of the command
    editions: Annotated[list[str], typer.Argument(metavar="DATASET@EDITION…")],
    *,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="Folder of its source; else what was downloaded."),
    ] = None,
    clouds: Annotated[
        int | None, typer.Option(min=1, help="How many to generate.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Of what is drawn.")] = None,
    seed_from: Annotated[
        Path | None,
        typer.Option(
            "--seed-from",
            metavar="FILE",
            help="Secret of a hidden edition (docs/hidden-test-sets.md).",
        ),
    ] = None,
    commitment: Annotated[
        str | None,
        typer.Option(metavar="SHA256", help="What the secret's SHA-256 must be."),
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(
            help="Field of ActsTrack, such as 4T; may be repeated [2T].",
            show_default=False,
        ),
    ] = None,
    sampler: Annotated[
        Sampler | None, typer.Option(help="How tracks of ActsTrack are drawn.")
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(metavar="NANOMOLAR", help="Below it PLBind is positive [10]."),
    ] = None,
    jobs: Annotated[
        int, typer.Option(min=1, help="Processes.", show_default="all cores")
    ] = os.cpu_count() or 1,
    dask: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Dask scheduler: tcp://host:8786."),
    ] = None,
    data: Data = None,
    ship: Annotated[
        bool, typer.Option("--ship", help="Maintainers: write into datasets/ too.")
    ] = False,
) -> None:
    """Build editions from their sources; goes on where it was interrupted."""
    from lri_bench.build import BuildOptions  # noqa: PLC0415
    from lri_bench.parallel import Workers  # noqa: PLC0415

    end_quietly_when_interrupted()
    catalog = catalog_at(data)
    named = _named(catalog, editions, field or ())
    workers = Workers(jobs=jobs, dask=dask, progress=progress)
    options = BuildOptions(
        source=source,
        clouds=clouds,
        seed=seed,
        sampler=sampler.value if sampler else None,
        threshold=threshold * NANO if threshold is not None else None,
        seed_from=seed_from,
        commitment=commitment,
        workers=workers,
    )
    problems = [
        problem
        for edition in named
        for problem in _built(catalog, edition, options, ship=ship)
    ]
    raise_if(problems, DataError)


def _named(
    catalog: Catalog, editions: Iterable[str], fields: Sequence[str]
) -> list[Edition]:
    """Return the editions that are meant; tells all unknown names at once."""
    from lri_bench.catalog.fields import in_fields  # noqa: PLC0415

    found: list[Edition] = []
    problems: list[Problem] = []
    for text in editions:
        try:
            found += in_fields(catalog, catalog.edition(text), fields)
        except DataError as error:
            problems += error.problems
    raise_if(problems, DataError)
    return found


def _built(
    catalog: Catalog, edition: Edition, options: BuildOptions, *, ship: bool
) -> Iterable[Problem]:
    """Build one edition and tell about it; what is wrong with it stops no other."""
    from lri_bench.build import build as build_edition  # noqa: PLC0415
    from lri_bench.build import ship as ship_files  # noqa: PLC0415
    from lri_bench.build import write  # noqa: PLC0415
    from lri_bench.display import show_lines  # noqa: PLC0415

    workers = replace(options.workers, parts=catalog.built_folder(edition) / "parts")
    try:
        product = build_edition(catalog, edition, replace(options, workers=workers))
    except DataError as error:
        return error.problems
    paths = write(catalog, edition, product)
    workers.forget()
    made = product.clouds
    lines = [f"{edition}: {len(made):,} clouds, {made.points:,} points"]
    lines += [f"- {finding}" for finding in product.findings]
    lines += [f"content sha256 {made.content_hash()}", *(f"wrote {p}" for p in paths)]
    if product.blind is not None and options.seed_from is not None:
        from lri_bench.hidden.announcement import announcement  # noqa: PLC0415

        lines += announcement(edition, made, product.blind, options.seed_from)
    if ship:
        lines += ship_files(catalog, edition, product)
    show_lines(lines)
    return ()


@app.command()
def verify(
    edition: EditionName,
    *,
    against: Annotated[
        str | None,
        typer.Option(metavar="DATASET@EDITION", help="Compare with it cloud by cloud."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail where the paper's table differs too.")
    ] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Check files, schema, labels and statistics of an edition."""
    from lri_bench.display import show_outcomes  # noqa: PLC0415
    from lri_bench.verify import Verdict  # noqa: PLC0415
    from lri_bench.verify import verify as check  # noqa: PLC0415

    catalog = catalog_at(data)
    other = catalog.edition(against) if against else None
    outcomes = check(catalog, catalog.edition(edition), other)
    bad = {Verdict.FAILED, Verdict.DIFFERS} if strict else {Verdict.FAILED}
    failed = any(outcome.verdict in bad for outcome in outcomes)
    if as_json:
        content = [outcome.as_dict() for outcome in outcomes]
        named = {"edition": edition, "against": against, "passed": not failed}
        print_json(named | {"checks": content})
    else:
        title = f"{edition} against {against}" if against else edition
        show_outcomes(title, outcomes)
    if failed:
        raise typer.Exit(1)
