# SPDX-License-Identifier: MIT
"""Fetch what is wanted, and tell everything that went wrong at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from lri_bench.errors import LriBenchError
from lri_bench.record.download.attempts import with_retries
from lri_bench.record.download.choice import Choice
from lri_bench.record.download.listing import Listed
from lri_bench.record.download.source import Source
from lri_bench.record.download.store import State, Store

__all__ = ["Report", "download"]


class Report(Protocol):
    """Whom a download tells how far it is."""

    def say(self, line: str) -> None:
        """Take a sentence for people."""

    def begin(self, size: int) -> None:
        """Take how many bytes will come in all."""

    def at(self, size: int) -> None:
        """Take how many bytes of them are there; it may go back."""


def download(
    folder: Path, choice: Choice, source: Source, report: Report
) -> list[Path]:
    """Bring files of the record into a folder, and lock them there.

    If all are there and are what the lock says, nobody is asked for them.

    Parameters
    ----------
    folder : Path
        It is made if need be. Another process that brings files into it is
        waited for.
    choice : Choice
        What is wanted.
    source : Source
        Where it comes from.
    report : Report
        Is told how far it is.

    Returns
    -------
    paths : list of Path
        All files that were wanted.

    Raises
    ------
    LriBenchError
        With the problems of all files; those without a problem are there then.
    """
    store = Store(folder)
    files = store.has(choice)
    if not files:
        with store.held(report.say):
            files = store.has(choice)  # whom we waited for may have brought them
            if not files:
                return [folder / f.name for f in _bring(store, choice, source, report)]
    for file in files:
        report.say(f"{file.name}: {State.HERE.value}")
    return [folder / file.name for file in files]


def _bring(
    store: Store, choice: Choice, source: Source, report: Report
) -> list[Listed]:
    listing = with_retries(source.policy, source.listing, report.say)
    wanted = choice.among(listing)
    errors: list[LriBenchError] = []
    needed = list(_needed(store, wanted, report, errors))
    size = sum(file.size for file in needed)
    store.require_space(size - sum(store.part_size(file) for file in needed))
    if needed:
        _introduce(needed, size, source, report)
    report.begin(size)
    _bring_each(store, needed, source, report, errors)
    if errors:
        # The input or the place of the output being at fault is what a user can
        # do something about, so it decides on the exit status.
        worst = max(errors, key=lambda error: error.exit_code)
        problems = [problem for error in errors for problem in error.problems]
        raise type(worst)(problems) from worst
    return wanted


def _needed(
    store: Store, wanted: Sequence[Listed], report: Report, errors: list[LriBenchError]
) -> Iterator[Listed]:
    """Yield the files that are not here; add to `errors` what is in their way."""
    for file in wanted:
        try:
            state = store.state(file)
        except LriBenchError as error:
            errors.append(error)
            continue
        if state != State.ABSENT:
            report.say(f"{file.name}: {state.value}")
        if state in {State.ABSENT, State.OTHER}:
            yield file


def _bring_each(
    store: Store,
    files: Sequence[Listed],
    source: Source,
    report: Report,
    errors: list[LriBenchError],
) -> None:
    done = 0
    for file in files:
        try:
            _bring_one(store, file, source, report, done)
        except LriBenchError as error:
            errors.append(error)
            report.say(f"{file.name}: failed")
        else:
            done += file.size
            checked = "as the record lists it" if file.md5 else "unchecked"
            report.say(f"{file.name}: {_in_megabytes(file.size)}, {checked}")


def _bring_one(
    store: Store, file: Listed, source: Source, report: Report, done: int
) -> None:
    def attempt() -> None:
        report.at(done)
        arrived = source.fetch(file, store.staging, lambda size: report.at(done + size))
        store.place(file, arrived, source)

    def say(line: str) -> None:
        report.say(f"{file.name}: {line}")

    with_retries(source.policy, attempt, say)
    report.at(done + file.size)


def _introduce(
    files: Sequence[Listed], size: int, source: Source, report: Report
) -> None:
    number = f"{len(files)} file" + ("s" if len(files) > 1 else "")
    report.say(f"{number}, {_in_megabytes(size)}, from {source.name}")
    if not all(file.md5 for file in files):
        report.say("It has no record.json: there is nothing to check them against.")


def _in_megabytes(size: int) -> str:
    """Return a size as people read it."""
    return f"{size / 1e6:,.1f} MB"
