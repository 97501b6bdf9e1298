# SPDX-License-Identifier: MIT
"""What ``lri-bench explain --grid`` does."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from lri_bench.cli.common import end_quietly_when_interrupted
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.extras import needing
from lri_bench.training.options import TrainingOptions

if TYPE_CHECKING:
    from lri_bench.catalog.editions import Catalog, Edition

__all__ = ["Made", "run_cells", "word_problems"]

_RUN = "lri-bench explain DATASET@EDITION --grid paper --entries FOLDER"


@dataclass(frozen=True)
class Made:
    """What is asked for.

    Attributes
    ----------
    grid : str
    entries : Path
        Folder of all entries.
    seeds : int or None
        Those of the grid if None.
    options : TrainingOptions
        Of each training.
    """

    grid: str
    entries: Path
    seeds: int | None
    options: TrainingOptions


def word_problems(
    grid: str | None, single: Mapping[str, object], many: Mapping[str, object]
) -> Iterator[Problem]:
    """Yield the options that do not go together.

    Parameters
    ----------
    grid : str or None
    single : mapping of str to object
        Options of one method, by name; None where not given.
    many : mapping of str to object
        Options of a grid.
    """
    if grid is None:
        for name, value in many.items():
            if value is not None:
                yield Problem(name, "--grid beside it", "no --grid", run=_RUN)
        return
    for name, value in single.items():
        if value is not None:
            cause = "a grid names its methods and backbones, and places of its entries"
            yield Problem(name, "either it or --grid", "both", cause, _RUN)
    if many["--entries"] is None:
        yield Problem("--entries", "a folder for the entries", "none given", run=_RUN)


def run_cells(
    catalog: Catalog,
    names: Sequence[str],
    made: Made,
    jobs: int | None,
    dask: str | None,
) -> None:
    """Run a grid, and tell of it; exit with 1 if a cell failed."""
    from lri_bench.display import show_lines, show_problems  # noqa: PLC0415
    from lri_bench.parallel import Workers  # noqa: PLC0415

    named = _named(catalog, names)
    with needing("run a grid"):
        from lri_bench.runs import cell, grid  # noqa: PLC0415 - torch
    end_quietly_when_interrupted()
    chosen = grid.load_grid(made.grid)
    workers = Workers(jobs=jobs or os.cpu_count() or 1, dask=dask, progress=_progress)
    with needing("run a grid in processes"):
        done = grid.run_grid(
            grid.cells_of(chosen, named),
            cell.Place(catalog, made.options),
            made.entries,
            made.seeds or chosen.seeds,
            workers,
        )
    lines = [f"wrote {cell}" for cell in done.written]
    lines += [f"skipped {cell}, which was finished" for cell in done.skipped]
    show_lines(lines)
    if done.problems:
        show_problems(done.problems)
        raise typer.Exit(1)


def _named(catalog: Catalog, names: Sequence[str]) -> list[Edition]:
    """Return the editions; tells all unknown names at once."""
    found: list[Edition] = []
    problems: list[Problem] = []
    for name in names:
        try:
            found.append(catalog.edition(name))
        except DataError as error:
            problems += error.problems
    raise_if(problems, DataError)
    return found


def _progress(items: Any, total: int) -> Any:
    """Show a bar on a terminal: of trainings, then of cells."""
    from tqdm import tqdm  # noqa: PLC0415

    return tqdm(items, total=total, disable=None, unit=" tasks", smoothing=0)
