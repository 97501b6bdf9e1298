# SPDX-License-Identifier: MIT
"""Make an entry of a submission and of answers; nothing is written before all fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from lri_bench.board.entry import ENTRY_FILE, Entry
from lri_bench.board.entry_text import text_of
from lri_bench.board.intake import (
    SUBMISSION_FILE,
    edition_problems,
    file_problems,
    slug_problems,
)
from lri_bench.catalog.editions import Catalog
from lri_bench.errors import EntryError, LriBenchError, Problem, raise_if
from lri_bench.evaluation import check
from lri_bench.storage.folder import replace_folder
from lri_bench.submission import Submission

__all__ = ["checked_entry", "option_of", "write_entry"]

EXAMPLE = (
    "lri-bench submit mine.npz --entry-dir submissions/my-method-egnn "
    '--track post-hoc --summary "Length of the gradient." --author "A. Name" '
    '--made-with "python explain.py" --trained-on train --trained-on valid'
)

_OPTIONS = {"authors": "--author"}
"""Options that are not called as their fields are."""

_NEEDED = ("track", "summary", "authors", "made_with", "trained_on")
"""Fields that a stranger's entry cannot do without."""

_SHOWN = 120


def option_of(field: str) -> str:
    """Return the option that answers for a field.

    Examples
    --------
    >>> option_of("made_with"), option_of("authors")
    ('--made-with', '--author')
    """
    return _OPTIONS.get(field, "--" + field.replace("_", "-"))


def checked_entry(
    catalog: Catalog,
    file: Path,
    folder: Path | None,
    answers: Mapping[str, Any],
    *,
    replace: bool = False,
) -> Entry:
    """Return the entry that a submission and answers make.

    Parameters
    ----------
    catalog : Catalog
        Where truth is looked up.
    file : Path
        The submission.
    folder : Path or None
        Of the entry, such as ``submissions/my-method``; None if it was not named.
    answers : mapping of str to value
        By field of `Entry`; None and empty where nothing was answered. Method and seeds
        are taken from the file if they are not given. Seconds of a cloud are texts,
        ``EDITION=SECONDS`` each.
    replace : bool
        Whether an entry that is there may be replaced.

    Returns
    -------
    entry : Entry

    Raises
    ------
    EntryError
        With every problem of the file, the folder and the answers.
    """
    problems = [] if folder is None else [*_folder_problems(folder, replace=replace)]
    submission = None
    try:
        submission = check(file, catalog=catalog)[0]
        problems += file_problems(file)
        problems += edition_problems(str(file), submission.parts, catalog)
    except LriBenchError as error:
        problems += error.problems
    given = {k: v for k, v in answers.items() if v is not None and v != ()}
    missing = [option_of(name) for name in _NEEDED if name not in given]
    missing = [*([] if folder else ["--entry-dir"]), *missing]
    problems += _missing(missing, given, submission, len(catalog.cards))
    if costs := given.pop("seconds_per_cloud", ()):
        given["seconds_per_cloud"], wrong = _costs(costs, submission)
        problems += wrong
    result = _entry(_of_the_file(submission) | given)
    problems += result if isinstance(result, list) else []
    raise_if(problems, EntryError)
    return cast("Entry", result)


def write_entry(folder: Path, entry: Entry, file: Path) -> None:
    """Write an entry and its submission, byte by byte, as a folder.

    Raises
    ------
    OutputError
        If the folder cannot be written to; what was there stays.
    """
    content = {ENTRY_FILE: text_of(entry).encode(), SUBMISSION_FILE: file.read_bytes()}
    replace_folder(folder, content)


def _folder_problems(folder: Path, *, replace: bool) -> Iterator[Problem]:
    yield from slug_problems(folder, "pages of the board are named after it")
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        yield Problem(str(folder), "a folder, or nothing yet", "a link or a file")
    elif folder.exists() and not replace:
        yield Problem(
            where=str(folder),
            expected="a folder that does not exist yet",
            got="an entry or something else",
            cause="it was handed in before, or the name is taken",
            run="add --replace to overwrite it, or choose another --entry-dir",
        )
    elif folder.exists() and not _may_be_removed(folder):
        cause = "--replace removes all that is in it"
        yield Problem(str(folder), "a folder with an entry alone", "another", cause)


def _may_be_removed(folder: Path) -> bool:
    names = {path.name for path in folder.iterdir()}
    return names <= {ENTRY_FILE, SUBMISSION_FILE}


def _of_the_file(submission: Submission | None) -> dict[str, Any]:
    if submission is None:
        return {}
    seeds = min(part.seeds for part in submission.parts.values())
    return {"method": submission.method, "seeds": seeds}


def _missing(
    options: Sequence[str],
    given: Mapping[str, Any],
    submission: Submission | None,
    datasets: int,
) -> Iterator[Problem]:
    """Name all options that are needed and not there, at once."""
    parts = submission.parts if submission else ()
    covered = sorted({edition.partition("@")[0] for edition in parts})
    partly = bool(covered) and len(covered) < datasets and "partial" not in given
    missing = [*options, *(["--partial"] if partly else [])]
    if not missing:
        return
    why = f"; --partial says why only {', '.join(covered)}" if partly else ""
    yield Problem(
        where="lri-bench submit",
        expected=f"also {', '.join(missing)}",
        got="no answer",
        cause=f"nothing is asked on the terminal{why}",
        run=EXAMPLE + (' --partial "A first try."' if partly else ""),
    )


def _costs(
    answers: Sequence[str], submission: Submission | None
) -> tuple[dict[str, float], list[Problem]]:
    """Return seconds by edition, and what is wrong with the answers."""
    editions = tuple(submission.parts) if submission else ()
    costs: dict[str, float] = {}
    problems = []
    example = (*editions, "synmol@raw")[0]
    for answer in answers:
        edition, _, seconds = answer.partition("=")
        if _is_number(seconds) and (edition in editions or not editions):
            costs[edition] = float(seconds)
            continue
        problems.append(
            Problem(
                where=option_of("seconds_per_cloud"),
                expected=f"EDITION=SECONDS, such as {example}=0.02",
                got=ascii(answer)[:_SHOWN],
                cause=f"the file has {', '.join(editions)}" if editions else "",
                run="lri-bench submit --help",
            )
        )
    return costs, problems


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _entry(given: Mapping[str, Any]) -> Entry | list[Problem]:
    """Return the entry, or what is wrong with the answers that were given."""
    try:
        return Entry.model_validate(given)
    except ValidationError as error:
        found = error.errors(include_url=False)
    return [
        Problem(
            where=option_of(str(item["loc"][0])) if item["loc"] else "lri-bench submit",
            expected=item["msg"].removeprefix("Value error, "),
            got=ascii(item["input"])[:_SHOWN] if item["loc"] else "none",
            run="lri-bench submit --help",
        )
        for item in found
        if item["type"] != "missing"
    ]
