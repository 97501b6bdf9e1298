# SPDX-License-Identifier: MIT
"""Honest frames, what is told of others, and that the honest ones still work."""

from __future__ import annotations

from typing import Any

import forge
import numpy as np
import pytest

from lri_bench.errors import DataError
from lri_bench.record.cells import ragged
from lri_bench.record.frames import read_frames

WHERE = "raw/file.pkl"
COLUMNS = {"a": np.arange(3), "b": np.arange(3) / 2}
CELL = forge.array(np.arange(4.0))
HONEST = forge.forged(
    [
        forge.frame_of(COLUMNS),
        forge.frame(["c"], [forge.block(forge.objects([CELL, None]), 0, 1)]),
    ]
)


def assert_honest_pickles_are_read() -> None:
    numbers, cells = read_frames(WHERE, HONEST)
    assert list(numbers.columns) == ["a", "b"]
    for name, column in numbers.columns.items():
        np.testing.assert_array_equal(column, COLUMNS[name], strict=True)
    flat = ragged(WHERE, cells.columns["c"])
    assert flat.offsets.tolist() == [0, 4, 4]


def refusal(value: Any) -> str:
    """Return what is told of a pickle that must be refused."""
    data = value if isinstance(value, bytes) else forge.forged(value)
    with pytest.raises(DataError) as caught:
        read_frames(WHERE, data)
    assert_honest_pickles_are_read()
    (problem,) = caught.value.problems
    assert problem.where == WHERE
    return problem.got
