# SPDX-License-Identifier: MIT
"""Clouds with every column there is, or with the required ones alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from lri_bench.clouds import Alternatives, Clouds

Array = npt.NDArray[Any]


def columns_of(sizes: list[int], first: int = 0) -> dict[str, Any]:
    """Return required columns of clouds of these sizes, every value another one."""
    points, clouds = np.arange(sum(sizes)) + 100 * first, np.arange(len(sizes)) + first
    return {
        "offsets": np.cumsum([0, *sizes]),
        "pos": np.stack([points, points / 2, -points], axis=1),
        "x": np.stack([points % 7, points + 0.5], axis=1),
        "truth": points % 2,
        "cloud_id": [f"cloud-{number}" for number in clouds],
        "y": clouds % 2,
        "split": clouds % 4,
    }


def optional_of(sizes: list[int], first: int = 0) -> dict[str, Any]:
    """Return every optional column of such clouds."""
    points, clouds = np.arange(sum(sizes)) + 100 * first, np.arange(len(sizes)) + first
    number = clouds % 3
    inner = Clouds(**columns_of([size % 3 for size in sizes], first), meta={"a": 1})
    middle = Clouds(
        **columns_of([size % 2 + 1 for size in sizes], first), context={"ion": inner}
    )
    return {
        "direction": np.stack([points, points, points], axis=1) + 0.25,
        "group": points // 2 - 1,
        "alternatives": Alternatives(
            number, np.arange(int(np.sum(number * np.array(sizes, dtype=int)))) % 2
        ),
        "point_extra": {
            "charge": points.astype(np.int8),
            "true_pos": points[:, np.newaxis, np.newaxis] * np.ones((1, 2, 2)),
        },
        "cloud_extra": {
            "row": clouds * 10,
            "smiles": np.array([f"C{'C' * number}" for number in clouds], np.str_),
        },
        "context": {"ligand": middle, "water": inner},
    }


def full(sizes: list[int], first: int = 0, **changes: Any) -> Clouds:
    """Return clouds with every column there is."""
    given_columns = columns_of(sizes, first) | optional_of(sizes, first)
    meta = {"edition": "synmol@raw", "n": [1, 2]}
    return Clouds(**(given_columns | {"meta": meta} | changes))


def small(**changes: Any) -> Clouds:
    return Clouds(**(columns_of([2, 0, 3]) | changes))


def same(first: Clouds, second: Clouds) -> bool:
    """Return whether two have the same columns, dtypes and values."""

    def facts(clouds: Clouds) -> list[tuple[Any, ...]]:
        listed = clouds.columns()
        return [(name, v.dtype, v.shape, v.tobytes()) for name, v in listed]

    return facts(first) == facts(second)
