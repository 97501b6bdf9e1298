# SPDX-License-Identifier: MIT
"""`Clouds`: flat columns, and offsets that cut them into clouds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lri_bench.clouds.alternatives import Alternatives
from lri_bench.clouds.checks import column_problems, dimension_problems, fit_problems
from lri_bench.clouds.order_key import OrderKeyColumns
from lri_bench.clouds.schema import (
    CLOUD_COLUMNS,
    DTYPES,
    POINT_COLUMNS,
    REQUIRED_COLUMNS,
    Split,
)
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.ragged import (
    cloud_sum,
    concatenated_offsets,
    counts,
    offsets_from_counts,
    positions,
    set_columns,
)
from lri_bench.storage.npz import read_stamped, write_npz
from lri_bench.types import AnyArray, Bools, Offsets, Singles, Truths

__all__ = ["Clouds"]

FORMAT = "lri-bench-clouds/1"


@dataclass(frozen=True, eq=False, kw_only=True)
class Clouds:
    """Point clouds of one data set, as columns.

    Attributes
    ----------
    offsets : (S + 1,) int64
        Cloud `c` is the points ``offsets[c]:offsets[c + 1]``.
    pos : (N, d) float32
        Coordinates, in the data set's unit (its card tells).
    x : (N, f) float32
        Features; f may be 0.
    truth : (N,) uint8
        1 where the point is important for the class.
    cloud_id : (S,) str
        A name that a person can look up; no two are equal.
    y : (S,) uint8
        The class.
    split : (S,) uint8
        See `Split`.
    direction : (N, d) float32, optional
        True direction at each point; zeros where there is none.
    group : (N,) int32, optional
        What the point is a part of (track, residue chain).
    alternatives : Alternatives, optional
        Further admissible explanations.
    point_extra, cloud_extra : mapping of str to array
        Further columns, (N, ...) and (S, ...).
    context : mapping of str to Clouds
        Clouds that go with these, one each, without being explained (a ligand).
    meta : mapping of str to JSON value
        Where the clouds come from: edition, builder, checksums, versions.

    Raises
    ------
    DataError
        If the columns do not fit each other.
    """

    offsets: Offsets
    pos: Singles
    x: Singles
    truth: Truths
    cloud_id: npt.NDArray[np.str_]
    y: npt.NDArray[np.uint8]
    split: npt.NDArray[np.uint8]
    direction: Singles | None = None
    group: npt.NDArray[np.int32] | None = None
    alternatives: Alternatives | None = None
    point_extra: Mapping[str, AnyArray] = field(default_factory=dict)
    cloud_extra: Mapping[str, AnyArray] = field(default_factory=dict)
    context: Mapping[str, Clouds] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Convert the columns to their dtypes and check that they fit."""
        problems = set_columns(self, DTYPES)
        raise_if(problems or dimension_problems(self), DataError)
        raise_if(fit_problems(self), DataError)

    def __len__(self) -> int:
        return len(self.cloud_id)

    @property
    def points(self) -> int:
        """The number of points of all clouds."""
        return len(self.pos)

    def select(self, chosen: AnyArray) -> Clouds:
        """Return the chosen clouds, in the order of `chosen`.

        Parameters
        ----------
        chosen : (K,) int, or (S,) bool
            Positions of clouds, or which of them to keep.

        Returns
        -------
        clouds : Clouds
        """
        chosen = np.asarray(chosen)
        if not chosen.size and chosen.dtype != np.bool_:
            chosen = chosen.astype(np.int64)  # an empty list has a dtype of floats
        chosen = np.arange(len(self))[chosen]
        places = positions(self.offsets, chosen)
        changes: dict[str, Any] = {
            "offsets": offsets_from_counts(counts(self.offsets)[chosen]),
            "point_extra": {k: v[places] for k, v in self.point_extra.items()},
            "cloud_extra": {k: v[chosen] for k, v in self.cloud_extra.items()},
            "context": {k: v.select(chosen) for k, v in self.context.items()},
        }
        for names, index in ((POINT_COLUMNS, places), (CLOUD_COLUMNS, chosen)):
            for name in names:
                value = getattr(self, name)
                changes[name] = None if value is None else value[index]
        if self.alternatives is not None:
            changes["alternatives"] = self.alternatives.select(self.offsets, chosen)
        return replace(self, **changes)

    def in_split(self, split: Split) -> Clouds:
        """Return the clouds of one split, in the order they have here."""
        return self.select(self.split == split)

    def with_points(self, keep: Bools) -> Clouds:
        """Return the same clouds without some of their points.

        Parameters
        ----------
        keep : (N,) bool
            Which points stay. A cloud may lose all of them.

        Returns
        -------
        clouds : Clouds
            Context clouds stay whole.
        """
        sizes = cloud_sum(keep, self.offsets).astype(np.int64)
        changes: dict[str, Any] = {
            "offsets": offsets_from_counts(sizes),
            "point_extra": {k: v[keep] for k, v in self.point_extra.items()},
        }
        for name in POINT_COLUMNS:
            value = getattr(self, name)
            changes[name] = None if value is None else value[keep]
        if self.alternatives is not None:
            changes["alternatives"] = self.alternatives.with_points(self.offsets, keep)
        return replace(self, **changes)

    @classmethod
    def concatenate(cls, parts: Sequence[Clouds]) -> Clouds:
        """Lay several lists of clouds one after the other.

        Parameters
        ----------
        parts : sequence of Clouds
            At least one; all with the same columns. The first one's `meta` is kept.

        Raises
        ------
        DataError
            If the parts have different columns, or a cloud is in two of them.
        """
        first = parts[0]
        raise_if(column_problems(parts), DataError)
        joined: dict[str, Any] = {
            "offsets": concatenated_offsets([part.offsets for part in parts]),
            "meta": first.meta,
        }
        for name in (*POINT_COLUMNS, *CLOUD_COLUMNS):
            if getattr(first, name) is not None:
                joined[name] = np.concatenate([getattr(part, name) for part in parts])
        for name in ("point_extra", "cloud_extra"):
            joined[name] = {
                key: np.concatenate([getattr(part, name)[key] for part in parts])
                for key in getattr(first, name)
            }
        joined["context"] = {
            key: cls.concatenate([part.context[key] for part in parts])
            for key in first.context
        }
        if first.alternatives is not None:
            joined["alternatives"] = Alternatives.concatenate(
                [part.alternatives for part in parts if part.alternatives is not None]
            )
        return cls(**joined)

    def order_keys(self, columns: OrderKeyColumns) -> npt.NDArray[np.uint64]:
        """Return (S,) uint64, the order key of each cloud.

        Parameters
        ----------
        columns : OrderKeyColumns
            Which columns are hashed; a data set's card tells.
        """
        return columns.keys(self._point_column, self.offsets)

    def _point_column(self, name: str) -> AnyArray:
        column: AnyArray = (
            getattr(self, name) if name in POINT_COLUMNS else self.point_extra[name]
        )
        return column

    def columns(self) -> Iterator[tuple[str, AnyArray]]:
        """Yield every column by the name it has in a file, in a fixed order."""
        for name in (*CLOUD_COLUMNS, "offsets", *POINT_COLUMNS):
            value = getattr(self, name)
            if value is not None:
                yield name, value
        if self.alternatives is not None:
            yield "alternatives/number", self.alternatives.number
            yield "alternatives/mask", self.alternatives.mask
        for prefix in ("point_extra", "cloud_extra"):
            for key, value in sorted(getattr(self, prefix).items()):
                yield f"{prefix}/{key}", value
        for key, clouds in sorted(self.context.items()):
            for name, value in clouds.columns():
                yield f"context/{key}/{name}", value

    def content_hash(self) -> str:
        """Return the SHA-256 of all columns, as 64 hexadecimal digits.

        Names, dtypes, shapes and little-endian bytes count; `meta` and the way
        the file is compressed do not.
        """
        digest = hashlib.sha256()
        for name, value in self.columns():
            plain = np.ascontiguousarray(value)
            plain = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
            digest.update(f"{name} {plain.dtype.str} {plain.shape}\n".encode())
            digest.update(plain.tobytes())
        return digest.hexdigest()

    def save(self, path: Path | str) -> None:
        """Write the clouds as one compressed ``.npz`` without pickled objects.

        Raises
        ------
        OutputError
            If the file cannot be written; an older one then stays as it was.
        """
        meta = json.dumps(dict(self.meta), sort_keys=True)
        header = {"format": np.array(FORMAT), "meta": np.array(meta)}
        write_npz(path, header | dict(self.columns()))

    @classmethod
    def load(cls, path: Path | str) -> Clouds:
        """Read what `save` wrote.

        Raises
        ------
        DataError
            If the file is damaged, or not one of clouds.
        """
        arrays, meta = read_stamped(path, FORMAT)
        return cls(**_nested(str(path), arrays), meta=meta)


def _nested(where: str, arrays: Mapping[str, AnyArray]) -> dict[str, Any]:
    """Turn flat names of a file into the arguments of `Clouds`."""
    missing = [name for name in REQUIRED_COLUMNS if name not in arrays]
    if missing:
        expected = f"the columns {', '.join(REQUIRED_COLUMNS)}"
        raise DataError(Problem(where, expected, f"no {missing}"))
    plain: dict[str, Any] = {k: v for k, v in arrays.items() if k in DTYPES}
    for prefix in ("point_extra", "cloud_extra"):
        plain[prefix] = _below(prefix, arrays)
    plain["alternatives"] = Alternatives.from_columns(where, arrays)
    inner = _below("context", arrays)
    plain["context"] = {
        key: Clouds(**_nested(f"{where}: context/{key}", _below(key, inner)))
        for key in sorted({name.split("/")[0] for name in inner})
    }
    return plain


def _below(prefix: str, arrays: Mapping[str, AnyArray]) -> dict[str, AnyArray]:
    start = f"{prefix}/"
    return {k.removeprefix(start): v for k, v in arrays.items() if k.startswith(start)}
