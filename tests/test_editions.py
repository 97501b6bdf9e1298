# SPDX-License-Identifier: MIT
"""From an empty data folder to every edition, by the commands that a user types."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

EDITIONS = (
    "actstrack@zenodo", "actstrack@zenodo-4T", "actstrack@raw", "actstrack@raw-4T",
    "tau3mu@zenodo", "tau3mu@raw", "synmol@zenodo", "plbind@zenodo", "plbind@raw",
)  # fmt: skip
"""Without synmol@raw, whose minutes another test spends."""


def lri_bench(data: Path, *arguments: str, code: int = 0) -> str:
    command = [sys.executable, "-m", "lri_bench", *arguments, "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert not done.stderr or code, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def data(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder in which everything was downloaded and built."""
    folder = tmp_path_factory.mktemp("data")
    lri_bench(folder, "download", "--all", "--mirror", str(mirror))
    lri_bench(folder, "build", *EDITIONS)
    return folder


def outcomes(data: Path, *arguments: str, code: int = 0) -> dict[str, Any]:
    content = json.loads(lri_bench(data, "verify", *arguments, "--json", code=code))
    assert content["passed"] is (code == 0)
    return {check["check"]: check for check in content["checks"]}


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_is_built_and_passes(data: Path, edition: str) -> None:
    found = outcomes(data, edition)
    assert found["clouds.npz as built"]["verdict"] == "ok"
    kind = "processed" if "zenodo" in edition else "raw"
    dataset, field = edition.partition("@")[0], edition.partition("-")[2]
    arrived = [dataset, kind, *([field or "2T"] if dataset == "actstrack" else [])]
    assert found[f"{'_'.join(arrived)}.zip as it arrived"]["verdict"] == "ok"


@pytest.mark.slow
@pytest.mark.parametrize("dataset", ["tau3mu", "plbind"])
def test_raw_equals_the_canonical_edition(data: Path, dataset: str) -> None:
    found = outcomes(data, f"{dataset}@raw", "--against", f"{dataset}@zenodo")
    for check in ("only here", "class", "split", "positions", "labels", "features"):
        assert found[check]["verdict"] == "ok", found[check]


@pytest.mark.slow
@pytest.mark.parametrize("field", ["", "-4T"])
def test_the_authors_order_of_draws_gives_their_events(data: Path, field: str) -> None:
    """The other sampler keeps the same signal and draws other tracks."""
    editions = f"actstrack@raw{field}", "--against", f"actstrack@zenodo{field}"
    found = outcomes(data, *editions, code=1)
    for check in ("only here", "only there", "class", "split", "important points"):
        assert found[check]["verdict"] == "ok", found[check]
    assert found["points"]["clouds"]
    lri_bench(data, "build", editions[0], "--sampler", "legacy")
    found = outcomes(data, *editions)
    assert found["positions"]["verdict"] == "ok"
    lri_bench(data, "build", editions[0])


@pytest.mark.slow
def test_trees_give_what_the_pickles_give(data: Path, primary: Path) -> None:
    lri_bench(data, "build", "actstrack@root", "--from", str(primary / "acts_2T"))
    lri_bench(data, "verify", "actstrack@root", "--against", "actstrack@raw")
    lri_bench(data, "build", "tau3mu@root", "--from", str(primary / "tau3mu"))
    lri_bench(data, "verify", "tau3mu@root")


@pytest.mark.slow
def test_a_download_that_was_changed_is_not_built(data: Path) -> None:
    path = data / "record/tau3mu_raw.zip"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    try:
        lri_bench(data, "build", "tau3mu@raw", code=2)
    finally:
        path.write_bytes(content)
