# SPDX-License-Identifier: MIT
"""A secret, and clouds whose answers can be changed without what is seen of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from lri_bench.clouds import Alternatives, Clouds

SECRET = b"0123456789abcdef" * 4 + b"\n"
"""What ``secrets.token_hex(32)`` could print, if rarely."""


def labels(rng: np.random.Generator, sizes: list[int]) -> dict[str, Any]:
    """Return everything of clouds that answers, or helps to."""
    points, size = sum(sizes), len(sizes)
    number = rng.integers(0, 4, size)
    return {
        "truth": rng.integers(0, 2, points),
        "y": rng.integers(0, 2, size),
        "split": rng.integers(0, 4, size),
        "direction": rng.normal(size=(points, 3)),
        "group": rng.integers(0, 9, points),
        "alternatives": Alternatives(number, rng.integers(0, 2, sum(number * sizes))),
        "point_extra": {"pocket_label": rng.integers(0, 2, points)},
        "cloud_extra": {"row": rng.permutation(size)},
        "cloud_id": np.array([f"{rng.integers(99)}-{k}" for k in range(size)]),
        "meta": {"edition": "synmol@sim", "generator": {"seed": int(rng.integers(9))}},
    }


def made(sizes: list[int], seen: int, answers: int) -> Clouds:
    """Return clouds; what may be seen of them follows from `seen` alone."""
    rng = np.random.default_rng(seen)
    points = sum(sizes)
    of_ligand = [2] * len(sizes)
    told = labels(np.random.default_rng(answers), sizes)
    ligand_told = labels(np.random.default_rng(answers + 1), of_ligand)
    ligand = Clouds(
        offsets=np.append(0, np.cumsum(of_ligand)),
        pos=rng.normal(size=(2 * len(sizes), 3)),
        x=rng.normal(size=(2 * len(sizes), 2)),
        **ligand_told,
    )
    return Clouds(
        offsets=np.append(0, np.cumsum(sizes)),
        pos=rng.normal(size=(points, 3)),
        x=rng.integers(0, 3, size=(points, 2)),
        context={"ligand": ligand},
        **told,
    )


sizes_of_clouds = st.lists(st.integers(0, 7), min_size=1, max_size=9)
