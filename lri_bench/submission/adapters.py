# SPDX-License-Identifier: MIT
"""Submissions from what people have at hand: PyG batches, pandas tables."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from lri_bench.catalog.editions import Catalog
from lri_bench.clouds import OrderKeyColumns
from lri_bench.errors import Problem, SubmissionError
from lri_bench.submission.file import Submission
from lri_bench.types import AnyArray, Offsets

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["add_batches", "add_frame"]


def add_batches(
    submission: Submission,
    edition: str,
    explained: Iterable[tuple[Any, Any]],
    *,
    catalog: Catalog | None = None,
) -> Submission:
    """Add importances of the batches of a PyG loader, with order keys.

    Parameters
    ----------
    submission : Submission
        What is added to.
    edition : str
        ``dataset@edition``.
    explained : iterable of (batch, importance)
        Batches of graphs made by `lri_bench.clouds.convert.to_pyg`, and for each
        a tensor or array (n,) or (seeds, n).
    catalog : Catalog, optional
        Where the data set's card lies.

    Returns
    -------
    submission : Submission
        The same one.

    Raises
    ------
    SubmissionError
        If an importance does not fit its batch.
    """
    catalog = catalog or Catalog.default()
    columns = catalog.order_key_columns(catalog.edition(edition))
    names: list[str] = []
    parts: list[AnyArray] = []
    keys = [np.empty(0, dtype=np.uint64)]
    for batch, importance in explained:
        offsets = batch.ptr.cpu().numpy()
        keys.append(_order_keys(batch, columns, offsets))
        values = _to_numpy(importance)
        if values.shape[-1] != offsets[-1]:
            raise SubmissionError(
                Problem(
                    where=f"{edition}: a batch of {len(batch.cloud_id)} clouds",
                    expected=f"{offsets[-1]} importances, one per point",
                    got=f"shape {values.shape}",
                    cause="edges were scored instead of points, or a column is left",
                )
            )
        names += batch.cloud_id
        parts += np.split(values, offsets[1:-1], axis=-1)
    return submission.add(
        edition, cloud_id=names, importance=parts, order_key=np.concatenate(keys)
    )


def add_frame(submission: Submission, edition: str, frame: pd.DataFrame) -> Submission:
    """Add importances from a table with one row a point.

    Parameters
    ----------
    submission : Submission
        What is added to.
    edition : str
        ``dataset@edition``.
    frame : pandas.DataFrame
        Columns ``cloud_id`` and ``importance``; rows of a cloud together, its
        points in the edition's order.

    Returns
    -------
    submission : Submission
        The same one.

    Raises
    ------
    SubmissionError
        If a column is missing.
    """
    missing = {"cloud_id", "importance"} - set(frame.columns)
    if missing:
        raise SubmissionError(
            Problem(
                where=f"{edition}: table",
                expected="the columns cloud_id and importance",
                got=f"no {' and no '.join(sorted(missing))}",
                run="frame.rename(columns={'score': 'importance'})",
            )
        )
    names = frame["cloud_id"].to_numpy(dtype=np.str_)
    starts = np.flatnonzero(np.append(True, names[1:] != names[:-1]))
    return submission.add(
        edition,
        cloud_id=names[starts],
        importance=frame["importance"].to_numpy(),
        offsets=np.append(starts, len(names)),
    )


def _order_keys(batch: Any, columns: OrderKeyColumns, offsets: Offsets) -> AnyArray:
    """Return (C,) uint64; of hidden columns the keys that come with the clouds."""
    bases = {name.partition(":")[0] for name in columns.names}
    if "order_key" in batch and any(name not in batch for name in bases):
        return _column(batch, "order_key").astype(np.uint64)
    return columns.keys(partial(_column, batch), offsets)


def _column(batch: Any, name: str) -> AnyArray:
    return _to_numpy(batch[name])


def _to_numpy(value: Any) -> AnyArray:
    detached = value.detach().cpu() if hasattr(value, "detach") else value
    return np.asarray(detached)
