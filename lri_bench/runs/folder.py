# SPDX-License-Identifier: MIT
"""The folder of an entry that grows edition by edition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from lri_bench.board.entry import Entry, load_entry
from lri_bench.board.entry_text import text_of
from lri_bench.catalog.editions import Edition
from lri_bench.errors import EntryError, Problem
from lri_bench.runs.entry import command_of, entry_of
from lri_bench.runs.run import Account
from lri_bench.storage.atomic import make_folder, write_text
from lri_bench.submission import Submission
from lri_bench.types import AnyArray

__all__ = ["EntryFolder"]


@dataclass(frozen=True)
class EntryFolder:
    """What stands in ``METHOD-BACKBONE/``.

    Attributes
    ----------
    entries : Path
        The folder above.
    method, backbone : str
    """

    entries: Path
    method: str
    backbone: str

    @property
    def path(self) -> Path:
        """The folder itself."""
        return self.entries / f"{self.method}-{self.backbone}"

    @property
    def _file(self) -> Path:
        return self.path / "submission.npz"

    @cached_property
    def _entry(self) -> Entry | None:
        there = (self.path / "entry.yaml").is_file()
        return load_entry(self.path) if there else None

    @cached_property
    def _submission(self) -> Submission:
        if self._file.is_file():
            return Submission.load(self._file)
        return Submission(method=self.method)

    def covers(
        self, edition: Edition, names: AnyArray, seeds: int, epochs: int | None
    ) -> bool:
        """Return whether an edition is there already.

        Parameters
        ----------
        edition : Edition
        names : (C,) str
            Of its test clouds.
        seeds : int
            How many are wanted.
        epochs : int or None
            Of each training.

        Raises
        ------
        EntryError
            If what is there has other epochs, or is of another method: it would have
            to be replaced, or one entry would hold both.
        SubmissionError
            If the submission is damaged.
        """
        self._check(epochs)
        part = self._submission.parts.get(str(edition))
        if part is None or self._entry is None or part.seeds < seeds:
            return False
        return bool(np.isin(names, part.cloud_id).all())

    def _check(self, epochs: int | None) -> None:
        if self._submission.method != self.method:
            got = f"one of {self._submission.method}"
            self._refuse(self._file, f"a submission of {self.method}", got)
        if self._entry is not None and self._entry.epochs != epochs:
            got = f"an entry of {_epochs(self._entry.epochs)}"
            self._refuse(self.path, f"one of {_epochs(epochs)}, as asked for", got)

    def _refuse(self, where: Path, expected: str, got: str) -> None:
        cause = "the same folder was used for other runs"
        run = "choose another folder with --entries, or remove this one"
        raise EntryError(Problem(str(where), expected, got, cause, run))

    def add(
        self, edition: Edition, columns: dict[str, AnyArray], account: Account
    ) -> None:
        """Write an edition into the submission, whose others stay, and the entry.

        Parameters
        ----------
        edition : Edition
        columns : dict of str to ndarray
            What `lri_bench.Submission.add` takes.
        account : Account

        Raises
        ------
        OutputError
            If the folder cannot be written to.
        """
        submission, before = self._submission, self._entry
        others = set(submission.parts) - {str(edition)}
        replaced = str(edition) in submission.parts
        submission.add(str(edition), **columns)
        seeds = min(part.seeds for part in submission.parts.values())
        account = replace(account, seeds=seeds)
        run = command_of(
            self.method, self.backbone, account, submission.parts, self.path.name
        )
        entry = entry_of(self.method, self.backbone, {str(edition): account}, run)
        if others:
            entry = entry.model_copy(update=_joined(entry, before, known=not replaced))
        make_folder(self.path)
        submission.save(self._file)
        write_text(self.path / "entry.yaml", text_of(entry))


def _joined(entry: Entry, before: Entry | None, *, known: bool) -> dict[str, Any]:
    """Return what editions took together; None where it is not known of all."""
    seconds = (entry.training_seconds, before.training_seconds if before else None)
    told = [each for each in seconds if each is not None]
    return {
        "training_seconds": sum(told) if known and len(told) == len(seconds) else None,
        "seconds_per_cloud": {
            **(before.seconds_per_cloud if before else {}),
            **entry.seconds_per_cloud,
        },
    }


def _epochs(epochs: int | None) -> str:
    return "the paper's epochs" if epochs is None else f"{epochs} epochs"
