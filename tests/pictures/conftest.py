# SPDX-License-Identifier: MIT
"""Small clouds of each data set in turn."""

from __future__ import annotations

import pytest
from small_clouds import CLOUDS, small_scenes

from lri_bench.catalog.editions import Catalog
from lri_bench.scenes import Scene


@pytest.fixture(params=CLOUDS)
def edition(request: pytest.FixtureRequest) -> str:
    """Name of an edition of each data set in turn."""
    return str(request.param)


@pytest.fixture
def scenes(catalog: Catalog, edition: str) -> list[Scene]:
    """Two clouds of it, a positive and a negative."""
    return small_scenes(catalog, edition)
