# SPDX-License-Identifier: MIT
"""Do the same with many tasks: in processes, on a cluster, and not twice.

What a task gives is kept on disk until the whole is done, so an interrupted
build goes on where it was. Results do not depend on how many work.
"""

from __future__ import annotations

import importlib.metadata
import itertools
import multiprocessing
import platform
import shutil
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lri_bench import __version__
from lri_bench.errors import DataError, Problem, WorkerError
from lri_bench.storage.archive import reason
from lri_bench.storage.atomic import make_folder
from lri_bench.storage.npz import read_npz, write_npz
from lri_bench.types import AnyArray

__all__ = ["Arrays", "Progress", "Task", "Workers", "no_progress"]

Arrays = Mapping[str, AnyArray]
"""What a task gives: plain numbers or text, no Python objects."""

Task = Callable[[Any], Arrays]
"""A function at the top of a module; what it needs is in its one argument."""

Progress = Callable[[Iterable[Any], int], Iterable[Any]]
"""Wraps an iterable of known length, to show how far it is."""


def no_progress(items: Iterable[Any], _: int) -> Iterable[Any]:
    """Show nothing."""
    return items


CONNECT_SECONDS = 10
"""How long a scheduler may take to answer."""

_AHEAD = "4*n_jobs"  # chunks handed out before they are needed

# What joblib and Dask raise where workers die; neither is a dependency here.
_LOSSES = ("TerminatedWorkerError", "BrokenProcessPool", "KilledWorker", "TimeoutError")

_Versions = Mapping[str, str]
_Chunk = list[Any]


@dataclass(frozen=True)
class Workers:
    """Who does the work.

    Attributes
    ----------
    jobs : int
        Processes of this machine; 1 works in this one.
    dask : str or None
        Address of a Dask scheduler, such as ``tcp://host:8786``; its workers do
        the work then, and must have this project installed.
    parts : Path or None
        Folder in which results wait until all are there; None keeps nothing.
    progress : callable
        Shows how far the work is.
    """

    jobs: int = 1
    dask: str | None = None
    parts: Path | None = None
    progress: Progress = no_progress

    def map(
        self,
        function: Task,
        tasks: Iterable[Any],
        *,
        total: int,
        packages: tuple[str, ...] = (),
        chunk: int = 16,
    ) -> Iterator[Arrays]:
        """Call a function with each task.

        Parameters
        ----------
        function : callable
            Gets one task; must not depend on anything else.
        tasks : iterable
            Of values that can be pickled. Taken as they are needed.
        total : int
            How many tasks there are.
        packages : tuple of str
            Packages whose version can change the results. Where a worker has
            another version of one of them, the build stops.
        chunk : int
            How many tasks are handed over together.

        Yields
        ------
        arrays : mapping of str to array
            In the order of `tasks`.

        Raises
        ------
        DataError
            If the scheduler does not answer, or a worker has other versions.
        OutputError
            If results cannot be kept.
        """
        results = self._results(function, tasks, packages, chunk)
        yield from self.progress(results, total)

    def _results(
        self,
        function: Task,
        tasks: Iterable[Any],
        packages: tuple[str, ...],
        chunk: int,
    ) -> Iterator[Arrays]:
        import joblib  # noqa: PLC0415 - of the extra [build]

        versions = {name: importlib.metadata.version(name) for name in packages}
        stamp = (__version__, _name(function), sorted(versions.items()))
        waiting: deque[tuple[Path | None, _Chunk]] = deque()

        def calls() -> Iterator[Any]:
            for part in _chunks(tasks, chunk):
                key = joblib.hash((stamp, part), hash_name="sha1")
                path = self.parts / f"{key}.npz" if self.parts else None
                waiting.append((path, part))
                kept = path is not None and path.is_file()
                yield joblib.delayed(_run)(function, [] if kept else part, versions)

        with self._backend():
            run = joblib.Parallel(
                n_jobs=self.jobs, return_as="generator", pre_dispatch=_AHEAD
            )
            for results in _watched(run(calls())):
                path, part = waiting.popleft()
                found: Sequence[Arrays] = results or _recalled(path, len(part))
                if not found:  # it was there when asked for, and no longer is
                    found = _run(function, part, versions)
                if results and path is not None:
                    _keep(path, results)
                yield from found

    def forget(self) -> None:
        """Remove what was kept, once all of it stands in its place."""
        if self.parts is not None:
            shutil.rmtree(self.parts, ignore_errors=True)

    def _backend(self) -> AbstractContextManager[object]:
        return nullcontext() if self.dask is None else _cluster(self.dask)


def _name(function: Task) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _chunks(tasks: Iterable[Any], size: int) -> Iterator[_Chunk]:
    remaining = iter(tasks)
    while part := list(itertools.islice(remaining, size)):
        yield part


def _run(function: Task, part: _Chunk, versions: _Versions) -> list[Arrays]:
    """Work off one chunk, where the same versions are installed."""
    _leave_interruptions_to_the_parent()
    _stay()
    wrong = {
        name: found
        for name, version in versions.items()
        if (found := _version_here(name)) != version
    }
    if wrong:
        raise WorkerError(
            Problem(
                where=f"worker on {platform.node()}",
                expected=", ".join(f"{name} {versions[name]}" for name in wrong),
                got=", ".join(f"{name} {found}" for name, found in wrong.items()),
                cause="results of this build depend on these versions",
                run="install what the scheduler's client has, on every worker",
            )
        )
    return [function(task) for task in part]


def _stay() -> None:
    """Keep a worker of joblib although it grows, as each does that loads torch.

    Where psutil is installed joblib replaces a worker that grew by 300 MB between two
    tasks, and once was seen to wait for ever for the one that should have left.
    """
    executor = sys.modules.get("joblib.externals.loky.process_executor")
    if executor is not None:
        executor._USE_PSUTIL = False  # type: ignore[attr-defined]  # noqa: SLF001


def _leave_interruptions_to_the_parent() -> None:
    """Let Ctrl-C, which every process of a terminal gets, end none but the parent.

    RDKit answers it with a warning and a result that is not complete.
    """
    is_child = multiprocessing.parent_process() is not None
    if is_child and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _version_here(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _keep(path: Path, results: list[Arrays]) -> None:
    make_folder(path.parent)  # another build of the edition may have removed it
    columns = {
        f"{place}/{name}": value
        for place, arrays in enumerate(results)
        for name, value in arrays.items()
    }
    write_npz(path, columns)


def _recalled(path: Path | None, size: int) -> Sequence[Arrays]:
    """Return what was kept; nothing if it is gone or damaged."""
    if path is None:
        return []
    try:
        columns = read_npz(path)
    except DataError:
        return []
    results: list[dict[str, AnyArray]] = [{} for _ in range(size)]
    for key, value in columns.items():
        place, _, name = key.partition("/")
        results[int(place)][name] = value
    return results


@contextmanager
def _cluster(address: str) -> Iterator[None]:
    """Let joblib hand work to the scheduler at `address`."""
    import distributed  # noqa: PLC0415 - of the extra [distributed]
    import joblib  # noqa: PLC0415

    try:
        client = distributed.Client(  # type: ignore[no-untyped-call]
            address, timeout=CONNECT_SECONDS, set_as_default=False
        )
    except (OSError, ValueError) as error:  # a time-out is an OSError
        raise WorkerError(
            Problem(
                where=f"Dask scheduler {address}",
                expected=f"an answer within {CONNECT_SECONDS} s",
                got=reason(error),
                cause="no scheduler runs there, or a firewall is between",
                run="dask scheduler, and on each machine: dask worker ADDRESS",
            )
        ) from error
    with client, joblib.parallel_config(backend="dask", client=client):
        yield


def _watched(results: Iterator[list[Arrays]]) -> Iterator[list[Arrays]]:
    """Tell plainly that workers were lost."""
    try:
        yield from results
    except Exception as error:
        if type(error).__name__ not in _LOSSES:
            raise
        raise WorkerError(
            Problem(
                where="worker processes",
                expected="all of them to live until the work is done",
                got=reason(error),
                cause="memory ran out, or somebody ended them",
                run="the same command again, with fewer --jobs: it goes on from there",
            )
        ) from error
