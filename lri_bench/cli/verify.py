# SPDX-License-Identifier: MIT
"""The command that checks an edition."""

from __future__ import annotations

from typing import Annotated

import typer

from lri_bench.cli.app import app
from lri_bench.cli.common import Data, EditionName, Json, catalog_at, print_json

__all__ = ["verify"]


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
    named = catalog.edition(edition)
    outcomes = check(catalog, named, catalog.comparable(named, against))
    bad = {Verdict.FAILED, Verdict.DIFFERS} if strict else {Verdict.FAILED}
    failed = any(outcome.verdict in bad for outcome in outcomes)
    if as_json:
        content = [outcome.as_dict() for outcome in outcomes]
        passed = {"edition": edition, "against": against, "passed": not failed}
        print_json(passed | {"checks": content})
    else:
        title = f"{edition} against {against}" if against else edition
        show_outcomes(title, outcomes)
    if failed:
        raise typer.Exit(1)
