# SPDX-License-Identifier: MIT
"""Build an edition, and put it where the other commands find it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import yaml

from lri_bench.builders.product import Product
from lri_bench.catalog.editions import BLIND_NAME, Catalog, Edition
from lri_bench.catalog.statistics import statistics_of
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.extras import needing
from lri_bench.hidden.blind import blind
from lri_bench.hidden.plan import HIDDEN
from lri_bench.recipes import BuildOptions, Recipe, recipe_of
from lri_bench.record.lock import RECORD_FOLDER
from lri_bench.storage.atomic import make_folder
from lri_bench.storage.sums import write_sums
from lri_bench.truth import Truth

__all__ = ["BuildOptions", "build", "ship", "write"]

_FLAGS = {"source": "from", "seed_from": "seed-from"}

CLOUDS_ARE_SHIPPED = ("mini",)
"""Editions whose clouds, not the truth alone, come with the project."""


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
        If options or source are at fault.
    MissingDependencyError
        If a package of an extra is not installed.
    """
    recipe = recipe_of(edition)
    problems = [
        *_option_problems(edition, recipe, options),
        *recipe.problems(edition, options),
    ]
    raise_if(problems, DataError)
    if "source" in recipe.options and options.source is None:
        options = replace(options, source=_downloaded(catalog, edition, recipe))
    with needing(f"build {edition}"):
        product = recipe.builder(edition, options)
    return _with_blind(catalog, edition, product) if edition.base == HIDDEN else product


def _with_blind(catalog: Catalog, edition: Edition, product: Product) -> Product:
    features = catalog.card(edition.dataset).features
    columns = catalog.order_key_columns(edition)
    return replace(product, blind=blind(product.clouds, features, columns))


def write(catalog: Catalog, edition: Edition, product: Product) -> tuple[Path, ...]:
    """Write clouds and truth of a built edition into the data folder.

    Returns
    -------
    clouds, truth : Path
        The two files; of a hidden edition then what is published of it.

    Raises
    ------
    OutputError
        If they cannot be written.
    """
    folder = catalog.built_folder(edition)
    make_folder(folder)
    paths = [folder / "clouds.npz", folder / "truth.npz"]
    columns = catalog.order_key_columns(edition)
    product.clouds.save(paths[0])
    Truth.of(product.clouds, columns).save(paths[1])
    if product.blind is not None:
        paths.append(folder / BLIND_NAME)
        product.blind.save(paths[2])
    write_sums(folder, [path.name for path in paths])
    return tuple(paths)


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


def _option_problems(
    edition: Edition, recipe: Recipe, options: BuildOptions
) -> Iterator[Problem]:
    """Tell options that would have no effect."""
    for name in sorted(options.chosen() - recipe.options):
        taken = ", ".join(f"--{_FLAGS.get(n, n)}" for n in sorted(recipe.options))
        yield Problem(
            where=f"--{_FLAGS.get(name, name)}",
            expected=f"{taken} for {edition}",
            got="an option that has no effect on this edition",
            run="lri-bench build --help",
        )
    if options.seed is not None and options.seed < 0:
        yield Problem("--seed", "0 or more", f"{options.seed}")


def _downloaded(catalog: Catalog, edition: Edition, recipe: Recipe) -> Path:
    """Return the folder of what was downloaded, if the edition is made of that."""
    folder = catalog.data / RECORD_FOLDER
    if recipe.from_record and folder.is_dir():
        return folder
    kind = "processed" if edition.base == "zenodo" else "raw"
    field = f" --field {edition.field}" if edition.field else ""
    fetch = f"lri-bench download {edition.dataset} --{kind}{field}, or "
    raise DataError(
        Problem(
            where=str(edition),
            expected="a folder with its source",
            got=f"none given, and no {folder}" if recipe.from_record else "none given",
            cause=f"it needs: {catalog.facts(edition).needs.strip()}",
            run=(fetch if recipe.from_record else "")
            + f"lri-bench build {edition} --from FOLDER",
        )
    )
