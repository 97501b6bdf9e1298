# SPDX-License-Identifier: MIT
"""Editions of clouds whose numbers are known beforehand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from known_clouds import CLOUDS

from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Clouds

Keep = Callable[[str, Clouds], Edition]


@pytest.fixture(params=CLOUDS)
def name(request: pytest.FixtureRequest) -> str:
    """An edition of each data set in turn."""
    return str(request.param)


@pytest.fixture
def keep(catalog: Catalog) -> Keep:
    """Put clouds where an edition is looked for that was built here."""

    def put(name: str, clouds: Clouds) -> Edition:
        edition = catalog.edition(name)
        folder = catalog.built_folder(edition)
        folder.mkdir(parents=True)
        clouds.save(folder / "clouds.npz")
        return edition

    return put
