# SPDX-License-Identifier: MIT
"""What is published before the reveal: clouds without any answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lri_bench.catalog.card import Feature
from lri_bench.clouds import Clouds, OrderKeyColumns, Split
from lri_bench.types import AnyArray

__all__ = ["EXPLANATION", "blind"]

EXPLANATION = (
    "y and truth are zero everywhere: the answers are made again by anybody once the "
    "secret behind the commitment is revealed, see docs/hidden-test-sets.md"
)

_KEPT = ("edition", "builder", "packages", "commitment")


def blind(
    clouds: Clouds, features: Sequence[Feature], key_columns: OrderKeyColumns
) -> Clouds:
    """Return what a participant may see of clouds.

    Parameters
    ----------
    clouds : Clouds
        As `lri_bench.hidden.conceal.conceal` leaves them.
    features : sequence of Feature
        Of the card, one for each column of `x`. Those that are not given to models
        are left out.
    key_columns : OrderKeyColumns
        What order keys are made of.

    Returns
    -------
    blind : Clouds
        Names, order and points are those of `clouds`; ``cloud_extra["order_key"]``
        (S,) uint64 are the keys that a submission may carry. Context clouds keep
        positions and features. Nothing of the rest.
    """
    given = [place for place, item in enumerate(features) if item.given_to_model]
    return Clouds(
        **_bare(clouds, clouds.x[:, given]),
        cloud_extra={"order_key": clouds.order_keys(key_columns)},
        context={
            name: Clouds(**_bare(inner, inner.x))
            for name, inner in clouds.context.items()
        },
        meta={
            **{key: clouds.meta[key] for key in _KEPT if key in clouds.meta},
            "blind": True,
            "explanation": EXPLANATION,
        },
    )


def _bare(clouds: Clouds, x: AnyArray) -> dict[str, Any]:
    """Return the columns that no clouds can be without, and answers of zero."""
    size = len(clouds)
    return {
        "offsets": clouds.offsets,
        "pos": clouds.pos,
        "x": x,
        "truth": np.zeros(clouds.points, dtype=np.uint8),
        "cloud_id": clouds.cloud_id,
        "y": np.zeros(size, dtype=np.uint8),
        "split": np.full(size, Split.TEST, dtype=np.uint8),
    }
