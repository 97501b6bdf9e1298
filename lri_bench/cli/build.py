# SPDX-License-Identifier: MIT
"""Commands that make editions, or what they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lri_bench.cli.app import app
from lri_bench.cli.common import (
    CORES,
    Clouds,
    Dask,
    Data,
    EditionName,
    Fields,
    Jobs,
    Seed,
    catalog_at,
    end_quietly_when_interrupted,
    progress,
)
from lri_bench.errors import DataError, Problem, raise_if

if TYPE_CHECKING:
    from lri_bench.catalog.editions import Catalog, Edition
    from lri_bench.recipes import BuildOptions

__all__ = ["build", "export"]

NANO = 1e-9


class Sampler(StrEnum):
    """Samplers of `lri_bench.builders.actstrack.sampling`."""

    EACH_EVENT = "each-event"
    LEGACY = "legacy"


@app.command()
def build(  # noqa: PLR0913 - each is an option of the command
    editions: Annotated[list[str], typer.Argument(metavar="DATASET@EDITION…")],
    *,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="Folder of its source; else what was downloaded."),
    ] = None,
    clouds: Clouds = None,
    seed: Seed = None,
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
    field: Fields = None,
    sampler: Annotated[
        Sampler | None, typer.Option(help="How tracks of ActsTrack are drawn.")
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(metavar="NANOMOLAR", help="Below it PLBind is positive [10]."),
    ] = None,
    jobs: Jobs = CORES,
    dask: Dask = None,
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
def export(  # noqa: PLR0913 - each is an option of the command
    edition: EditionName,
    folder: Annotated[Path, typer.Argument(help="Is made if it is not there.")],
    *,
    clouds: Clouds = None,
    seed: Seed = None,
    field: Fields = None,
    jobs: Jobs = CORES,
    dask: Dask = None,
) -> None:
    """Write what a generated edition is made of: ROOT trees, structures, a table."""
    from lri_bench.build import BuildOptions  # noqa: PLC0415
    from lri_bench.display import show_lines  # noqa: PLC0415
    from lri_bench.export import export as export_files  # noqa: PLC0415
    from lri_bench.parallel import Workers  # noqa: PLC0415

    end_quietly_when_interrupted()
    named = _named(catalog_at(None), [edition], field or ())
    workers = Workers(jobs=jobs, dask=dask, progress=progress)
    options = BuildOptions(clouds=clouds, seed=seed, workers=workers)
    for one in named:
        place = folder / one.name if len(named) > 1 else folder
        written = list(export_files(one, options, place))
        show_lines([f"{one}: wrote {len(written):,} files into {place}"])
