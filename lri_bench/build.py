# SPDX-License-Identifier: MIT
"""Build an edition, and put it where the other commands find it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from lri_bench.builders.processed import LAYOUTS, build_processed
from lri_bench.builders.product import Product, Progress, no_progress
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.catalog.statistics import statistics_of
from lri_bench.errors import DataError, MissingDependencyError, Problem
from lri_bench.storage.atomic import make_folder
from lri_bench.truth import Truth

__all__ = ["BuildOptions", "build", "can_build", "ship", "write"]

CLOUDS_ARE_SHIPPED = ("mini",)
"""Editions whose clouds, not the truth alone, come with the project."""


@dataclass(frozen=True, kw_only=True)
class BuildOptions:
    """What a person may choose.

    Attributes
    ----------
    source : Path or None
        Folder of the record's files or of a primary source.
    clouds : int or None
        How many to generate; the edition's own number if None.
    seed : int or None
        Of generators; the edition's own if None.
    jobs : int
        Processes.
    progress : callable
        Wraps an iterable of known length, to show how far it is.
    """

    source: Path | None = None
    clouds: int | None = None
    seed: int | None = None
    jobs: int = 1
    progress: Progress = no_progress


def build(catalog: Catalog, edition: Edition, options: BuildOptions) -> Product:
    """Build an edition in memory.

    Parameters
    ----------
    catalog : Catalog
    edition : Edition
    options : BuildOptions

    Returns
    -------
    product : Product

    Raises
    ------
    DataError
        If this version has no builder for it, or the source is at fault.
    MissingDependencyError
        If a package of the extra [build] is not installed.
    """
    builder = _BUILDERS.get(str(edition))
    if builder is None:
        raise DataError(
            Problem(
                where=str(edition),
                expected=f"one of {', '.join(_BUILDERS)}",
                got=f"{edition}, which this version cannot build yet",
                cause=f"it needs: {catalog.facts(edition).needs}",
                run="lri-bench datasets",
            )
        )
    try:
        return builder(options)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        raise MissingDependencyError.of(
            package=package, extra="build", what_for=f"build {edition}"
        ) from error


def write(catalog: Catalog, edition: Edition, product: Product) -> tuple[Path, Path]:
    """Write clouds and truth of a built edition into the data folder.

    Returns
    -------
    clouds, truth : Path
        The two files.

    Raises
    ------
    OutputError
        If they cannot be written.
    """
    folder = catalog.built_folder(edition)
    make_folder(folder)
    paths = folder / "clouds.npz", folder / "truth.npz"
    columns = catalog.order_key_columns(edition)
    product.clouds.save(paths[0])
    Truth.of(product.clouds, columns).save(paths[1])
    return paths


def ship(catalog: Catalog, edition: Edition, product: Product) -> Iterator[str]:
    """Write the truth, and of `mini` the clouds, into ``datasets/<name>/``.

    Parameters
    ----------
    catalog : Catalog
    edition : Edition
        Its card must say that the truth is shipped.
    product : Product
        As built.

    Yields
    ------
    line : str
        What was written, and what belongs into the card.

    Raises
    ------
    DataError
        If the card says that the truth stays on the user's machine.
    OutputError
        If a file cannot be written.
    """
    if catalog.facts(edition).truth != "shipped":
        raise DataError(
            Problem(
                where=str(edition),
                expected="an edition whose truth the card calls shipped",
                got="local",
                cause="its source may not be given on",
            )
        )
    folder = catalog.shipped / edition.dataset
    truth = folder / f"truth-{edition.name}.npz"
    Truth.of(product.clouds, catalog.order_key_columns(edition)).save(truth)
    yield f"wrote {truth}"
    facts: dict[str, object] = {}
    if edition.name in CLOUDS_ARE_SHIPPED:
        path = catalog.shipped_clouds(edition)
        product.clouds.save(path)
        facts["clouds_sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
        yield f"wrote {path}"
    facts["statistics"] = statistics_of(product.clouds).model_dump()
    yield f"for editions.{edition.name} of the card:\n{yaml.safe_dump(facts)}"


def can_build(edition: Edition) -> bool:
    """Return whether this version has a builder for an edition."""
    return str(edition) in _BUILDERS


def _source(options: BuildOptions, edition: str) -> Path:
    if options.source is None:
        raise DataError(
            Problem(
                where=edition,
                expected="a folder with the record's files",
                got="none given",
                run=f"lri-bench build {edition} --from FOLDER",
            )
        )
    return options.source


def _synmol_raw(options: BuildOptions) -> Product:
    source = _source(options, "synmol@raw")
    from lri_bench.builders.synmol import build_raw  # noqa: PLC0415 - rdkit

    return build_raw(source, options.jobs, options.progress)


def _zenodo(dataset: str) -> Callable[[BuildOptions], Product]:
    def builder(options: BuildOptions) -> Product:
        source = _source(options, f"{dataset}@zenodo")
        return build_processed(dataset, source)

    return builder


def _synmol_mini(options: BuildOptions) -> Product:
    from lri_bench.generators.synmol import build_mini  # noqa: PLC0415 - rdkit

    return build_mini(options.clouds, options.seed, options.jobs, options.progress)


_BUILDERS: dict[str, Callable[[BuildOptions], Product]] = {
    "synmol@raw": _synmol_raw,
    **{f"{dataset}@zenodo": _zenodo(dataset) for dataset in LAYOUTS},
    "synmol@mini": _synmol_mini,
}
