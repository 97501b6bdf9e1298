# SPDX-License-Identifier: MIT
"""Compare the statistics of an edition with the paper's table."""

from __future__ import annotations

from collections.abc import Iterator

from lri_bench.catalog.card import Card
from lri_bench.catalog.statistics import statistics_of
from lri_bench.clouds import Clouds
from lri_bench.verify.outcome import Outcome, Verdict

__all__ = ["check_statistics"]


def check_statistics(card: Card, clouds: Clouds) -> Iterator[Outcome]:
    """Compare counts, means and shares with the paper's, within the card's tolerance.

    Parameters
    ----------
    card : Card
    clouds : Clouds

    Yields
    ------
    outcome : Outcome
        `Verdict.DIFFERS` outside of the tolerance.
    """
    found, paper = statistics_of(clouds), card.paper
    tolerance = paper.tolerance
    for name, check in _RELATIVE.items():
        expected = getattr(paper, name)
        allowed = expected * getattr(tolerance, name)
        yield _compared(check, getattr(found, name), expected, allowed)
    shares = found.positive_share, paper.positive_share
    yield _compared("share of positives", *shares, tolerance.shares)
    for name in ("train", "valid", "test"):
        shares = getattr(found.split, name), getattr(paper.split, name)
        yield _compared(f"share of {name}", *shares, tolerance.shares)


_RELATIVE = {
    "clouds": "clouds",
    "points_per_cloud": "points per cloud",
    "important_points_per_positive_cloud": "important points",
}


def _compared(name: str, found: float, expected: float, allowed: float) -> Outcome:
    verdict = Verdict.PASSED if abs(found - expected) <= allowed else Verdict.DIFFERS
    detail = f"{found:,.6g}, paper {expected:,.6g} ± {allowed:,.2g}"
    return Outcome(name, verdict, detail)
