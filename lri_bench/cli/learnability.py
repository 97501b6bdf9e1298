# SPDX-License-Identifier: MIT
"""The command that trains a plain classifier on an edition."""

from __future__ import annotations

from dataclasses import replace
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
from lri_bench.extras import needing

__all__ = ["learnability"]


@app.command()
def learnability(
    edition: EditionName,
    *,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="Of training; else by data set.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the classifier.")] = 0,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Train a plain classifier, with and without the important points."""
    from lri_bench.display import show_learnability  # noqa: PLC0415

    catalog = catalog_at(data)
    named = catalog.edition(edition)
    card, clouds = catalog.card(named.dataset), catalog.clouds(named)
    with needing("train a classifier"):
        from lri_bench import learnability as room  # noqa: PLC0415 - torch
    usual = room.VIEWS[named.dataset].training
    settings = replace(usual, epochs=epochs or usual.epochs, seed=seed)
    report = room.learnability(edition, card, clouds, settings, progress)
    if as_json:
        print_json(report.as_dict())
    else:
        show_learnability(report)
