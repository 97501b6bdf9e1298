# SPDX-License-Identifier: MIT
"""Commands that tell what there is."""

from __future__ import annotations

from lri_bench.cli.app import app
from lri_bench.cli.common import Data, EditionName, Json, catalog_at, print_json

__all__ = ["datasets", "describe"]


@app.command()
def datasets(*, data: Data = None, as_json: Json = False) -> None:
    """List what exists and what is on this machine."""
    from lri_bench.display import show_editions, show_lines  # noqa: PLC0415

    catalog = catalog_at(data)
    rows = [
        (str(e), catalog.status(e).value, catalog.facts(e).summary.strip())
        for e in catalog.editions()
    ]
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
