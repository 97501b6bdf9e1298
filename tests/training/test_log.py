# SPDX-License-Identifier: MIT
"""Logs of trainings: lines that are never there twice."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from lri_bench.errors import OutputError
from lri_bench.training.history import EpochRecord
from lri_bench.training.log import JsonLines, TensorBoard, logs_in


def record(epoch: int) -> EpochRecord:
    losses = {"total": 0.5 / (epoch + 1), "divergence": 0.1}
    return EpochRecord("main", epoch, 3, losses, 0.4, 0.9, 1.5)


def test_a_line_an_epoch(tmp_path: Path) -> None:
    log = JsonLines(tmp_path / "epochs.jsonl")
    log.begin([])
    log.add(record(0))
    log.add(record(1))
    log.close()
    lines = log.path.read_text().splitlines()
    assert len(lines) == 2
    assert json.loads(lines[1]) == {
        "phase": "main",
        "epoch": 1,
        "epochs": 3,
        "losses": {"total": 0.25, "divergence": 0.1},
        "valid_loss": 0.4,
        "valid_auc": 0.9,
        "seconds": 1.5,
    }
    assert EpochRecord(**json.loads(lines[1])) == record(1)


def test_a_resumed_log_has_each_epoch_once(tmp_path: Path) -> None:
    log = JsonLines(tmp_path / "epochs.jsonl")
    log.begin([])
    for epoch in range(3):
        log.add(record(epoch))
    again = JsonLines(log.path)
    again.begin([record(0), record(1)])  # the third was not in the checkpoint
    again.add(record(2))
    epochs = [json.loads(line)["epoch"] for line in log.path.read_text().splitlines()]
    assert epochs == [0, 1, 2]


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    log = JsonLines(tmp_path / "none" / "epochs.jsonl")
    with pytest.raises(OutputError):
        log.begin([])
    with pytest.raises(OutputError):
        log.add(record(0))
    (tmp_path / "file").touch()
    with pytest.raises(OutputError):
        logs_in(tmp_path / "file")


class Writer:
    written: list[tuple[Any, ...]]

    def __init__(self, folder: str, purge_step: int) -> None:
        Writer.written = [(Path(folder).name, purge_step)]

    def add_scalar(self, name: str, value: float, step: int) -> None:
        self.written.append((name, value, step))

    def close(self) -> None:
        self.written.append(("closed",))


def test_tensorboard_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("torch.utils.tensorboard")
    monkeypatch.setattr(module, "SummaryWriter", Writer, raising=False)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    lines, board = logs_in(tmp_path / "new" / "folder")
    assert isinstance(lines, JsonLines)
    board.close()
    board.begin([record(0)])
    board.add(record(1))
    board.close()
    assert Writer.written == [
        ("tensorboard", 1),
        ("main/training loss: total", 0.25, 1),
        ("main/training loss: divergence", 0.1, 1),
        ("main/validation loss", 0.4, 1),
        ("main/validation ROC AUC", 0.9, 1),
        ("main/seconds", 1.5, 1),
        ("closed",),
    ]


def test_tensorboard_is_not_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    assert TensorBoard.if_installed(tmp_path) is None
    (log,) = logs_in(tmp_path)
    assert isinstance(log, JsonLines)
