# SPDX-License-Identifier: MIT
"""What the organiser of a hidden edition is told to publish, and when."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lri_bench.catalog.editions import Edition
from lri_bench.clouds import Clouds

__all__ = ["announcement"]


def announcement(
    edition: Edition, clouds: Clouds, published: Clouds, seed_from: Path
) -> Iterator[str]:
    """Yield lines of at most 80 columns, names of files aside.

    Parameters
    ----------
    edition : Edition
    clouds : Clouds
        Of the organiser.
    published : Clouds
        What `lri_bench.hidden.blind.blind` left of them.
    seed_from : Path
        File of the secret.
    """
    number = clouds.meta["generator"]["clouds"]
    yield "publish now:"
    yield f"- {edition} --clouds {number}, {clouds.meta['builder']}, constraints.txt"
    yield "- the commitment, best before anything else"
    yield f"    {clouds.meta['commitment']}"
    yield "- blind.npz, and the content sha256 of its clouds"
    yield f"    {published.content_hash()}"
    yield "- the content sha256 of clouds.npz, which has the answers"
    yield f"    {clouds.content_hash()}"
    yield "publish when no submission is taken any more:"
    yield f"- {seed_from.name}: with it anybody builds the same clouds"
    yield f"keep until then: {seed_from.name}, clouds.npz, truth.npz"
