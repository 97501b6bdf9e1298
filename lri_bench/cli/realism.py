# SPDX-License-Identifier: MIT
"""The command that looks at how an edition is distributed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lri_bench.cli.app import app
from lri_bench.cli.common import Data, EditionName, Json, catalog_at, print_json

__all__ = ["realism"]


@app.command()
def realism(
    edition: EditionName,
    *,
    against: Annotated[
        str | None,
        typer.Option(metavar="DATASET@EDITION", help="Show it beside; the same data."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(help="Draw it (.svg, .pdf or .png); needs matplotlib."),
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show how an edition is distributed, beside another or what is known."""
    from lri_bench.display import show_lines, show_survey  # noqa: PLC0415
    from lri_bench.realism import survey  # noqa: PLC0415

    catalog = catalog_at(data)
    named = catalog.edition(edition)
    found = survey(catalog, named, catalog.comparable(named, against))
    if output:
        from lri_bench.pictures import save  # noqa: PLC0415
        from lri_bench.realism import draw  # noqa: PLC0415

        save(draw(found), output)
    if as_json:
        print_json(found.as_dict())
        return
    show_survey(found)
    if output:
        show_lines([f"wrote {output}"])
