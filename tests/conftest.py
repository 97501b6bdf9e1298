# SPDX-License-Identifier: MIT
"""Fixtures that several rooms share."""

from __future__ import annotations

import functools
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import typer.main
from hypothesis import settings
from submission_files import EDITION, Arrays
from typed import Answer, Run

from lri_bench.catalog.editions import Catalog, project_folder
from lri_bench.cli import main
from lri_bench.truth import Truth

# Several processes run tests at once; each would else spin as many threads as there
# are cores. Commands that tests start inherit it.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Few examples each time, and other ones every time: the suite shall be run often. No
# deadline, since the machine may have other things to do.
settings.register_profile("quick", max_examples=25, deadline=None)
settings.register_profile("thorough", max_examples=500, deadline=None)
settings.load_profile("quick")  # --hypothesis-profile=thorough comes later, and wins

# A suite that was started in the background ignores Ctrl-C, and commands that tests
# start and interrupt would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parents[1]

# Reference material that is not part of the project: a test mirror of the
# record, and what the LRI authors' builders make of it.
REFERENCE = Path(os.environ.get("LRI_BENCH_REFERENCE", ROOT.parent / "shared"))

# They take seconds. Tests that use one are slow, whichever of them happens to make it.
SLOW_FIXTURES = frozenset({"complexes", "decays", "designs", "generated", "spectra"})


@pytest.hookimpl(tryfirst=True)  # before tests are left out by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if SLOW_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


def _reference(name: str) -> Path:
    folder = REFERENCE / name
    if not folder.is_dir():
        pytest.skip(
            f"needs the reference material, which is not part of the project: "
            f"{folder} (LRI_BENCH_REFERENCE names another place)"
        )
    return folder


@pytest.fixture(scope="session")
def mirror() -> Path:
    """Folder with a test mirror of the record's files."""
    return _reference("zenodo-mirror")


@pytest.fixture(scope="session")
def golden() -> Path:
    """Folder with what the LRI authors' code makes of the mirror."""
    return _reference("golden")


@pytest.fixture(scope="session")
def primary() -> Path:
    """Folder with ROOT trees of the events that the mirror has as pickles."""
    return _reference("primary")


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """Shipped cards and editions, and an empty data folder."""
    return Catalog(data=tmp_path / "data", shipped=project_folder() / "datasets")


@pytest.fixture(scope="session")
def mini_truth() -> Truth:
    """Truth of the shipped edition of SynMol."""
    return Truth.load(ROOT / "datasets" / "synmol" / "truth-mini.npz")


@pytest.fixture
def good(mini_truth: Truth) -> Arrays:
    """A submission that can be scored."""
    rng = np.random.default_rng(0)
    return {
        "format": "lri-bench/1",
        "method": "mine",
        f"{EDITION}/cloud_id": mini_truth.cloud_id,
        f"{EDITION}/offsets": mini_truth.offsets,
        f"{EDITION}/importance": rng.random(len(mini_truth.truth)),
        f"{EDITION}/order_key": mini_truth.order_key,
    }


@pytest.fixture
def truth() -> Truth:
    """Four small test clouds, two of them positive, with directions."""
    return Truth(
        cloud_id=np.array(["a", "b", "c", "d"]),
        offsets=np.array([0, 3, 5, 9, 11]),
        y=np.array([1, 0, 1, 0], dtype=np.uint8),
        truth=np.array([1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0], dtype=np.uint8),
        order_key=np.array([11, 12, 13, 14], dtype=np.uint64),
        direction=np.tile(np.array([[1.0, 0.0, 0.0]], dtype=np.float32), (11, 1)),
    )


@pytest.fixture(scope="session", autouse=True)
def _commands_are_put_together_once() -> Iterator[None]:
    """Keep what typer makes of all commands: it takes longer than running most."""
    with pytest.MonkeyPatch.context() as patch:
        kept = functools.cache(typer.main.get_command)
        patch.setattr(typer.main, "get_command", kept)
        yield


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Run:
    """Call the command line in this process, with a data folder of its own."""
    monkeypatch.setenv("LRI_BENCH_DATA", str(tmp_path / "data"))

    def answer(*arguments: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["lri-bench", *map(str, arguments)])
        capfd.readouterr()
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        return Answer(code, *capfd.readouterr())

    return answer
