# SPDX-License-Identifier: MIT
"""Errors as a user reads them: where, expected, got, likely cause, what to run."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

__all__ = [
    "CardError",
    "DataError",
    "DownloadError",
    "EntryError",
    "LriBenchError",
    "MissingDependencyError",
    "OutputError",
    "Problem",
    "SubmissionError",
    "WorkerError",
    "closest",
    "raise_if",
    "unknown_name",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, told so that the reader knows what to do next.

    Attributes
    ----------
    where : str
        File, key and cloud the problem is about.
    expected : str
        What should have been there.
    got : str
        What was there.
    cause : str
        The likely cause; empty where nothing useful can be said.
    run : str
        A command or line of Python that helps; may be empty.
    """

    where: str
    expected: str
    got: str
    cause: str = ""
    run: str = ""

    def __str__(self) -> str:
        lines = [_printable(self.where)]
        for label in ("expected", "got", "cause", "run"):
            text = getattr(self, label)
            if text:
                lines.append(f"  {label:<9} {_printable(text)}")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, str]:
        """Return the five fields as a plain dictionary, for JSON."""
        return asdict(self)


def _printable(text: str) -> str:
    """Write out what would steer a terminal: files of strangers choose names."""
    if text.isprintable():
        return text
    shown = (c if c.isprintable() else c.encode("unicode_escape") for c in text)
    return "".join(c if isinstance(c, str) else c.decode() for c in shown)


class LriBenchError(Exception):
    """Base of every error that lri-bench raises on purpose.

    Parameters
    ----------
    problems : Problem or sequence of Problem
        Everything that was found wrong, in one pass.

    Attributes
    ----------
    exit_code : int
        What the command line exits with: 1 failed, 2 the input is at fault.
    """

    exit_code = 1

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        listed = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems: tuple[Problem, ...] = listed
        super().__init__("\n\n".join(str(problem) for problem in listed))

    def __reduce__(self) -> tuple[type[LriBenchError], tuple[tuple[Problem, ...]]]:
        # Exceptions cross process borders during parallel builds.
        return type(self), (self.problems,)


class DataError(LriBenchError):
    """A data file, an edition or a source is missing, damaged or unknown."""

    exit_code = 2


class DownloadError(LriBenchError):
    """The network, a server or what it sent is at fault; later it may work."""


class CardError(LriBenchError):
    """A data-set card does not follow its schema."""

    exit_code = 2


class SubmissionError(LriBenchError):
    """A submission cannot be scored."""

    exit_code = 2


class EntryError(LriBenchError):
    """An entry of the leaderboard is not what it must be."""

    exit_code = 2


class OutputError(LriBenchError):
    """A result could not be written; whatever stood there before still does."""

    exit_code = 2


class WorkerError(LriBenchError):
    """Processes that were to do the work were lost, or differ from this one."""


class MissingDependencyError(LriBenchError):
    """An optional package is needed and not installed."""

    @classmethod
    def of(cls, *, package: str, extra: str, what_for: str) -> MissingDependencyError:
        """Return the error for `package`, which the extra `extra` brings."""
        return cls(
            Problem(
                where=what_for,
                expected=f"the package {package}",
                got="it is not installed",
                cause=f"it belongs to the optional extra [{extra}]",
                run=f"python -m pip install 'lri-bench[{extra}]'",
            )
        )


def raise_if(problems: Iterable[Problem], error: type[LriBenchError]) -> None:
    """Raise `error` with all of `problems` if there are any."""
    found = tuple(problems)
    if found:
        raise error(found)


def closest(word: str, known: Iterable[str]) -> str:
    """Return a hint ``did you mean …?``, or nothing if no name is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else ""


def unknown_name(where: str, got: str, known: Iterable[str], run: str) -> Problem:
    """Return the problem of a name that is none of the known ones.

    Parameters
    ----------
    where : str
        What was named.
    got : str
        The name that was given; it may come from a stranger's file.
    known : iterable of str
        The names there are.
    run : str
        A command that lists them.
    """
    names = list(known)
    return Problem(
        where=where,
        expected=f"one of {', '.join(names)}",
        got=ascii(got)[:80],
        cause=closest(got, names),
        run=run,
    )
