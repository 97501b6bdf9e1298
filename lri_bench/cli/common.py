# SPDX-License-Identifier: MIT
"""Options and habits that several commands share."""

from __future__ import annotations

import json
import os
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lri_bench.errors import LriBenchError, OutputError, Problem

if TYPE_CHECKING:
    from lri_bench.catalog.editions import Catalog
    from lri_bench.training.history import EpochRecord

__all__ = [
    "CORES",
    "Clouds",
    "Dask",
    "Data",
    "EditionName",
    "Fields",
    "Files",
    "Jobs",
    "Json",
    "Seed",
    "catalog_at",
    "each_file",
    "end_quietly_when_interrupted",
    "print_json",
    "progress",
    "training_bar",
]

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Folder of built data [LRI_BENCH_DATA, else a cache]."),
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON to stdout, alone.")]
Files = Annotated[
    list[str], typer.Argument(help="Submissions (.npz).", metavar="FILE…")
]
EditionName = Annotated[str, typer.Argument(metavar="DATASET@EDITION")]

Clouds = Annotated[int | None, typer.Option(min=1, help="How many to generate.")]
Seed = Annotated[int | None, typer.Option(min=0, help="Of what is drawn.")]
Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--field",
        help="Field of ActsTrack, such as 4T; may be repeated [2T].",
        show_default=False,
    ),
]
Jobs = Annotated[int, typer.Option(min=1, help="Processes.", show_default="all cores")]
Dask = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Dask scheduler: tcp://host:8786."),
]

CORES = os.cpu_count() or 1
"""Processes, where nothing is said."""

STDOUT = "-"


def catalog_at(data: Path | None) -> Catalog:
    """Return the catalogue, with another data folder if one is named."""
    from lri_bench.catalog.editions import Catalog  # noqa: PLC0415

    return Catalog.default(data)


def each_file(files: list[str], one: Any, *, as_json: bool) -> None:
    """Do the same with every file; problems of all of them come at the end."""
    content: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for file in _named_files(files, as_json=as_json):
        try:
            content.append({"file": file, "problems": [], **one(file)})
        except LriBenchError as error:
            found = [problem.as_dict() for problem in error.problems]
            content.append({"file": file, "problems": found})
            problems += error.problems
    if as_json:
        print_json({"files": content})
    if problems:
        from lri_bench.display import show_problems  # noqa: PLC0415

        show_problems(problems)
        raise typer.Exit(2)


def _named_files(files: list[str], *, as_json: bool) -> list[str]:
    """Take ``--json -`` for what it means elsewhere: JSON to standard output."""
    if STDOUT in files and not as_json:
        raise OutputError(
            Problem(
                where="-",
                expected="names of files",
                got="-, which stands for standard output, without --json",
                cause="a zip cannot be read from a pipe",
                run="lri-bench evaluate submission.npz --json -",
            )
        )
    return [file for file in files if file != STDOUT]


def progress(items: Any, total: int, unit: str = " clouds") -> Any:
    """Show a bar on a terminal while `items` are gone through."""
    from tqdm import tqdm  # noqa: PLC0415

    # disable=None: quiet where stderr is no terminal.
    return tqdm(items, total=total, disable=None, unit=unit, smoothing=0)


def training_bar(name: str) -> Callable[[EpochRecord], None]:
    """Return what shows, on a terminal, how far a training is and how good.

    Parameters
    ----------
    name : str
        Of the training.
    """
    from tqdm import tqdm  # noqa: PLC0415

    bars: dict[str, Any] = {}

    def told(record: EpochRecord) -> None:
        if record.phase not in bars:
            for bar in bars.values():
                bar.close()
            label = f"{name}: {record.phase}"
            bars[record.phase] = tqdm(total=record.epochs, desc=label, disable=None)
        bar = bars[record.phase]
        bar.set_postfix(loss=record.losses["total"], valid_auc=record.valid_auc)
        bar.update(record.epoch + 1 - bar.n)
        if record.epoch + 1 == record.epochs:
            bar.close()

    return told


def end_quietly_when_interrupted() -> None:
    """Keep joblib from telling how it was interrupted; this process ends then.

    It warns of work that is lost, which is kept on disk as far as it was done; and its
    thread may trip over work that was taken from it.
    """
    tell = threading.excepthook

    def hook(args: threading.ExceptHookArgs) -> None:
        if args.thread is None or args.thread.name != "ExecutorManagerThread":
            tell(args)

    threading.excepthook = hook
    # For the process in which joblib counts what it leaves behind.
    sys.warnoptions.append("ignore:resource_tracker:UserWarning")
    warnings.filterwarnings("ignore", r".*tasks", UserWarning, r"joblib\.parallel")


def print_json(content: Any) -> None:
    """Write JSON to standard output."""
    typer.echo(json.dumps(content, indent=1, ensure_ascii=False))
