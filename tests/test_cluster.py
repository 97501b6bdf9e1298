# SPDX-License-Identifier: MIT
"""A build on a Dask cluster that loses a worker gives the bytes of a plain one."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from lri_bench.build import BuildOptions, build
from lri_bench.catalog.editions import Catalog, Edition

pytest.importorskip("distributed")

EDITION = "synmol@mini"
CLOUDS = 160
PATIENCE_S = 120.0


@contextmanager
def program(*arguments: str, cwd: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a module of this Python until the block ends."""
    command = [sys.executable, "-m", *arguments]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=cwd, **quiet) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(condition: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    pytest.fail(f"waited {PATIENCE_S} s for {what}")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def address_in(path: Path) -> str | None:
    """Return what the scheduler wrote, once it has."""
    try:
        return str(json.loads(path.read_text())["address"])
    except (FileNotFoundError, ValueError):
        return None


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the file of clouds as one process builds it without interruption."""
    folder = tmp_path_factory.mktemp("plain")
    options = BuildOptions(clouds=CLOUDS)
    product = build(Catalog.default(folder), Edition("synmol", "mini"), options)
    product.clouds.save(folder / "clouds.npz")
    return (folder / "clouds.npz").read_bytes()


@pytest.mark.slow
def test_an_interrupted_build_goes_on(tmp_path: Path, plain: bytes) -> None:
    command = ["build", EDITION, "--clouds", str(CLOUDS), "--data", str(tmp_path)]
    folder = tmp_path / "synmol/mini"
    parts = folder / "parts"
    with program("lri_bench", *command, "--jobs", "2", cwd=tmp_path) as going:
        wait_for(lambda: [*parts.glob("*.npz")], "the first finished part")
        going.send_signal(signal.SIGINT)
        assert going.wait(PATIENCE_S) == 130
    assert not (folder / "clouds.npz").exists()
    kept = {path.name: path.stat().st_mtime_ns for path in parts.iterdir()}
    assert kept
    with program("lri_bench", *command, "--jobs", "1", cwd=tmp_path) as going:
        wait_for(lambda: names(parts) - {*kept}, "a further part")
        same = {path.name: path.stat().st_mtime_ns for path in parts.iterdir()}
        assert kept.items() <= same.items()  # none of them was made again
        assert going.wait(PATIENCE_S) == 0
    assert (folder / "clouds.npz").read_bytes() == plain
    assert not parts.exists()


@pytest.mark.slow
def test_a_worker_that_is_killed_changes_no_byte(tmp_path: Path, plain: bytes) -> None:
    data = tmp_path / "data"
    parts = data / "synmol/mini/parts"
    contact = tmp_path / "scheduler.json"
    scheduler = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    worker = ("--nthreads", "1", "--no-nanny", "--no-dashboard")
    with ExitStack() as stack:
        stack.enter_context(
            program(
                "distributed.cli.dask_scheduler", *scheduler,
                "--scheduler-file", str(contact), cwd=tmp_path,
            )
        )  # fmt: skip
        address = wait_for(lambda: address_in(contact), "the scheduler")
        workers = [
            stack.enter_context(
                program("distributed.cli.dask_worker", address, *worker, cwd=tmp_path)
            )
            for _ in range(2)
        ]
        command = ["build", EDITION, "--clouds", str(CLOUDS), "--dask", address]
        going = stack.enter_context(
            program("lri_bench", *command, "--data", str(data), cwd=tmp_path)
        )
        wait_for(lambda: [*parts.glob("*.npz")], "the first finished part")
        assert going.poll() is None  # in the middle of the build
        workers[0].kill()
        assert going.wait(PATIENCE_S) == 0
    built = data / "synmol/mini/clouds.npz"
    assert built.read_bytes() == plain
    assert not parts.exists()
