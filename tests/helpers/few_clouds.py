# SPDX-License-Identifier: MIT
"""Editions of a dozen clouds, cut out of those that are shipped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lri_bench.catalog.editions import Catalog, Edition, project_folder

pytest.importorskip("torch", reason="needs the extra [models]")

Few = Callable[[str], tuple[Catalog, Edition]]

EACH = 2
"""Clouds of each class in each split."""


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Few:
    """Return what makes a small edition ``dataset@raw`` and its catalogue."""
    folder = tmp_path_factory.mktemp("few")
    catalog = Catalog(data=folder, shipped=project_folder() / "datasets")

    def made(dataset: str) -> tuple[Catalog, Edition]:
        edition = Edition(dataset, "raw")
        path: Path = catalog.built_folder(edition) / "clouds.npz"
        if not path.is_file():
            clouds = catalog.clouds(Edition(dataset, "mini"))
            groups = zip(clouds.split.tolist(), clouds.y.tolist(), strict=True)
            kind = np.array([2 * split + y for split, y in groups])
            chosen = [np.flatnonzero(kind == k)[:EACH] for k in range(6)]
            path.parent.mkdir(parents=True)
            clouds.select(np.sort(np.concatenate(chosen))).save(path)
        return catalog, edition

    return made
