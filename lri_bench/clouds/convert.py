# SPDX-License-Identifier: MIT
"""Clouds as awkward arrays, as pandas frames, and as PyG graphs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import numpy as np

from lri_bench.clouds.alternatives import Alternatives
from lri_bench.clouds.columns import Clouds
from lri_bench.clouds.schema import CLOUD_COLUMNS, POINT_COLUMNS
from lri_bench.errors import DataError, Problem
from lri_bench.extras import needing
from lri_bench.ragged import counts, offsets_from_counts, owner
from lri_bench.types import AnyArray

if TYPE_CHECKING:
    import awkward as ak
    import pandas as pd
    from torch_geometric.data import Data

__all__ = [
    "follow_batch",
    "from_awkward",
    "from_frame",
    "to_awkward",
    "to_frame",
    "to_pyg",
]


def to_awkward(clouds: Clouds) -> ak.Array:
    """Return one record a cloud, with ragged columns of points.

    Parameters
    ----------
    clouds : Clouds

    Returns
    -------
    array : awkward.Array
        Of length S. Fields are named as the columns; ``alternatives`` is doubly
        ragged; further columns stand in ``point_extra`` and ``cloud_extra``,
        context clouds in ``context``. `meta` is left out.

    Raises
    ------
    MissingDependencyError
        If awkward is not installed.
    """
    ak = _awkward("to_awkward")
    sizes = counts(clouds.offsets)
    fields: dict[str, Any] = {}
    for name in CLOUD_COLUMNS:
        fields[name] = ak.Array(getattr(clouds, name).tolist())
        if name != "cloud_id":
            fields[name] = ak.Array(getattr(clouds, name))
    for name in POINT_COLUMNS:
        value = getattr(clouds, name)
        if value is not None:
            fields[name] = ak.unflatten(value, sizes)
    if clouds.alternatives is not None:
        number = clouds.alternatives.number
        masks = ak.unflatten(clouds.alternatives.mask, np.repeat(sizes, number))
        fields["alternatives"] = ak.unflatten(masks, number)
    nested = {
        "point_extra": {
            k: ak.unflatten(v, sizes) for k, v in clouds.point_extra.items()
        },
        "cloud_extra": {k: ak.Array(v) for k, v in clouds.cloud_extra.items()},
        "context": {k: to_awkward(v) for k, v in clouds.context.items()},
    }
    for name, inner in nested.items():
        if inner:
            fields[name] = ak.zip(inner, depth_limit=1)
    return ak.zip(fields, depth_limit=1)


def from_awkward(array: ak.Array) -> Clouds:
    """Return the clouds of which `to_awkward` made an array.

    Parameters
    ----------
    array : awkward.Array

    Returns
    -------
    clouds : Clouds
        With empty `meta`.

    Raises
    ------
    MissingDependencyError
        If awkward is not installed.
    DataError
        If a column is missing.
    """
    ak = _awkward("from_awkward")
    names = set(array.fields)
    _require("from_awkward", names, (*CLOUD_COLUMNS, "pos", "x", "truth"))
    plain: dict[str, Any] = {
        name: np.asarray(array[name].to_list() if name == "cloud_id" else array[name])
        for name in CLOUD_COLUMNS
    }
    for name in names & set(POINT_COLUMNS):
        plain[name] = ak.to_numpy(ak.flatten(array[name], axis=1))
    if "alternatives" in names:
        masks = array["alternatives"]
        plain["alternatives"] = Alternatives(
            number=ak.to_numpy(ak.num(masks, axis=1)),
            mask=ak.to_numpy(ak.flatten(masks, axis=None)).astype(np.uint8),
        )
    if "point_extra" in names:
        extra = array["point_extra"]
        flat = {k: ak.to_numpy(ak.flatten(extra[k], axis=1)) for k in extra.fields}
        plain["point_extra"] = flat
    if "cloud_extra" in names:
        extra = array["cloud_extra"]
        plain["cloud_extra"] = {k: ak.to_numpy(extra[k]) for k in extra.fields}
    if "context" in names:
        inner = array["context"]
        plain["context"] = {k: from_awkward(inner[k]) for k in inner.fields}
    sizes = ak.to_numpy(ak.num(array["pos"], axis=1))
    return Clouds(offsets=offsets_from_counts(sizes), **plain)


def to_frame(clouds: Clouds) -> pd.DataFrame:
    """Return one row a point.

    Parameters
    ----------
    clouds : Clouds

    Returns
    -------
    frame : pandas.DataFrame
        N rows; columns of several numbers are numbered (``pos_0``), columns of
        clouds repeated. `alternatives`, `context` and `meta` are left out, and
        so are clouds without points, which have no row.
        ``frame.to_parquet(path)`` writes it as Parquet, if pyarrow is installed.
    """
    import pandas as pd  # noqa: PLC0415 - slow to import, seldom needed

    cloud = owner(clouds.offsets)
    columns = {name: getattr(clouds, name)[cloud] for name in CLOUD_COLUMNS}
    values = {name: getattr(clouds, name) for name in POINT_COLUMNS}
    values |= clouds.point_extra
    values |= {name: value[cloud] for name, value in clouds.cloud_extra.items()}
    for name, value in values.items():
        if value is not None:
            columns |= _numbered(name, value)
    return pd.DataFrame(columns)


def from_frame(frame: pd.DataFrame) -> Clouds:
    """Return the clouds of which `to_frame` made a frame.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of one cloud must stand together.

    Returns
    -------
    clouds : Clouds
        Further columns of the frame become `point_extra`.

    Raises
    ------
    DataError
        If a column is missing, or rows of one cloud stand apart.
    """
    _require("from_frame", frame.columns, (*CLOUD_COLUMNS, "pos_0", "truth"))
    names = frame["cloud_id"].to_numpy(dtype=np.str_)
    new = np.append(True, names[1:] != names[:-1])
    starts = np.flatnonzero(new[: len(names)])  # a frame without rows has no cloud
    plain: dict[str, Any] = {"cloud_id": names[starts]}
    for name in ("y", "split"):
        plain[name] = frame[name].to_numpy()[starts]
    used = {"cloud_id", "y", "split", "truth", "group"}
    for name in ("pos", "x", "direction"):
        found = _numbers(frame, name)
        used.update(found)
        if found or name == "x":
            plain[name] = frame[found].to_numpy(dtype=np.float32)
    plain |= {k: frame[k].to_numpy() for k in ("truth", "group") if k in frame}
    rest = {str(c): frame[c].to_numpy() for c in frame if str(c) not in used}
    offsets = np.append(starts, len(frame))
    return Clouds(offsets=offsets, point_extra=rest, **plain)


def to_pyg(clouds: Clouds) -> list[Data]:
    """Return one graph a cloud, without edges.

    Parameters
    ----------
    clouds : Clouds

    Returns
    -------
    graphs : list of torch_geometric.data.Data
        Attributes are named as the columns and further columns. The explanations
        of a cloud stand one after the other in ``alternatives``
        (``num_alternatives * points``), as shapes must agree but for their
        length. Columns of a context cloud carry its name: ``pos_ligand``.
        Text stands in lists. Load with
        ``DataLoader(graphs, follow_batch=follow_batch(clouds))``.

    Raises
    ------
    MissingDependencyError
        If torch or PyG is not installed.
    """
    with needing("to_pyg"):
        import torch  # noqa: PLC0415 - optional
        from torch_geometric.data import Data  # noqa: PLC0415 - optional

    def tensor(value: AnyArray) -> Any:
        if value.dtype.kind in "US":
            return value.tolist()  # torch has no text; PyG makes a list of lists
        # PyG concatenates tensors along their first axis; int64 as it expects.
        plain = value.astype(np.int64) if value.dtype.kind in "iub" else value
        return torch.from_numpy(plain.astype(plain.dtype.newbyteorder("=")))

    return [
        Data(
            cloud_id=str(clouds.cloud_id[index]),
            **{name: tensor(value) for name, value in _columns_of(clouds, index)},
        )
        for index in range(len(clouds))
    ]


def follow_batch(clouds: Clouds) -> list[str]:
    """Return what a PyG loader must follow: context clouds and explanations.

    Examples
    --------
    >>> empty = np.empty((0, 3))
    >>> clouds = Clouds(offsets=[0], pos=empty, x=empty, truth=[], cloud_id=[],
    ...                 y=[], split=[])
    >>> follow_batch(clouds)
    []
    """
    ragged = ["alternatives"] if clouds.alternatives is not None else []
    for suffix, inner in clouds.context.items():
        ragged += [f"{name}_{suffix}" for name in ("pos", *follow_batch(inner))]
    return ragged


def _columns_of(clouds: Clouds, index: int) -> Iterator[tuple[str, AnyArray]]:
    """Yield the columns of one cloud, those of its context with a suffix."""
    points = slice(*clouds.offsets[index : index + 2].tolist())
    for name in POINT_COLUMNS:
        value = getattr(clouds, name)
        if value is not None:
            yield name, value[points]
    for name in ("y", "split"):
        yield name, getattr(clouds, name)[index : index + 1]
    for name, value in clouds.point_extra.items():
        yield name, value[points]
    for name, value in clouds.cloud_extra.items():
        yield name, value[index : index + 1]
    if clouds.alternatives is not None:
        masks = clouds.alternatives.of(clouds.offsets, index)
        yield "alternatives", masks.ravel()
        yield "num_alternatives", np.array([len(masks)])
    for suffix, inner in clouds.context.items():
        for name, value in _columns_of(inner, index):
            if name not in ("y", "split", "truth"):
                yield f"{name}_{suffix}", value


def _numbered(name: str, value: AnyArray) -> dict[str, AnyArray]:
    if value.ndim == 1:
        return {name: value}
    flat = value.reshape(len(value), math.prod(value.shape[1:]))
    return {f"{name}_{index}": column for index, column in enumerate(flat.T)}


def _numbers(frame: pd.DataFrame, name: str) -> list[str]:
    """Return the numbered columns of one name, up to the first that is missing."""
    numbered = (f"{name}_{index}" for index in range(frame.shape[1]))
    return list(takewhile(frame.columns.__contains__, numbered))


def _require(what_for: str, found: Iterable[object], names: tuple[str, ...]) -> None:
    there = {str(name) for name in found}
    missing = [name for name in names if name not in there]
    if missing:
        raise DataError(
            Problem(
                where=what_for,
                expected=f"the columns {', '.join(names)}",
                got=f"no {', '.join(missing)}",
                cause="not what lri_bench made of clouds",
            )
        )


def _awkward(what_for: str) -> Any:
    with needing(what_for):
        import awkward as ak  # noqa: PLC0415 - optional
    return ak
