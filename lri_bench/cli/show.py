# SPDX-License-Identifier: MIT
"""The command that shows one cloud."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lri_bench.cli.app import app
from lri_bench.cli.common import Data, EditionName, catalog_at

__all__ = ["show"]


@app.command()
def show(  # noqa: PLR0913 - each is an option of the command
    edition: EditionName,
    cloud: Annotated[str, typer.Argument(metavar="CLOUD_ID")],
    *,
    submission: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Importances to show; may be repeated."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Draw it: .html to turn in a browser; .png, .svg, .pdf (extra plot).",
        ),
    ] = None,
    top: Annotated[int, typer.Option(min=1, help="Points to list as text.")] = 12,
    data: Data = None,
) -> None:
    """Show one cloud, its truth and what submissions find important in it."""
    from lri_bench.display import show_lines, show_scene  # noqa: PLC0415
    from lri_bench.scenes import find_cloud, scene_of, submitted_marks  # noqa: PLC0415
    from lri_bench.scenes.save import check_name, save_scene  # noqa: PLC0415

    if output:
        check_name(output)
    catalog = catalog_at(data)
    named = catalog.edition(edition)
    card, clouds = catalog.card(named.dataset), catalog.clouds(named)
    scene = scene_of(card, named, clouds, find_cloud(named, clouds, cloud))
    marks = submitted_marks(catalog, scene, submission or [])
    if output is None:
        show_scene(scene, marks, rows=top)
        return
    save_scene(card, scene, marks, output)
    show_lines([f"wrote {output}"])
