# SPDX-License-Identifier: MIT
"""Logs of a training: JSON lines, and TensorBoard where it is installed."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, Self

from lri_bench.storage.atomic import make_folder, output_error, write_text
from lri_bench.training.history import EpochRecord

__all__ = ["JsonLines", "Log", "TensorBoard", "logs_in"]


class Log(Protocol):
    """Keeps what is known of each epoch."""

    def begin(self, history: Sequence[EpochRecord]) -> None:
        """Hold the epochs that are done already, and nothing else."""

    def add(self, record: EpochRecord) -> None:
        """Add an epoch."""

    def close(self) -> None:
        """Write what is not written yet."""


class JsonLines:
    """One line an epoch.

    Parameters
    ----------
    path : Path
        What stands there is replaced.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, history: Sequence[EpochRecord]) -> None:
        """Write the epochs that are done already.

        Parameters
        ----------
        history : sequence of EpochRecord

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        write_text(self.path, "".join(_line(record) for record in history))

    def add(self, record: EpochRecord) -> None:
        """Add a line.

        Parameters
        ----------
        record : EpochRecord

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        try:
            with self.path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(_line(record))
        except OSError as error:
            raise output_error(self.path, error) from error

    def close(self) -> None:
        """Do nothing: each line is written at once."""


class TensorBoard:
    """Curves over all epochs, for TensorBoard.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        self._module = importlib.import_module("torch.utils.tensorboard")
        self._folder = folder
        self._writer: Any = None
        self._step = 0

    @classmethod
    def if_installed(cls, folder: Path) -> Self | None:
        """Return the log, or None where TensorBoard is not installed.

        Parameters
        ----------
        folder : Path
        """
        try:
            return cls(folder)
        except ImportError:
            return None

    def begin(self, history: Sequence[EpochRecord]) -> None:
        """Let curves go on after the epochs that are done already.

        Parameters
        ----------
        history : sequence of EpochRecord
        """
        self._step = len(history)
        self._writer = self._module.SummaryWriter(
            str(self._folder), purge_step=self._step
        )

    def add(self, record: EpochRecord) -> None:
        """Add a point to each curve.

        Parameters
        ----------
        record : EpochRecord
        """
        for name, value in _numbers(record):
            self._writer.add_scalar(name, value, self._step)
        self._step += 1

    def close(self) -> None:
        """Write what is not written yet."""
        if self._writer is not None:
            self._writer.close()


def logs_in(folder: Path) -> tuple[Log, ...]:
    """Return all logs that can be kept in a folder, which is made.

    Parameters
    ----------
    folder : Path
        ``epochs.jsonl`` is in it, and ``tensorboard`` where that is installed.

    Raises
    ------
    OutputError
        If the folder cannot be made.
    """
    make_folder(folder)
    lines = JsonLines(folder / "epochs.jsonl")
    board = TensorBoard.if_installed(folder / "tensorboard")
    return (lines,) if board is None else (lines, board)


def _line(record: EpochRecord) -> str:
    return json.dumps(record.as_dict(), allow_nan=False) + "\n"


def _numbers(record: EpochRecord) -> Iterator[tuple[str, float]]:
    for name, value in record.losses.items():
        yield f"{record.phase}/training loss: {name}", value
    yield f"{record.phase}/validation loss", record.valid_loss
    yield f"{record.phase}/validation ROC AUC", record.valid_auc
    yield f"{record.phase}/seconds", record.seconds
