# SPDX-License-Identifier: MIT
"""The split is the authors': one shuffle of the legacy generator, cut twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.builders.shuffled_split import SPLIT_SEED, shuffled_split
from lri_bench.clouds import Split


@given(st.integers(0, 3000), st.integers(0, 2**32 - 1))
def test_the_first_part_is_train_the_next_valid_the_rest_test(
    size: int, seed: int
) -> None:
    order = np.arange(size)
    np.random.RandomState(seed).shuffle(order)
    train, valid = int(0.7 * size), int(0.15 * size)
    expected = np.full(size, Split.TEST)
    expected[order[:train]] = Split.TRAIN
    expected[order[train : train + valid]] = Split.VALID
    assert shuffled_split(size, seed).tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("size", "train", "valid"),
    # Of the papers' sizes, and one at which 0.7 times it is a little less than whole.
    [(3241, 2268, 486), (129_687, 90_780, 19_453), (10, 7, 1), (1, 0, 0), (0, 0, 0)],
)
def test_shares_are_rounded_down(size: int, train: int, valid: int) -> None:
    split = shuffled_split(size)
    counts = np.bincount(split, minlength=len(Split)).tolist()
    assert counts == [train, valid, size - train - valid, 0]


def test_the_seed_is_the_authors_and_no_other_generator_is_touched() -> None:
    before = np.random.get_state()[1].tolist()  # noqa: NPY002 - to see it unchanged
    split = shuffled_split(50)
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002
    assert split.tolist() == shuffled_split(50, SPLIT_SEED).tolist()
    assert split.tolist() != shuffled_split(50, SPLIT_SEED + 1).tolist()
