# SPDX-License-Identifier: MIT
"""The small part of an edition that scoring needs: its test clouds' truth."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lri_bench.clouds import Alternatives, Clouds, OrderKeyColumns, Split
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.ragged import set_columns
from lri_bench.storage.npz import read_stamped, write_npz
from lri_bench.types import AnyArray, Offsets, Singles, Truths

__all__ = ["Truth"]

FORMAT = "lri-bench-truth/1"


@dataclass(frozen=True, eq=False, kw_only=True)
class Truth:
    """Names, sizes and labels of the test clouds of one edition.

    Attributes
    ----------
    cloud_id : (C,) str
        Names of the test clouds.
    offsets : (C + 1,) int64
        Where each cloud's points begin.
    y : (C,) uint8
        The class.
    truth : (N,) uint8
        1 where the point is important.
    order_key : (C,) uint64
        See `lri_bench.clouds.order_keys`.
    direction : (N, d) float32, optional
        True direction at each point; zeros where there is none.
    alternatives : Alternatives, optional
        Further admissible explanations.
    meta : mapping of str to JSON value
        Where the truth comes from.

    Raises
    ------
    DataError
        If the columns do not fit each other.
    """

    cloud_id: npt.NDArray[np.str_]
    offsets: Offsets
    y: npt.NDArray[np.uint8]
    truth: Truths
    order_key: npt.NDArray[np.uint64]
    direction: Singles | None = None
    alternatives: Alternatives | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Convert the columns to their dtypes and check that they fit."""
        problems = set_columns(self, _DTYPES)
        raise_if(problems or _shape_problems(self), DataError)

    def __len__(self) -> int:
        return len(self.cloud_id)

    @classmethod
    def of(cls, clouds: Clouds, columns: OrderKeyColumns) -> Truth:
        """Return the truth of the test clouds of an edition.

        Parameters
        ----------
        clouds : Clouds
            All clouds of the edition.
        columns : OrderKeyColumns
            What the order keys are made of.
        """
        test = clouds.in_split(Split.TEST)
        return cls(
            cloud_id=test.cloud_id,
            offsets=test.offsets,
            y=test.y,
            truth=test.truth,
            order_key=test.order_keys(columns),
            direction=test.direction,
            alternatives=test.alternatives,
            meta=test.meta,
        )

    @classmethod
    def of_blind(cls, clouds: Clouds) -> Truth:
        """Return names and sizes of clouds whose answers are hidden, without answers.

        Parameters
        ----------
        clouds : Clouds
            As `lri_bench.hidden.blind.blind` makes them. A submission can be checked
            against the result, not scored.

        Raises
        ------
        DataError
            If they have no order keys, hence are none of these.
        """
        keys = clouds.cloud_extra.get("order_key")
        if keys is None or not clouds.meta.get("blind"):
            where, got = "blind clouds", "clouds with answers, or without order keys"
            raise DataError(Problem(where, "clouds without answers", got))
        return cls(
            cloud_id=clouds.cloud_id,
            offsets=clouds.offsets,
            y=np.zeros(len(clouds), dtype=np.uint8),
            truth=np.zeros(clouds.points, dtype=np.uint8),
            order_key=keys,
            meta=clouds.meta,
        )

    def save(self, path: Path | str) -> None:
        """Write the truth as one compressed ``.npz``.

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        arrays: dict[str, AnyArray] = {
            "format": np.array(FORMAT),
            "meta": np.array(json.dumps(dict(self.meta), sort_keys=True)),
        }
        for name in _COLUMNS:
            arrays[name] = getattr(self, name)
        if self.direction is not None:
            arrays["direction"] = self.direction
        if self.alternatives is not None:
            arrays["alternatives/number"] = self.alternatives.number
            arrays["alternatives/mask"] = self.alternatives.mask
        write_npz(path, arrays)

    @classmethod
    def load(cls, path: Path | str) -> Truth:
        """Read what `save` wrote.

        Raises
        ------
        DataError
            If the file is damaged, or not one of truth.
        """
        arrays, meta = read_stamped(path, FORMAT)
        missing = [name for name in _COLUMNS if name not in arrays]
        if missing:
            columns = ", ".join(_COLUMNS)
            raise DataError(Problem(str(path), f"columns {columns}", f"no {missing}"))
        return cls(
            **{name: arrays[name] for name in _COLUMNS},
            direction=arrays.get("direction"),
            alternatives=Alternatives.from_columns(str(path), arrays),
            meta=meta,
        )


_COLUMNS = ("cloud_id", "offsets", "y", "truth", "order_key")
_DTYPES: dict[str, Any] = {
    "cloud_id": np.str_,
    "offsets": np.int64,
    "y": np.uint8,
    "truth": np.uint8,
    "order_key": np.uint64,
    "direction": np.float32,
}


def _shape_problems(truth: Truth) -> Iterator[Problem]:
    size, points = truth.cloud_id.size, truth.truth.size
    expected: dict[str, tuple[int, ...]] = {
        "cloud_id": (size,),
        "offsets": (size + 1,),
        "y": (size,),
        "truth": (points,),
        "order_key": (size,),
    }
    if truth.direction is not None:
        expected["direction"] = (points, *(truth.direction.shape[1:2] or (3,)))
    wrong = [name for name, shape in expected.items() if _shape(truth, name) != shape]
    for name in wrong:
        shape = f"shape {_shape(truth, name)}"
        yield Problem(f"Truth: {name}", f"shape {expected[name]}", shape)
    if wrong:
        return
    offsets = truth.offsets
    if offsets[0] or offsets[-1] != points or np.any(offsets[1:] < offsets[:-1]):
        got = np.array2string(offsets, threshold=6)
        yield Problem("Truth: offsets", f"ascending from 0 to {points}", got)
    elif truth.alternatives and not truth.alternatives.fit(offsets):
        yield Problem("Truth: alternatives", "masks as long as the clouds", "others")


def _shape(truth: Truth, name: str) -> tuple[int, ...]:
    shape: tuple[int, ...] = getattr(truth, name).shape
    return shape
