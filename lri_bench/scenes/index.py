# SPDX-License-Identifier: MIT
"""What the viewer knows of an edition before it has seen a cloud."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lri_bench.catalog.card import Card
from lri_bench.scenes.make import AXES, unit_of

__all__ = ["edition_index"]


def edition_index(
    card: Card, edition: str, entries: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Return the facts of an edition that `clouds.js` lists under ``index``.

    Parameters
    ----------
    card : Card
        Of its data set.
    edition : str
        ``dataset@edition``.
    entries : sequence of dict
        ``id``, ``name`` and, if any, ``file`` and ``examples`` of each.
    """
    dataset, _, name = edition.partition("@")
    return {
        "name": edition,
        "title": f"{card.title.partition(':')[0]} ({name})",
        "cloud": card.cloud,
        "point": card.point,
        "unit": unit_of(card),
        "axes": AXES[dataset],
        "shown": True,
        "entries": list(entries),
    }
