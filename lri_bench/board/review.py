# SPDX-License-Identifier: MIT
"""What is to be said of entries that strangers hand in, as Markdown.

Whatever strangers wrote stands in code spans, where nothing is a link, a mention, a
picture or HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from lri_bench.board.arrival import Arrival, Newcomer, arrivals_of
from lri_bench.board.entry import ENTRY_FILE, Entry, load_entry
from lri_bench.board.intake import (
    SUBMISSION_FILE,
    check_folder,
    edition_problems,
    name_problems,
    take_in,
)
from lri_bench.board.markdown import cell, interval_cell, table
from lri_bench.board.model import Notice
from lri_bench.board.neighbours import Neighbour
from lri_bench.board.notices import KINDS
from lri_bench.board.standing import Standing
from lri_bench.catalog.editions import Catalog
from lri_bench.errors import LriBenchError, Problem
from lri_bench.evaluation import EditionReport, check

__all__ = ["Review", "code_span", "review_of", "review_text"]

_MOST_CHARACTERS = 60_000  # a comment may have 65,536
_MOST_PROBLEMS = 50
_SHOWN = 200
_JOINER = "\u2060"  # seen by nobody; a name behind it is not notified
_SLACK = timedelta(days=1)  # it may be tomorrow there


@dataclass(frozen=True, eq=False)
class Review:
    """What was found.

    Attributes
    ----------
    arrivals : dict of str to Arrival
        By folder, entries that could be scored.
    problems : tuple of Problem
        Of all others.
    removed : tuple of str
        Entries that would be taken away.
    replaced : mapping of str to Entry
        By folder, what would be replaced.
    """

    arrivals: dict[str, Arrival]
    problems: tuple[Problem, ...]
    removed: tuple[str, ...] = ()
    replaced: Mapping[str, Entry] = field(default_factory=dict)


def review_of(
    catalog: Catalog, folders: Sequence[Path], today: date, removed: Sequence[str] = ()
) -> Review:
    """Check and score entries that are not on the board yet.

    Parameters
    ----------
    catalog : Catalog
        Beside whose cards the entries and the board lie.
    folders : sequence of Path
        Of the entries.
    today : date
        No entry is of a later day.
    removed : sequence of str
        Entries that would be taken away.

    Returns
    -------
    review : Review

    Raises
    ------
    EntryError
        If an entry that is on the board cannot be scored.
    """
    problems: list[Problem] = []
    good: dict[Path, Entry] = {}
    for folder in folders:
        found = check_folder(folder)
        if not found:
            entry = load_entry(folder)
            found = [*_day_problems(folder, entry, today), *_misfits(catalog, folder)]
            good |= {} if found else {folder: entry}
        problems += found
    there = take_in(catalog.shipped.parent / "submissions").entries
    gone = {folder.name for folder in folders} | set(removed)
    kept = {folder: entry for folder, entry in there.items() if folder.name not in gone}
    problems += name_problems({**kept, **good})
    same = {folder.resolve() for folder in good}
    own = {path.name: e for path, e in there.items() if path.resolve() not in same}
    newcomers = {
        folder.name: Newcomer(entry, folder / SUBMISSION_FILE)
        for folder, entry in good.items()
    }
    arrivals = arrivals_of(catalog, newcomers) if newcomers else {}
    replaced = {name: own[name] for name in newcomers if name in own}
    return Review(arrivals, tuple(problems), tuple(removed), replaced)


def review_text(review: Review) -> str:
    """Return a review as Markdown.

    Parameters
    ----------
    review : Review
    """
    parts = ["# Entries of the leaderboard"]
    if not review.arrivals and not review.problems and not review.removed:
        parts.append("No entry is new or changed.")
    parts += list(_problem_parts(review.problems))
    if review.removed:
        names = ", ".join(code_span(name) for name in review.removed)
        parts.append(f"**Taken away: {names}.** Somebody has to look at that.")
    for name, arrival in review.arrivals.items():
        parts += _arrival_parts(name, arrival, review.replaced.get(name))
    text = "\n\n".join(parts) + "\n"
    if len(text) > _MOST_CHARACTERS:
        text = text[:_MOST_CHARACTERS].rpartition("\n")[0] + "\n\n(cut off here)\n"
    return text


def code_span(text: str) -> str:
    """Return a stranger's text as code, which it cannot leave.

    Examples
    --------
    >>> print(code_span("<script>`@you`"))
    `<script>'@you'`
    """
    plain = " ".join(_unquoted(text).split())[:_SHOWN]
    return f"`{plain}`"


def _unquoted(text: str) -> str:
    return text.replace("`", "'")


def _day_problems(folder: Path, entry: Entry, today: date) -> Iterator[Problem]:
    if entry.submitted is not None and entry.submitted > today + _SLACK:
        where = f"{folder / ENTRY_FILE}: submitted"
        yield Problem(where, f"a day up to {today}", f"{entry.submitted}")


def _misfits(catalog: Catalog, folder: Path) -> Sequence[Problem]:
    """Return why a submission cannot be scored, or not on the board."""
    file = folder / SUBMISSION_FILE
    try:
        submission, _ = check(file, catalog=catalog)
    except LriBenchError as error:
        return error.problems
    return list(edition_problems(str(file), submission.parts, catalog))


def _problem_parts(problems: Sequence[Problem]) -> Iterator[str]:
    if not problems:
        return
    number = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    yield f"## {number}: this cannot be merged yet"
    shown = "\n\n".join(str(problem) for problem in problems[:_MOST_PROBLEMS])
    yield f"```text\n{_unquoted(shown)}\n```"
    if len(problems) > _MOST_PROBLEMS:
        yield f"And {len(problems) - _MOST_PROBLEMS} more."


def _arrival_parts(
    name: str, arrival: Arrival, replaced: Entry | None
) -> Iterator[str]:
    entry = arrival.entry
    yield f"## {code_span(name)}"
    backbone = f" explains {code_span(entry.backbone)}" if entry.backbone else ""
    by = _names(entry)
    yield f"{code_span(entry.method)}{backbone} ({entry.track}), by {by}."
    if replaced:
        yield (
            f"**It replaces the entry that is there, by {_names(replaced)}.** A new "
            "try has a folder and a name of its own."
        )
    yield code_span(entry.summary)
    places = {standing.edition: standing for standing in arrival.standings}
    for report in arrival.report.editions:
        yield from _edition_parts(report, places.get(report.edition))
    yield "### Notices that would stand beside it"
    yield "\n".join(map(_notice_line, arrival.notices)) or "None."


def _names(entry: Entry) -> str:
    return ", ".join(code_span(author) for author in entry.authors)


def _edition_parts(report: EditionReport, standing: Standing | None) -> Iterator[str]:
    seeds = f"{report.seeds} seed" + ("s" if report.seeds > 1 else "")
    yield f"### {report.edition}"
    yield f"All {report.clouds:,} {report.scope}, {report.points:,} points, {seeds}."
    rows = [
        [
            score.title,
            interval_cell(score.value, score.low, score.high),
            f"{score.clouds:,}",
        ]
        for score in report.scores
        if score.value is not None
    ]
    yield table(["metric", "value (95 % interval)", "clouds"], rows, texts=1)
    if standing is None:
        yield "The board has no rows of this edition yet."
        return
    yield (
        f"It would be row {standing.rank} of {len(standing.places)}, references "
        "counted, by pooled ROC AUC."
    )
    if standing.neighbours:
        yield "\n".join(map(_neighbour_line, standing.neighbours))
    else:
        yield "There is nothing on this edition to compare it with."


def _neighbour_line(other: Neighbour) -> str:
    verdict = (
        "**real**: told apart with 95 % confidence"
        if other.is_sure
        else "**not shown to be real**: these test clouds do not tell the two apart"
    )
    return (
        f"- Difference to {code_span(other.name)}, on the same clouds: "
        f"{other.difference:+.4f} ({other.low:+.4f} to {other.high:+.4f}), {verdict}."
    )


def _notice_line(notice: Notice) -> str:
    kind = KINDS[notice.kind]
    title = f"**{kind.title}**" if kind.grave else kind.title
    where = f"{notice.edition}: " if notice.edition else ""
    text = cell(notice.text).replace("@", f"@{_JOINER}").replace("#", f"#{_JOINER}")
    return f"- {title}: {where}{text}"
