# SPDX-License-Identifier: MIT
"""The LRI authors' split of data sets that come without one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lri_bench.clouds import Split

__all__ = ["SPLIT_SEED", "shuffled_split"]

SPLIT_SEED = 42
TRAIN_SHARE = 0.7
VALID_SHARE = 0.15


def shuffled_split(size: int, seed: int = SPLIT_SEED) -> npt.NDArray[np.uint8]:
    """Return the split of each cloud: 70 % train, 15 % valid, the rest test.

    Parameters
    ----------
    size : int
        Number of clouds, S.
    seed : int
        Of the legacy generator, which the authors used; its stream is fixed.

    Returns
    -------
    split : (S,) uint8
        See `Split`.
    """
    order = np.arange(size)
    np.random.RandomState(seed).shuffle(order)
    train = int(TRAIN_SHARE * size)
    valid = int(VALID_SHARE * size)
    split = np.full(size, Split.TEST, dtype=np.uint8)
    split[order[:train]] = Split.TRAIN
    split[order[train : train + valid]] = Split.VALID
    return split
