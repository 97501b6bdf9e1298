# SPDX-License-Identifier: MIT
"""All entries of a folder, scored; what did not change is not scored again."""

from __future__ import annotations

import hashlib
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from lri_bench.board.cache import Cache
from lri_bench.board.entry import Entry
from lri_bench.board.intake import SUBMISSION_FILE, take_in
from lri_bench.board.measured import Measured, measure
from lri_bench.catalog.editions import Catalog
from lri_bench.errors import (
    EntryError,
    LriBenchError,
    Problem,
    WorkerError,
    raise_if,
)
from lri_bench.evaluation.headline import Bootstrap
from lri_bench.parallel import Progress, no_progress

__all__ = ["ScoredEntry", "Scoring", "scored_entries"]

_WORTH_A_PROCESS = 8
"""Entries that take as long to score as it takes to start another process."""


@dataclass(frozen=True, eq=False)
class ScoredEntry:
    """An entry, and what its file gives.

    Attributes
    ----------
    entry : Entry
        What ``entry.yaml`` says.
    file : Path
        The submission.
    sha256 : str
        Of the submission.
    measured : tuple of Measured
        One an edition.
    """

    entry: Entry
    file: Path
    sha256: str
    measured: tuple[Measured, ...]


@dataclass(frozen=True)
class Scoring:
    """How entries are scored.

    Attributes
    ----------
    bootstrap : Bootstrap
        Number and seed of replicates.
    jobs : int
        Processes.
    cache : bool
        Whether to look up what was scored before, in the data folder.
    progress : callable
        Shows how far the work is.
    """

    bootstrap: Bootstrap
    jobs: int = 1
    cache: bool = True
    progress: Progress = no_progress


def scored_entries(
    catalog: Catalog, submissions: Path, scoring: Scoring
) -> dict[str, ScoredEntry]:
    """Score every entry.

    Parameters
    ----------
    catalog : Catalog
        Where cards and truth are.
    submissions : Path
        Folder of the entries.
    scoring : Scoring
        How.

    Returns
    -------
    entries : dict of str to ScoredEntry
        By folder, in the order of their names.

    Raises
    ------
    EntryError
        With every problem of every entry.
    """
    intake = take_in(submissions)
    files = {folder.name: folder / SUBMISSION_FILE for folder in intake.entries}
    sums = {name: _sha256(file) for name, file in files.items()}
    cache = Cache.of(catalog, scoring.bootstrap) if scoring.cache else None
    known = {name: cache.load(sums[name]) for name in files} if cache else {}
    found: dict[str, Sequence[Measured]] = {k: v for k, v in known.items() if v}
    problems = list(intake.problems)
    new = {name: file for name, file in files.items() if name not in found}
    for name, result in _measured(catalog, new, scoring):
        if isinstance(result, LriBenchError):
            problems += result.problems
            continue
        found[name] = result
        if cache:
            cache.store(sums[name], result)
    raise_if(problems, EntryError)
    return {
        folder.name: ScoredEntry(
            entry,
            files[folder.name],
            sums[folder.name],
            tuple(item.named(folder.name) for item in found[folder.name]),
        )
        for folder, entry in intake.entries.items()
    }


_Result = list[Measured] | LriBenchError


def _measured(
    catalog: Catalog, files: Mapping[str, Path], scoring: Scoring
) -> Iterator[tuple[str, _Result]]:
    """Score files in as many processes as are worth it, in their order."""
    tasks = [(file, catalog, scoring.bootstrap) for file in files.values()]
    jobs = min(scoring.jobs, len(tasks) // _WORTH_A_PROCESS)
    if jobs < 2:
        alone = map(_measured_one, tasks)
        yield from zip(files, scoring.progress(alone, len(tasks)), strict=True)
        return
    # Not forked: a copy of this process would have its threads' locks, not its threads.
    # Ctrl-C, which all processes of a terminal get, ends this one, which ends them.
    pool = ProcessPoolExecutor(
        jobs,
        mp_context=get_context("spawn"),
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),
    )
    with pool:
        results = pool.map(_measured_one, tasks, chunksize=2)
        try:
            yield from zip(files, scoring.progress(results, len(tasks)), strict=True)
        except BrokenProcessPool as error:
            raise WorkerError(_LOST) from error


_LOST = Problem(
    where="processes that score entries",
    expected="all of them to live until the work is done",
    got="one ended",
    cause="memory ran out, or somebody ended it",
    run="lri-bench leaderboard build --jobs 1, which goes on from what is kept",
)


def _measured_one(task: tuple[Path, Catalog, Bootstrap]) -> _Result:
    """Score a file; its problems are told with those of the others."""
    try:
        return measure(*task)
    except LriBenchError as error:
        return error


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
