# SPDX-License-Identifier: MIT
"""Take from generated clouds what their names and their order tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from lri_bench.builders.product import Product
from lri_bench.catalog.editions import Edition
from lri_bench.clouds import Alternatives, Clouds, Split
from lri_bench.clouds.schema import POINT_COLUMNS
from lri_bench.hidden.secret import Purpose, Secret
from lri_bench.ragged import owner, positions
from lri_bench.types import Ints

__all__ = ["conceal", "shuffled"]


def conceal(product: Product, edition: Edition, secret: Secret) -> Product:
    """Make a hidden edition of generated clouds; the organiser keeps the result.

    Parameters
    ----------
    product : Product
        As a generator made it of the secret's seed.
    edition : Edition
        The hidden one.
    secret : Secret

    Returns
    -------
    product : Product
        All clouds are test clouds. `meta` has the commitment in place of the seed.
    """
    seed = secret.seed(str(edition), Purpose.ORDER)
    clouds = shuffled(product.clouds, seed)
    made = dict(clouds.meta.get("generator", {}))
    made.pop("seed", None)
    meta = {
        **clouds.meta,
        "edition": str(edition),
        "generator": made,
        "commitment": secret.commitment,
    }
    told = "all clouds are test clouds, in an order of their own, as are their points"
    return replace(
        product,
        clouds=replace(clouds, meta=meta),
        findings=(*product.findings, told),
    )


def shuffled(clouds: Clouds, seed: int) -> Clouds:
    """Give clouds, and the points of each, another order; and names that tell nothing.

    Parameters
    ----------
    clouds : Clouds
    seed : int
        The order depends on it and on the sizes of the clouds alone.

    Returns
    -------
    clouds : Clouds
        With names such as ``hidden-000017``, all of `Split.TEST`. What they were
        called before is in ``cloud_extra["made_as"]``.
    """
    rng = np.random.default_rng(seed)
    mixed = clouds.select(rng.permutation(len(clouds)))
    before = mixed.cloud_id
    mixed = _renamed(_with_moved_points(mixed, rng))
    inner = {
        name: _renamed(_with_moved_points(part, rng))
        for name, part in sorted(mixed.context.items())
    }
    extra = {**mixed.cloud_extra, "made_as": before}
    return replace(mixed, context=inner, cloud_extra=extra)


def _renamed(clouds: Clouds) -> Clouds:
    names = [f"hidden-{number:06d}" for number in range(1, len(clouds) + 1)]
    split = np.full(len(clouds), Split.TEST, dtype=np.uint8)
    return replace(clouds, cloud_id=np.array(names, dtype=np.str_), split=split)


def _with_moved_points(clouds: Clouds, rng: np.random.Generator) -> Clouds:
    order = np.lexsort((rng.random(clouds.points), owner(clouds.offsets)))
    changes: dict[str, Any] = {
        "point_extra": {key: value[order] for key, value in clouds.point_extra.items()}
    }
    for name in POINT_COLUMNS:
        value = getattr(clouds, name)
        changes[name] = None if value is None else value[order]
    if clouds.alternatives is not None:
        changes["alternatives"] = _moved(clouds.alternatives, clouds, order)
    return replace(clouds, **changes)


def _moved(alternatives: Alternatives, clouds: Clouds, order: Ints) -> Alternatives:
    """Move the points of every mask like those of its cloud."""
    cloud = np.repeat(np.arange(len(clouds)), alternatives.number)
    point = positions(clouds.offsets, cloud)
    place = np.arange(len(point)) + order[point] - point
    return Alternatives(alternatives.number, alternatives.mask[place])
