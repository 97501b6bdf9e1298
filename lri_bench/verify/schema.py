# SPDX-License-Identifier: MIT
"""Check the columns of an edition against its card."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lri_bench.catalog.card import Card, Feature
from lri_bench.clouds import Clouds, Split
from lri_bench.ragged import cloud_sum, counts
from lri_bench.types import Bools
from lri_bench.verify.outcome import Outcome, Verdict, of_clouds

__all__ = ["check_schema"]


def check_schema(card: Card, clouds: Clouds) -> Iterator[Outcome]:
    """Check dimensions, values and splits.

    That columns fit each other was checked when the clouds were loaded.

    Parameters
    ----------
    card : Card
    clouds : Clouds

    Yields
    ------
    outcome : Outcome
    """
    yield _equal("dimensions of pos", clouds.pos.shape[1], card.position_dimension)
    yield _equal("features", clouds.x.shape[1], len(card.features))
    names = clouds.cloud_id
    yield of_clouds(
        "points", names, counts(clouds.offsets) == 0, "at least one point a cloud"
    )
    finite = np.isfinite(np.hstack([clouds.pos, clouds.x]))
    odd = (~finite).sum(1) > 0
    yield of_clouds("numbers", names, _any(clouds, odd), "finite numbers")
    for place, feature in enumerate(card.features[: clouds.x.shape[1]]):
        if feature.kind == "categorical":
            odd = _unknown_category(clouds.x[:, place], feature)
            expected = f"{feature.name} is one of its categories"
            yield of_clouds(feature.name, names, _any(clouds, odd), expected)
    yield _splits(clouds)


def _any(clouds: Clouds, points: Bools) -> Bools:
    return cloud_sum(points, clouds.offsets) > 0


def _unknown_category(column: np.ndarray, feature: Feature) -> Bools:
    known = len(feature.categories) or np.inf
    odd: Bools = (column < 0) | (column >= known) | (column != np.floor(column))
    return odd


def _equal(check: str, found: int, expected: int) -> Outcome:
    if found == expected:
        return Outcome(check, Verdict.PASSED, f"{found}, as the card says")
    return Outcome(check, Verdict.FAILED, f"{found}, where the card says {expected}")


def _splits(clouds: Clouds) -> Outcome:
    sizes = {s.name.lower(): int(np.sum(clouds.split == s)) for s in Split}
    detail = ", ".join(f"{number:,} {name}" for name, number in sizes.items())
    used: tuple[str, ...] = ("train", "valid", "test")
    if "commitment" in clouds.meta:  # of a hidden edition
        used = ("test",)
    verdict = Verdict.PASSED if all(sizes[n] for n in used) else Verdict.FAILED
    return Outcome("splits", verdict, detail)
