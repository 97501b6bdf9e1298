# SPDX-License-Identifier: MIT
"""The LRI authors' split of data sets that come without one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lri_bench.clouds import Split
from lri_bench.types import Shares

__all__ = ["PAPER_SHARES", "SPLIT_SEED", "shuffled_split"]

SPLIT_SEED = 42

PAPER_SHARES: Shares = (0.7, 0.15, 0.15)
"""Of ActsTrack and Tau3Mu, doi 10.48550/arXiv.2210.16966."""


def shuffled_split(
    size: int, seed: int = SPLIT_SEED, shares: Shares = PAPER_SHARES
) -> npt.NDArray[np.uint8]:
    """Return the split of each cloud.

    Parameters
    ----------
    size : int
        Number of clouds, S.
    seed : int
        Of the legacy generator, which the authors used; its stream is fixed.
    shares : (3,) tuple of float
        Train and valid are rounded down, as the authors do; test gets the rest.

    Returns
    -------
    split : (S,) uint8
        See `Split`.
    """
    order = np.arange(size)
    np.random.RandomState(seed).shuffle(order)
    train = int(shares[0] * size)
    valid = int(shares[1] * size)
    split = np.full(size, Split.TEST, dtype=np.uint8)
    split[order[:train]] = Split.TRAIN
    split[order[train : train + valid]] = Split.VALID
    return split
