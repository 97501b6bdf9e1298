# SPDX-License-Identifier: MIT
"""A grid on a Dask cluster gives the files of one that runs in this process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.parallel import Workers
from lri_bench.runs.cell import Place
from lri_bench.runs.grid import Grid, cells_of, run_grid
from lri_bench.submission import Submission
from lri_bench.training.options import TrainingOptions

distributed = pytest.importorskip("distributed", reason="needs the extra [distributed]")

EDITION = Edition("synmol", "raw")
GRID = Grid(backbones=("egnn",), methods=("gradgeo", "lri-bernoulli"), seeds=2)
CELLS = cells_of(GRID, [EDITION])


@pytest.fixture(
    params=[
        {"processes": False, "n_workers": 1, "threads_per_worker": 2},
        pytest.param(
            {"processes": True, "n_workers": 2, "threads_per_worker": 1},
            marks=pytest.mark.slow,
        ),
    ],
    ids=["threads", "processes"],
)
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return where a scheduler with workers listens, on this machine alone."""
    with distributed.LocalCluster(
        host="tcp://127.0.0.1", dashboard_address=None, **request.param
    ) as cluster:
        yield cluster.scheduler_address


def place_in(few: Any, folder: Path) -> Place:
    """Return a data folder in which nothing was trained."""
    catalog, _ = few("synmol")
    fresh: Catalog = replace(catalog, data=folder)
    path = fresh.built_folder(EDITION) / "clouds.npz"
    path.parent.mkdir(parents=True)
    catalog.clouds(EDITION).save(path)
    return Place(fresh, TrainingOptions(epochs=1))


def importances(entries: Path) -> list[Any]:
    parts = [
        Submission.load(entries / f"{cell.method}-egnn/submission.npz").parts
        for cell in CELLS
    ]
    return [part[str(EDITION)].importance for part in parts]


@pytest.mark.slow
def test_a_grid_on_a_cluster(few: Any, address: str, tmp_path: Path) -> None:
    workers = {"here": Workers(), "there": Workers(dask=address)}
    for name, who in workers.items():
        place = place_in(few, tmp_path / name / "data")
        done = run_grid(CELLS, place, tmp_path / name / "entries", GRID.seeds, who)
        assert (done.written, done.problems) == ([*CELLS], [])
    here, there = (importances(tmp_path / name / "entries") for name in workers)
    for one, other in zip(here, there, strict=True):
        assert len(one) == GRID.seeds
        assert not np.array_equal(one[0], one[1])
        np.testing.assert_array_equal(one, other)
