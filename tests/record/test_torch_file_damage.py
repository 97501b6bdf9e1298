# SPDX-License-Identifier: MIT
"""Processed files that were damaged end in one error, or are read as they were."""

from __future__ import annotations

import random
import struct

import numpy as np
import pytest
from torch_files import (
    TWELVE,
    WHERE,
    file_with,
    graph,
    plain,
    refusal,
    tensor,
    torch_file_of,
    tuple_of,
)

from lri_bench.errors import DataError
from lri_bench.record.torch_file import read_processed


@pytest.mark.parametrize("seed", range(6))
def test_damage_of_any_kind_raises_this_error_alone(seed: int) -> None:
    generator = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    whole = file_with(tensor((3, 4), (4, 1)))
    refused = 0
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(generator.choice([1, 2, 8])):
            data[generator.randrange(len(data))] = generator.randrange(256)
        del data[generator.randrange(len(data), 2 * len(data)) :]
        try:
            read = read_processed(WHERE, bytes(data))
        except DataError:
            refused += 1
        else:
            assert all(
                np.array_equal(v, TWELVE.reshape(3, 4)) for v in read.columns.values()
            )
    assert refused > 150


@pytest.mark.parametrize("seed", range(6))
def test_damage_of_the_pickle_raises_this_error_alone(seed: int) -> None:
    """As above, with sums that are right, so that the damage is looked at."""
    generator = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    content = tuple_of(
        graph({"x": tensor((3, 4), (4, 1))}), plain({"x": [0]}), plain({"train": [1]})
    )
    refused = 0
    for _ in range(300):
        damaged = bytearray(content)
        for _ in range(generator.choice([1, 1, 2, 8])):
            damaged[generator.randrange(len(damaged))] = generator.randrange(256)
        try:
            data = torch_file_of(bytes(damaged), s0=struct.pack("<12f", *range(12)))
            read = read_processed(WHERE, data)
        except DataError:
            refused += 1
        else:
            assert all(isinstance(v, np.ndarray) for v in read.columns.values())
    assert refused > 100


def test_every_beginning_of_a_file_is_refused() -> None:
    whole = file_with(tensor((3, 4), (4, 1)))
    for length in range(len(whole)):
        assert refusal(whole[:length])
