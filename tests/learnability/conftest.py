# SPDX-License-Identifier: MIT
"""Clouds on which one kind of point decides the class."""

from __future__ import annotations

import numpy as np
import pytest

from lri_bench.clouds import Clouds
from lri_bench.ragged import offsets_from_counts

pytest.importorskip("torch", reason="needs the extra [models]")

CLOUDS, KINDS = 300, 15
PLANTED = 8


@pytest.fixture(scope="session")
def planted() -> Clouds:
    """Molecule-like clouds: positive where two atoms are of one rare type."""
    random = np.random.default_rng(1)
    sizes = random.integers(6, 12, CLOUDS)
    offsets = offsets_from_counts(sizes)
    y = (np.arange(CLOUDS) % 3 == 0).astype(np.uint8)
    kind = random.integers(0, PLANTED, offsets[-1])
    truth = np.zeros(offsets[-1], dtype=np.uint8)
    for cloud in np.flatnonzero(y):
        truth[offsets[cloud] : offsets[cloud] + 2] = 1
    kind[truth == 1] = PLANTED
    return Clouds(
        offsets=offsets,
        pos=random.normal(size=(offsets[-1], 3)),
        x=kind[:, np.newaxis].astype(np.float32),
        truth=truth,
        cloud_id=np.array([f"toy-{number}" for number in range(CLOUDS)]),
        y=y,
        split=np.repeat([0, 1, 2], CLOUDS // 3).astype(np.uint8),
    )
