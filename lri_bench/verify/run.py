# SPDX-License-Identifier: MIT
"""All checks of an edition, in turn."""

from __future__ import annotations

from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.verify.compare import compare
from lri_bench.verify.files import check_content, check_files
from lri_bench.verify.labels import check_labels
from lri_bench.verify.outcome import Outcome
from lri_bench.verify.schema import check_schema
from lri_bench.verify.statistics import check_statistics

__all__ = ["verify"]


def verify(
    catalog: Catalog, edition: Edition, against: Edition | None = None
) -> list[Outcome]:
    """Check an edition that is on this machine.

    Parameters
    ----------
    catalog : Catalog
    edition : Edition
    against : Edition, optional
        Another edition of the same data set to compare it with, cloud by cloud.

    Returns
    -------
    outcomes : list of Outcome

    Raises
    ------
    DataError
        If an edition is not on this machine or is damaged.
    """
    card, clouds = catalog.card(edition.dataset), catalog.clouds(edition)
    outcomes = [
        *check_files(catalog, edition),
        *check_content(catalog, edition, clouds),
        *check_schema(card, clouds),
        *check_labels(edition.dataset, clouds),
        *check_statistics(card, clouds),
    ]
    if against is not None:
        other = catalog.clouds(against)
        outcomes += compare(clouds, other, card.paper.tolerance.position)
    return outcomes
