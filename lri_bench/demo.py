# SPDX-License-Identifier: MIT
"""The quick start: build, score, show, on the data that comes with the project."""

from __future__ import annotations

from lri_bench.board.standing import standings_of
from lri_bench.build import write
from lri_bench.builders.product import Product
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.display import show_lines, show_report
from lri_bench.evaluation import evaluate

__all__ = ["run_demo"]

SHIPPED = "mini"
EDITION = f"synmol@{SHIPPED}"
ENTRY = "heteroatom"

_NEXT = """
Your own method, in five lines (importances of the test clouds, in their order):
  from lri_bench import Submission
  submission = Submission(method="mine")
  submission.add("synmol@mini", cloud_id=..., offsets=..., importance=...)
  submission.save("submission.npz")
  # then: lri-bench evaluate submission.npz"""


def run_demo(catalog: Catalog) -> None:
    """Build the shipped edition's truth, score a shipped submission, show it.

    Parameters
    ----------
    catalog : Catalog
        Where the shipped files are, and where built ones go.

    Raises
    ------
    LriBenchError
        If a shipped file is damaged, or the data folder cannot be written.
    """
    shipped = [Edition(dataset, SHIPPED) for dataset in sorted(catalog.cards)]
    show_lines(["1  data    shipped, with the checksums of the cards:"])
    show_lines(f"           {_described(catalog, edition)}" for edition in shipped)
    edition = catalog.edition(EDITION)
    _, truth, *_ = write(catalog, edition, Product(catalog.clouds(edition), ()))
    file = catalog.shipped.parent / "submissions" / ENTRY / "submission.npz"
    show_lines(
        [
            f"2  truth   of {edition}: {truth}",
            f"3  score   submissions/{ENTRY}/submission.npz",
            "",
        ]
    )
    report = evaluate(file, catalog=catalog)
    standings = standings_of(catalog, file, report)
    show_report(f"submissions/{ENTRY}/submission.npz", report, standings)
    show_lines([_NEXT])


def _described(catalog: Catalog, edition: Edition) -> str:
    clouds, point = catalog.clouds(edition), catalog.card(edition.dataset).point
    return f"{edition}, {len(clouds):,} clouds, {clouds.points:,} {point}s"
