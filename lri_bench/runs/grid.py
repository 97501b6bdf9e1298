# SPDX-License-Identifier: MIT
"""A grid of runs: each method with each backbone on each edition, in processes.

Trainings go first, one task for each seed, so that the classifier which post-hoc
methods share is trained once; then each cell is explained in a task of its own, with
what was trained. Trainings are kept in the data folder, which all workers must see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from lri_bench.catalog.editions import Edition
from lri_bench.clouds import Split
from lri_bench.errors import DataError, LriBenchError, Problem, unknown_name
from lri_bench.explainers.registry import EXPLAINERS
from lri_bench.models.settings.strict import BackboneName, Strict
from lri_bench.parallel import Arrays, Workers
from lri_bench.runs.cell import (
    Cell,
    Place,
    Training,
    account_in,
    columns_in,
    explain_cell,
    problems_in,
    train,
)
from lri_bench.runs.folder import EntryFolder
from lri_bench.runs.names import TRAINED
from lri_bench.storage.yaml_model import load_yaml
from lri_bench.types import AnyArray

__all__ = ["Done", "Grid", "cells_of", "grid_names", "load_grid", "run_grid"]

_FOLDER: Final = Path(__file__).parent / "grids"
_SUFFIX = ".yaml"
_PACKAGES = ("lri-bench", "torch")


def _known(methods: tuple[str, ...]) -> tuple[str, ...]:
    known = (*TRAINED, *EXPLAINERS)
    if wrong := [name for name in methods if name not in known]:
        msg = f"methods should be among {', '.join(known)}, not {', '.join(wrong)}"
        raise ValueError(msg)
    return methods


class Grid(Strict):
    """What is run on each edition."""

    backbones: tuple[BackboneName, ...] = Field(min_length=1)
    methods: Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_known)]
    seeds: int = Field(ge=1, description="0, 1, … are run")


def grid_names() -> tuple[str, ...]:
    """Return the names of the grids that come with the project."""
    return tuple(sorted(path.stem for path in _FOLDER.glob(f"*{_SUFFIX}")))


def load_grid(name: str) -> Grid:
    """Return a grid that comes with the project, or one's own.

    Parameters
    ----------
    name : str
        A name in `grid_names`, or the path of a file that ends with ``.yaml``.

    Raises
    ------
    DataError
        If there is no such grid, or it does not follow the model.
    """
    own = name.endswith(_SUFFIX)
    if not own and name not in grid_names():
        run = "lri-bench explain --help"
        raise DataError(unknown_name("--grid", name, grid_names(), run))
    path = Path(name) if own else _FOLDER / f"{name}{_SUFFIX}"
    return load_yaml(path, Grid, DataError, f"{Grid.__module__}.{Grid.__name__}")


def cells_of(grid: Grid, editions: Iterable[Edition]) -> tuple[Cell, ...]:
    """Return all cells of a grid, each once, those of one classifier together.

    Parameters
    ----------
    grid : Grid
    editions : iterable of Edition
    """
    cells = (
        Cell(edition, backbone, method)
        for edition in editions
        for backbone in grid.backbones
        for method in grid.methods
    )
    return tuple(dict.fromkeys(cells))


@dataclass(frozen=True)
class Done:
    """What became of a grid.

    Attributes
    ----------
    written : list of Cell
    skipped : list of Cell
        Those that were finished before.
    problems : list of Problem
        Of cells that failed.
    """

    written: list[Cell] = field(default_factory=list)
    skipped: list[Cell] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def fail(self, cell: Cell, problems: Iterable[Problem]) -> None:
        """Keep why a cell failed.

        Parameters
        ----------
        cell : Cell
        problems : iterable of Problem
        """
        self.problems.extend(
            replace(problem, where=f"{cell}: {problem.where}") for problem in problems
        )


def run_grid(
    cells: Sequence[Cell], place: Place, entries: Path, seeds: int, workers: Workers
) -> Done:
    """Run the cells that are not finished; each is written as soon as it is there.

    Parameters
    ----------
    cells : sequence of Cell
        From `cells_of`.
    place : Place
        Where and how models are trained.
    entries : Path
        Of each cell ``METHOD-BACKBONE/`` in it is written, or extended.
    seeds : int
        Seeds 0, 1, … are run.
    workers : Workers
        Keep nothing themselves: their `parts` must be None.

    Returns
    -------
    done : Done
        A cell that fails stops no other one.

    Raises
    ------
    DataError
        If an edition is not on this machine.
    WorkerError
        If workers are lost, or have other versions.
    """
    done = Done()
    asked = _unfinished(cells, place, entries, seeds, done)
    failed = _train(asked, place, seeds, workers)
    ready = []
    for cell in asked:
        if problems := failed.get(_begun(cell)):
            done.fail(cell, problems)
        else:
            ready.append(cell)
    tasks = [(place, cell, seeds) for cell in ready]
    found = workers.map(
        explain_cell, tasks, total=len(tasks), packages=_PACKAGES, chunk=1
    )
    for cell, arrays in zip(ready, found, strict=True):
        _write(cell, arrays, entries, done)
    return done


def _unfinished(
    cells: Sequence[Cell], place: Place, entries: Path, seeds: int, done: Done
) -> list[Cell]:
    """Return the cells that are left to do."""
    names = {edition: _names(place, edition) for edition in {c.edition for c in cells}}
    left: list[Cell] = []
    for cell in cells:
        folder = EntryFolder.among(entries, cell.method, cell.backbone)
        try:
            there = folder.covers(
                cell.edition, names[cell.edition], seeds, place.options.epochs
            )
        except LriBenchError as error:
            done.fail(cell, error.problems)
        else:
            (done.skipped if there else left).append(cell)
    return left


def _names(place: Place, edition: Edition) -> AnyArray:
    """Return the names of the test clouds."""
    clouds = place.catalog.clouds(edition)
    names: AnyArray = clouds.cloud_id[clouds.split == Split.TEST]
    return names


_Begun = tuple[Edition, str, str]


def _begun(cell: Cell) -> _Begun:
    return cell.edition, cell.backbone, cell.begins_with


def _train(
    cells: Sequence[Cell], place: Place, seeds: int, workers: Workers
) -> Mapping[_Begun, list[Problem]]:
    """Train what cells begin with, each seed once; return what failed."""
    trainings = [
        Training(*begun, seed)
        for begun in dict.fromkeys(map(_begun, cells))
        for seed in range(seeds)
    ]
    tasks = [(place, training, seeds) for training in trainings]
    found = workers.map(train, tasks, total=len(tasks), packages=_PACKAGES, chunk=1)
    failed: dict[_Begun, list[Problem]] = defaultdict(list)
    for training, arrays in zip(trainings, found, strict=True):
        begun = training.edition, training.backbone, training.what
        failed[begun] += problems_in(arrays)
    return failed


def _write(cell: Cell, arrays: Arrays, entries: Path, done: Done) -> None:
    if problems := problems_in(arrays):
        done.fail(cell, problems)
        return
    folder = EntryFolder.among(entries, cell.method, cell.backbone)
    try:
        folder.add(cell.edition, columns_in(arrays), account_in(arrays))
    except LriBenchError as error:
        done.fail(cell, error.problems)
    else:
        done.written.append(cell)
