# SPDX-License-Identifier: MIT
"""The unit of times is told from where the hits are."""

from __future__ import annotations

import numpy as np
import pytest

from lri_bench.builders.actstrack.units import (
    SPEED_OF_LIGHT_MM_PER_NS,
    is_in_millimetres,
    to_nanoseconds,
)

# Hits from 30 mm to 3 m from the vertex, which lies up to 150 mm along the beam.
RANDOM = np.random.default_rng(0)
PATH = RANDOM.uniform(30, 3000, 1000)
TOWARDS = RANDOM.normal(size=(1000, 3))
TOWARDS /= np.linalg.norm(TOWARDS, axis=1, keepdims=True)
POSITION = PATH[:, np.newaxis] * TOWARDS + [0, 0, 1] * RANDOM.uniform(
    -150, 150, (1000, 1)
)


@pytest.mark.parametrize("speed", [1.0, 0.5, 0.2])
def test_both_units_are_told_apart_for_slow_particles_too(speed: float) -> None:
    time = PATH / (speed * SPEED_OF_LIGHT_MM_PER_NS)
    assert not is_in_millimetres(time, POSITION)
    assert is_in_millimetres(time * SPEED_OF_LIGHT_MM_PER_NS, POSITION)


def test_times_before_the_collision_do_not_count() -> None:
    time = PATH / SPEED_OF_LIGHT_MM_PER_NS
    time[:900] = -1
    assert not is_in_millimetres(time, POSITION)
    time[:] = 0
    assert not is_in_millimetres(time, POSITION)
    assert not is_in_millimetres(time[:0], POSITION[:0])


def test_a_nanosecond_is_300_millimetres() -> None:
    time = to_nanoseconds(np.array([0, 299.792458, -149.896229]))
    assert time.dtype == np.float32
    assert time.tolist() == [0, 1, -0.5]
