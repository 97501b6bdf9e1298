# SPDX-License-Identifier: MIT
"""The folder of a built-in method's entry, which grows edition by edition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from lri_bench.board.entry import Entry, load_entry
from lri_bench.board.entry_text import text_of
from lri_bench.catalog.editions import Edition
from lri_bench.errors import EntryError, Problem
from lri_bench.models import DATASETS
from lri_bench.runs.entry import entry_of
from lri_bench.runs.run import Account
from lri_bench.storage.atomic import make_folder, write_text
from lri_bench.submission import Submission
from lri_bench.types import AnyArray

__all__ = ["EntryFolder"]


@dataclass(frozen=True)
class EntryFolder:
    """Submission and ``entry.yaml`` of a method.

    Attributes
    ----------
    path : Path
    method, backbone : str
    """

    path: Path
    method: str
    backbone: str

    @classmethod
    def among(cls, entries: Path, method: str, backbone: str) -> EntryFolder:
        """Return ``METHOD-BACKBONE/`` in a folder of entries."""
        return cls(entries / f"{method}-{backbone}", method, backbone)

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
        self.check(epochs)
        part = self._submission.parts.get(str(edition))
        if part is None or self._entry is None or part.seeds < seeds:
            return False
        return bool(np.isin(names, part.cloud_id).all())

    def check(self, epochs: int | None) -> None:
        """Refuse to put together what does not belong together.

        Parameters
        ----------
        epochs : int or None
            Of each training that is to come.

        Raises
        ------
        EntryError
            If what is there has other epochs, or is of another method or backbone.
        SubmissionError
            If the submission is damaged.
        """
        if self._submission.method != self.method:
            got = f"one of {self._submission.method}"
            self._refuse(self._file, f"a submission of {self.method}", got)
        if self._entry is None:
            return
        if self._entry.backbone != self.backbone:
            got = f"one that explains {self._entry.backbone}"
            self._refuse(self.path, f"an entry that explains {self.backbone}", got)
        if self._entry.epochs != epochs:
            got = f"an entry of {_epochs(self._entry.epochs)}"
            self._refuse(self.path, f"one of {_epochs(epochs)}, as asked for", got)

    def _refuse(self, where: Path, expected: str, got: str) -> None:
        cause = "the same folder was used for other runs"
        run = "choose another folder, or remove this one"
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
        submission, name = self._submission, str(edition)
        times = self._times(name, account)
        submission.add(name, **columns)
        seeds = {name: part.seeds for name, part in submission.parts.items()}
        entry = entry_of(self.method, self.backbone, account, seeds, self.path.name)
        make_folder(self.path)
        submission.save(self._file)
        update = {**times, "partial": self._partial(seeds)}
        write_text(self.path / "entry.yaml", text_of(entry.model_copy(update=update)))

    def _partial(self, editions: Iterable[str]) -> str | None:
        """Return what was said of why data sets are missing, while some are."""
        covered = {name.split("@")[0] for name in editions}
        if self._entry is None or covered == set(DATASETS):
            return None
        return self._entry.partial

    def _times(self, edition: str, account: Account) -> dict[str, Any]:
        """Return what editions take together; not where it is not known of all."""
        parts, before = self._submission.parts, self._entry
        training: float | None = round(account.training_seconds, 1)
        each = {edition: float(f"{account.seconds_per_cloud:.2g}")}
        if set(parts) - {edition}:
            told = before.training_seconds if before else None
            if told is None or edition in parts:
                training = None
            else:
                training = round(told + account.training_seconds, 1)
            each = {**(before.seconds_per_cloud if before else {}), **each}
        return {"training_seconds": training, "seconds_per_cloud": each}


def _epochs(epochs: int | None) -> str:
    return "the paper's epochs" if epochs is None else f"{epochs} epochs"
