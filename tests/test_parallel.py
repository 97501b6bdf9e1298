# SPDX-License-Identifier: MIT
"""Work in processes and on a cluster gives what a plain loop gives, once."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lri_bench import parallel
from lri_bench.errors import OutputError, WorkerError
from lri_bench.parallel import Arrays, Workers


def square(task: int) -> Arrays:
    return {"square": np.array([task**2]), "name": np.array([f"n{task}"])}


def stops_once(task: tuple[str, int]) -> Arrays:
    """Leave a mark for each call; the first call with 7 is interrupted."""
    folder, number = Path(task[0]), task[1]
    if number == 7 and not (folder / "interrupted").exists():
        (folder / "interrupted").touch()
        raise KeyboardInterrupt
    (folder / f"{number}-{time.monotonic_ns()}").touch()
    return {"number": np.array(number)}


def dies_once(task: tuple[str, int]) -> Arrays:
    """End the process that works, the first time task 5 comes."""
    folder, number = task
    mark = Path(folder) / "died"
    if number == 5 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"number": np.array([number])}


def numbers(results: Iterator[Arrays], name: str) -> list[Any]:
    return [np.ravel(arrays[name])[0] for arrays in results]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("chunk", [1, 3, 100])
def test_results_come_in_the_order_of_the_tasks(jobs: int, chunk: int) -> None:
    results = Workers(jobs=jobs).map(square, iter(range(20)), total=20, chunk=chunk)
    assert numbers(results, "square") == [task**2 for task in range(20)]


def test_no_tasks_give_no_results(tmp_path: Path) -> None:
    assert list(Workers(parts=tmp_path / "parts").map(square, [], total=0)) == []


def test_what_was_done_before_an_interruption_is_not_done_again(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    tasks = [(str(marks), number) for number in range(12)]
    workers = Workers(parts=tmp_path / "parts")
    with pytest.raises(KeyboardInterrupt):
        list(workers.map(stops_once, tasks, total=12, chunk=2))
    assert len(list(marks.glob("*-*"))) == 7  # 0 … 6; the chunk of 6 and 7 is lost
    again = workers.map(stops_once, tasks, total=12, chunk=2)
    assert numbers(again, "number") == [*range(12)]
    assert len(list(marks.glob("*-*"))) == 7 + 6  # 6 … 11
    workers.forget()
    assert not (tmp_path / "parts").exists()


@pytest.mark.parametrize("fault", ["removed", "damaged"])
def test_a_part_that_is_lost_between_is_made_again(tmp_path: Path, fault: str) -> None:
    workers = Workers(parts=tmp_path)
    list(workers.map(square, range(6), total=6, chunk=2))
    results = workers.map(square, range(6), total=6, chunk=2)
    assert next(results)["square"] == 0  # all chunks have been looked for by now
    for path in tmp_path.iterdir():
        path.unlink() if fault == "removed" else path.write_bytes(b"PK")
    assert numbers(results, "square") == [1, 4, 9, 16, 25]


def test_other_tasks_and_other_versions_are_not_taken_for_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers = Workers(parts=tmp_path)
    for tasks in ([1, 2], [1, 3]):
        found = numbers(workers.map(square, tasks, total=2), "square")
        assert found == [task**2 for task in tasks]
    kept = len(list(tmp_path.iterdir()))
    monkeypatch.setattr(parallel, "__version__", "another")
    list(workers.map(square, [1, 2], total=2))
    assert (kept, len(list(tmp_path.iterdir()))) == (2, 3)


def test_a_worker_with_other_versions_stops_the_build(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parallel, "_version_here", lambda _: "0.1")
    with pytest.raises(WorkerError, match=r"numpy 0\.1"):
        list(Workers().map(square, [1], total=1, packages=("numpy",)))


def test_a_process_that_is_lost_is_told(tmp_path: Path) -> None:
    tasks = [(str(tmp_path), number) for number in range(12)]
    workers = Workers(jobs=2, parts=tmp_path / "parts")
    with pytest.raises(WorkerError, match="memory ran out"):
        list(workers.map(dies_once, tasks, total=12, chunk=1))
    # The same again goes on from where it was.
    again = workers.map(dies_once, tasks, total=12, chunk=1)
    assert numbers(again, "number") == [*range(12)]


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError):
        list(Workers(parts=tmp_path / "file").map(square, [1], total=1))


@pytest.mark.slow
def test_a_scheduler_that_does_not_answer_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(parallel, "CONNECT_SECONDS", 1)
    with pytest.raises(WorkerError, match="no scheduler runs there"):
        list(Workers(dask="tcp://127.0.0.1:9").map(square, [1], total=1))
