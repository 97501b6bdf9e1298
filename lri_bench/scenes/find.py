# SPDX-License-Identifier: MIT
"""Find a cloud by its name."""

from __future__ import annotations

import numpy as np

from lri_bench.catalog.editions import Edition
from lri_bench.clouds import Clouds
from lri_bench.errors import DataError, Problem, closest

__all__ = ["find_cloud"]


def find_cloud(edition: Edition, clouds: Clouds, cloud_id: str) -> int:
    """Return the place of a cloud.

    Parameters
    ----------
    edition : Edition
        For the message.
    clouds : Clouds
    cloud_id : str

    Raises
    ------
    DataError
        If there is none of that name.
    """
    places = np.flatnonzero(clouds.cloud_id == cloud_id)
    if len(places):
        return int(places[0])
    raise DataError(
        Problem(
            where=f"cloud {cloud_id!a} of {edition}",
            expected=f"one of {len(clouds):,} names, such as {clouds.cloud_id[0]}",
            got="no cloud of that name",
            cause=closest(cloud_id, clouds.cloud_id.tolist()),
        )
    )
