# SPDX-License-Identifier: MIT
"""The small part of an edition that scoring needs: its test clouds' truth."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lri_bench.clouds import Alternatives, Clouds, OrderKeyColumns, Split
from lri_bench.errors import DataError, Problem
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
    """

    cloud_id: npt.NDArray[np.str_]
    offsets: Offsets
    y: npt.NDArray[np.uint8]
    truth: Truths
    order_key: npt.NDArray[np.uint64]
    direction: Singles | None = None
    alternatives: Alternatives | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)

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
        alternatives = None
        if "alternatives/number" in arrays:
            alternatives = Alternatives(
                arrays["alternatives/number"], arrays["alternatives/mask"]
            )
        return cls(
            **{name: arrays[name] for name in _COLUMNS},
            direction=arrays.get("direction"),
            alternatives=alternatives,
            meta=meta,
        )


_COLUMNS = ("cloud_id", "offsets", "y", "truth", "order_key")
