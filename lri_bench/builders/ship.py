# SPDX-License-Identifier: MIT
"""Put what the project ships of an edition into ``datasets/``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import yaml

from lri_bench.builders.product import Product
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.catalog.statistics import statistics_of
from lri_bench.errors import DataError, Problem
from lri_bench.truth import Truth

__all__ = ["ship_edition"]

CLOUDS_ARE_SHIPPED = ("mini",)


def ship_edition(catalog: Catalog, edition: Edition, product: Product) -> Iterator[str]:
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
