# SPDX-License-Identifier: MIT
"""Count an edition, in the terms of the paper's table."""

from __future__ import annotations

import numpy as np

from lri_bench.catalog.card import SplitShares, Statistics
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Clouds, Split
from lri_bench.ragged import cloud_sum

__all__ = ["statistics_here", "statistics_of"]

_DIGITS = 4


def statistics_of(clouds: Clouds) -> Statistics:
    """Return the statistics of all clouds of an edition, unused ones too.

    Parameters
    ----------
    clouds : Clouds
        At least one, with at least one positive.

    Returns
    -------
    statistics : Statistics
        Rounded to four digits after the point.
    """
    positive = clouds.y == 1
    important = cloud_sum(clouds.truth, clouds.offsets)[positive]
    shares = [float(np.mean(clouds.split == split)) for split in Split]
    return Statistics(
        clouds=len(clouds),
        points_per_cloud=round(clouds.points / len(clouds), _DIGITS),
        important_points_per_positive_cloud=round(float(important.mean()), _DIGITS),
        positive_share=round(float(positive.mean()), _DIGITS),
        split=SplitShares(
            **{
                split.name.lower(): round(share, _DIGITS)
                for split, share in zip(Split, shares, strict=True)
            }
        ),
    )


def statistics_here(
    catalog: Catalog, edition: Edition
) -> tuple[Statistics | None, str]:
    """Return the statistics of an edition and where they come from.

    Parameters
    ----------
    catalog : Catalog
    edition : Edition

    Returns
    -------
    statistics : Statistics or None
        Counted anew where the clouds are on this machine, else the card's.
    measured_by : str
        How, or how to get them.
    """
    path = catalog.clouds_path(edition)
    if path is not None:
        return statistics_of(catalog.clouds(edition)), f"counted now in {path}"
    facts = catalog.facts(edition)
    if facts.statistics is not None:
        return facts.statistics, f"as the card has them, by: {facts.measured_by}"
    return None, "not on this machine; lri-bench datasets tells what can be built"
