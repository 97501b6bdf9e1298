# SPDX-License-Identifier: MIT
"""Checkpoints: training that stops anywhere goes on to the same bytes."""

from __future__ import annotations

import dataclasses
import os
import pickle
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from toy_clouds import changed, drawn, inputs_of, made, planted

from lri_bench.clouds import Clouds
from lri_bench.errors import DataError, OutputError, Problem
from lri_bench.models import Batch, load_settings
from lri_bench.training import checkpoint
from lri_bench.training.chance import seeded
from lri_bench.training.fit import Fitted, Keep, fit
from lri_bench.training.history import EpochRecord
from lri_bench.training.settings import FitSettings
from lri_bench.training.trainable import Losses, Moment

EPOCHS = (2, 3)
SETTINGS = FitSettings(batch=8, learning_rate=1e-3, weight_decay=1e-5)


class KilledError(Exception):
    """Ends a training from outside."""


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def clouds() -> Clouds:
    return planted(40)


def nothing(_: Any) -> None:
    pass


@dataclasses.dataclass(frozen=True)
class Case:
    dataset: str = "synmol"
    method: str = "lri-bernoulli"
    beta: float = 0.1
    fitting: FitSettings = SETTINGS
    change: Callable[[Any], None] = nothing


def start(clouds: Clouds, keep: Keep | None = None, **given: Any) -> Fitted:
    case = Case(**given)
    settings = changed(
        load_settings(case.dataset),
        case.method.replace("-", "_"),
        warm_up_epochs=EPOCHS[0],
        epochs=EPOCHS[1],
        beta=case.beta,
    )
    inputs = inputs_of(clouds, case.dataset, "egnn", case.method)
    with seeded(case.fitting.seed):
        model = made(case.method, settings, "egnn", inputs)
    case.change(model)
    return fit(model, inputs, clouds.split, case.fitting, keep)


@pytest.fixture(scope="module")
def whole(clouds: Clouds) -> Fitted:
    torch.set_num_threads(1)
    return start(clouds)


def assert_same(one: Fitted, other: Fitted) -> None:
    assert one.history == other.history
    assert one.best == other.best
    left, right = one.model.state_dict(), other.model.state_dict()
    assert left.keys() == right.keys()
    for name, value in left.items():
        assert torch.equal(value, right[name]), name


def stopping_after(epochs: int) -> Callable[[EpochRecord], None]:
    seen = []

    def progress(record: EpochRecord) -> None:
        seen.append(record)
        if len(seen) == epochs:
            raise KilledError

    return progress


@pytest.mark.slow
@pytest.mark.parametrize("epochs", range(1, sum(EPOCHS) + 1))
def test_a_training_that_stopped_after_an_epoch_goes_on_to_the_same_bytes(
    epochs: int, clouds: Clouds, whole: Fitted, tmp_path: Path
) -> None:
    path = tmp_path / "training.pt"
    with pytest.raises(KilledError):
        start(clouds, Keep(path, progress=stopping_after(epochs)))
    told: list[EpochRecord] = []
    assert_same(start(clouds, Keep(path, progress=told.append)), whole)
    assert told == list(whole.history[epochs:])


def test_one_that_stopped_again_and_again_too(
    clouds: Clouds, whole: Fitted, tmp_path: Path
) -> None:
    keep = Keep(tmp_path / "training.pt", progress=stopping_after(1))
    for _ in range(sum(EPOCHS)):
        keep = dataclasses.replace(keep, progress=stopping_after(1))
        with pytest.raises(KilledError):
            start(clouds, keep)
    assert_same(start(clouds, keep), whole)


@pytest.mark.slow
@pytest.mark.parametrize("steps", [2, 5, 9])
def test_one_that_stopped_within_an_epoch_too(
    steps: int, clouds: Clouds, whole: Fitted, tmp_path: Path
) -> None:
    keep = Keep(tmp_path / "training.pt")

    def kill(model: Any) -> None:
        left, losses = iter(range(steps)), model.losses

        def counted(batch: Batch, moment: Moment) -> Losses:
            if next(left, None) is None:
                raise KilledError
            found: Losses = losses(batch, moment)
            return found

        model.losses = counted

    with pytest.raises(KilledError):
        start(clouds, keep, change=kill)
    assert_same(start(clouds, keep), whole)


@pytest.mark.slow
@pytest.mark.parametrize("epochs", [1, 2, 4])
def test_own_encoders_and_swapped_ligands_are_resumed(
    epochs: int, tmp_path: Path
) -> None:
    clouds = drawn("plbind", [6] * 32)
    given: dict[str, Any] = {
        "dataset": "plbind",
        "method": "lri-gaussian",
        "fitting": dataclasses.replace(SETTINGS, swap_share=0.5),
    }
    path = tmp_path / "training.pt"
    with pytest.raises(KilledError):
        start(clouds, Keep(path, progress=stopping_after(epochs)), **given)
    assert_same(start(clouds, Keep(path), **given), start(clouds, **given))


_CHILD = """
import os, signal, sys
from pathlib import Path
sys.path[:0] = sys.argv[2:4]
import torch
torch.set_num_threads(1)
from toy_clouds import planted
from test_checkpoint import start
from lri_bench.training.fit import Keep
def die(record):
    if record.phase == "lri-bernoulli":
        os.kill(os.getpid(), signal.SIGKILL)
start(planted(40), Keep(Path(sys.argv[1]), progress=die))
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_process_that_was_killed_is_resumed_in_another(
    clouds: Clouds, whole: Fitted, tmp_path: Path
) -> None:
    path = tmp_path / "training.pt"
    here = Path(__file__).parent
    folders = [str(here), str(here.parent / "helpers")]
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path), *folders], check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert_same(start(clouds, Keep(path)), whole)


def test_a_finished_training_is_not_done_again(
    clouds: Clouds, whole: Fitted, tmp_path: Path
) -> None:
    path = tmp_path / "training.pt"
    assert_same(start(clouds, Keep(path)), whole)
    written = path.read_bytes()
    told: list[EpochRecord] = []
    assert_same(start(clouds, Keep(path, progress=told.append)), whole)
    assert not told
    assert path.read_bytes() == written
    assert [p.name for p in tmp_path.iterdir()] == ["training.pt"]


# Refusals.


@pytest.fixture(scope="module")
def written(clouds: Clouds, tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.set_num_threads(1)
    path = tmp_path_factory.mktemp("written") / "training.pt"
    with pytest.raises(KilledError):
        start(clouds, Keep(path, progress=stopping_after(3)))
    return path


def refusal(clouds: Clouds, path: Path, **given: Any) -> Problem:
    before = path.read_bytes()
    with pytest.raises(DataError) as caught:
        start(clouds, Keep(path), **given)
    assert path.read_bytes() == before
    (problem,) = caught.value.problems
    assert problem.where == str(path)
    assert "rm " in problem.run
    return problem


def shifted(clouds: Clouds, column: str) -> Clouds:
    value = getattr(clouds, column).copy()
    value[0] = value[0] + 1 if column == "pos" else 1 - value[0]
    return dataclasses.replace(clouds, **{column: value})


def test_a_checkpoint_of_another_training_is_refused(
    clouds: Clouds, written: Path
) -> None:
    def differ(**given: Any) -> str:
        its_clouds = given.pop("clouds", clouds)
        return refusal(its_clouds, written, **given).got

    lower = dataclasses.replace(SETTINGS, learning_rate=1e-4)
    assert differ(fitting=lower) == "one of another: settings differ"
    seed = dataclasses.replace(SETTINGS, seed=1)
    assert differ(fitting=seed) == (
        "one of another: settings, weights at the start differ"
    )
    assert differ(beta=0.2) == "one of another: configuration differ"
    for column in ("pos", "y", "split"):
        got = differ(clouds=shifted(clouds, column))
        assert got == "one of another: clouds differ"
    assert "method" in differ(method="lri-gaussian")


def test_truth_is_no_part_of_the_training(
    clouds: Clouds, written: Path, whole: Fitted, tmp_path: Path
) -> None:
    path = tmp_path / "training.pt"
    shutil.copy(written, path)
    other = dataclasses.replace(clouds, truth=1 - clouds.truth)
    assert_same(start(other, Keep(path)), whole)


@pytest.mark.parametrize(
    ("package", "module"), [("torch", torch), ("lri-bench", checkpoint)]
)
def test_another_version_is_another_training(
    package: str,
    module: ModuleType,
    clouds: Clouds,
    written: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "__version__", "0.0.1")
    assert refusal(clouds, written).got == f"one of another: {package} differ"


def test_a_damaged_checkpoint_is_refused(
    clouds: Clouds, written: Path, tmp_path: Path
) -> None:
    good = written.read_bytes()
    path = tmp_path / "training.pt"
    middle = bytearray(good)
    middle[len(good) // 2] ^= 1  # a bit of a weight, which torch would load
    for bad in (b"", b"PK", good[: len(good) // 2], bytes(middle), b"nonsense"):
        path.write_bytes(bad)
        assert "damaged" in refusal(clouds, path).got
    for content in ([1], {"format": 1}, {"format": 1, "of": {}, "state": 3}):
        torch.save(content, path)
        refusal(clouds, path)
    torch.save({"format": 9, "of": {}, "state": {}}, path)
    assert refusal(clouds, path).got == "format 9"


class Trap:
    def __reduce__(self) -> Any:
        return os.mkdir, ("trapped",)


def test_a_checkpoint_runs_no_code(
    clouds: Clouds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "training.pt"
    torch.save({"format": 1, "of": Trap()}, path)
    assert "damaged" in refusal(clouds, path).got
    path.write_bytes(pickle.dumps(Trap()))
    assert "damaged" in refusal(clouds, path).got
    assert not Path("trapped").exists()


def test_a_checkpoint_that_cannot_be_written_is_told(
    clouds: Clouds, tmp_path: Path
) -> None:
    with pytest.raises(OutputError, match="the folder does not exist"):
        start(clouds, Keep(tmp_path / "none" / "training.pt"))


def test_without_a_checkpoint_nothing_is_written(
    clouds: Clouds, whole: Fitted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert_same(start(clouds), whole)
    assert not list(tmp_path.iterdir())
    assert np.isfinite(whole.best.valid_loss)
