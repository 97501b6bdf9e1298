# SPDX-License-Identifier: MIT
"""The quick start: build, score, show, on the data that comes with the project."""

from __future__ import annotations

from lri_bench.board.files import standings_of
from lri_bench.build import write
from lri_bench.builders.product import Product
from lri_bench.catalog.editions import Catalog
from lri_bench.display import show_lines, show_report
from lri_bench.evaluation import evaluate

__all__ = ["run_demo"]

EDITION = "synmol@mini"
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
    edition = catalog.edition(EDITION)
    clouds = catalog.clouds(edition)
    _, truth, *_ = write(catalog, edition, Product(clouds, ()))
    file = catalog.shipped.parent / "submissions" / ENTRY / "submission.npz"
    show_lines(
        [
            f"1  data    {edition}: {len(clouds):,} molecules, checksum as in the card",
            f"2  truth   built from them: {truth}",
            f"3  score   submissions/{ENTRY}/submission.npz",
            "",
        ]
    )
    report = evaluate(file, catalog=catalog)
    standings = standings_of(catalog, file, report)
    show_report(f"submissions/{ENTRY}/submission.npz", report, standings)
    show_lines([_NEXT])
