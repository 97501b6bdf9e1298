# SPDX-License-Identifier: MIT
"""Notices beside an entry: what a reader should know before believing its numbers.

A notice is not a verdict. It says what was seen, in one sentence, and stays as long as
it is so. References have none: their names say what they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lri_bench.board.entry import Entry, Source, Track
from lri_bench.board.ladder import climbed, tries
from lri_bench.board.measured import Measured
from lri_bench.board.model import Notice
from lri_bench.board.sketch import agreements

__all__ = ["KINDS", "Kind", "notices_of"]

FEWEST_SEEDS = 3
COPY = 0.999
"""Rank correlation within clouds from which on two entries are near-copies."""

BOUND = 0.999
"""ROC AUC that no explanation has reached which was not made of the labels."""

LABELS = 0.99
"""Share of points that two-valued importances share with the labels."""

WEAK_MODEL = 0.6
"""Prediction ROC AUC below which a model hardly tells the classes apart."""

_POSITIVES = "positive test clouds"
_PROJECT_COMMAND = "lri-bench explain"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice.

    Attributes
    ----------
    title : str
        A few words, as a label.
    grave : bool
        Whether the number itself is in doubt.
    """

    title: str
    grave: bool = False


KINDS: dict[str, Kind] = {
    "saw-the-truth": Kind("was given the labels", grave=True),
    "looks-like-the-labels": Kind("looks like the labels", grave=True),
    "above-its-bound": Kind("too good", grave=True),
    "near-copy": Kind("near-copy", grave=True),
    "no-better": Kind("no better than an earlier try", grave=True),
    "weak-model": Kind("the model hardly predicts", grave=True),
    "seeds-differ": Kind("other seeds than stated"),
    "few-seeds": Kind("few seeds"),
    "other-epochs": Kind("not the paper's epochs"),
    "no-training": Kind("training not told"),
    "other-data": Kind("other data"),
    "no-code": Kind("no code"),
    "no-paper": Kind("no paper"),
    "no-licence": Kind("no licence"),
    "many-tries": Kind("one of several tries"),
    "positives-only": Kind("positives only"),
    "file": Kind("of the file"),
}
"""All kinds, gravest first; `Notice.kind` is one of these."""


def notices_of(
    facts: Mapping[str, Entry], measured: Sequence[Measured]
) -> dict[str, tuple[Notice, ...]]:
    """Return the notices of every entry.

    Parameters
    ----------
    facts : mapping of str to Entry
        By folder.
    measured : sequence of Measured
        All rows of all editions, ``row.entry`` being a folder.

    Returns
    -------
    notices : dict of str to tuple of Notice
        By folder, gravest first; references have none.
    """
    found: dict[str, list[Notice]] = {
        name: [
            *(_notice(kind, text) for kind, text in _of_facts(entry)),
            *(_notice(kind, text) for kind, text in _of_seeds(name, entry, measured)),
        ]
        for name, entry in facts.items()
        if entry.track != Track.REFERENCE
    }
    groups = tries({name: facts[name] for name in found})
    editions: dict[str, list[Measured]] = {}
    for item in measured:
        editions.setdefault(item.edition, []).append(item)
    for edition, rows in sorted(editions.items()):
        told = [
            *_of_rows(rows),
            *_of_pairs(rows),
            *_of_tries(groups, facts, rows),
        ]
        for name, kind, text in told:
            if name in found:
                found[name].append(_notice(kind, text, edition))
    order = list(KINDS)
    return {
        name: tuple(sorted(told, key=lambda notice: order.index(notice.kind)))
        for name, told in found.items()
    }


def _notice(kind: str, text: str, edition: str | None = None) -> Notice:
    return Notice(kind=kind, text=text, edition=edition)


def _of_facts(entry: Entry) -> Iterator[tuple[str, str]]:
    """Tell what ``entry.yaml`` says, and what it leaves out."""
    if entry.saw_truth:
        yield "saw-the-truth", "The method was given the labels of points."
    if entry.epochs is not None:
        text = f"{entry.epochs:,} epochs of each training, not the paper's number."
        yield "other-epochs", text
    if not entry.trained_on:
        yield "no-training", "What it was trained on is not told."
    if {Source.OTHER_DATA, Source.TEST_CLOUDS} & set(entry.trained_on):
        what = "other data" if Source.OTHER_DATA in entry.trained_on else "test clouds"
        note = f" {entry.trained_on_note}" if entry.trained_on_note else ""
        yield "other-data", f"Learnt from {what} too.{note}"
    if entry.code is None and not _made_by_the_project(entry):
        yield "no-code", "No code is given: nobody else can make this file."
    if entry.paper is None:
        yield "no-paper", "No paper is given."
    if entry.licence is None:
        yield "no-licence", "No licence is given for the file."


def _of_seeds(
    name: str, entry: Entry, measured: Sequence[Measured]
) -> Iterator[tuple[str, str]]:
    """Tell where few seeds were run, and where not as many as is said."""
    if entry.seeds is None:
        yield "few-seeds", "How many seeds were run is not told."
        return
    rows = {item.edition: item.row.seeds for item in measured if item.row.entry == name}
    fewest = min(rows.values(), default=entry.seeds)
    if fewest != entry.seeds:
        text = f"The file has {fewest}, not {entry.seeds} as stated."
        yield "seeds-differ", text
    if entry.seeds < FEWEST_SEEDS:
        number = "One seed" if entry.seeds == 1 else f"{entry.seeds} seeds"
        few = [on for on, seeds in sorted(rows.items()) if seeds < FEWEST_SEEDS]
        where = f" on {', '.join(few)}" if 0 < len(few) < len(rows) else ""
        unknown = "how far training moves the score is not known"
        yield "few-seeds", f"{number}{where}: {unknown}."


def _made_by_the_project(entry: Entry) -> bool:
    """Return whether `made_with` is a command of the project with its own methods."""
    command = entry.made_with
    return command.startswith(_PROJECT_COMMAND) and ".py" not in command


def _of_rows(rows: Sequence[Measured]) -> Iterator[tuple[str, str, str]]:
    """Tell what is seen in one file on one edition."""
    for item in rows:
        name = item.row.entry
        if item.sketch.like_labels >= LABELS:
            share = f"{100 * item.sketch.like_labels:.1f} %"
            text = f"Importances have two values that meet {share} of the labels."
            yield name, "looks-like-the-labels", text
        elif item.value > BOUND:
            text = f"ROC AUC {item.value:.4f}: as good as the labels themselves."
            yield name, "above-its-bound", text
        predicted = item.row.score("prediction_roc_auc")
        if predicted is not None and predicted.value < WEAK_MODEL:
            yield name, "weak-model", _WEAK.format(predicted.value)
        if item.row.scope == _POSITIVES:
            yield name, "positives-only", _ONLY
        for text in item.notices:
            yield name, "file", text


_WEAK = (
    "The explained model tells the classes apart with ROC AUC {:.3f}: what it looks at "
    "may mean little."
)
_ONLY = (
    "Only positive clouds were explained: what the model predicts was not looked at."
)


def _of_pairs(rows: Sequence[Measured]) -> Iterator[tuple[str, str, str]]:
    """Name the entries that order the points of an edition alike."""
    alike = agreements([item.sketch for item in rows])
    for i, item in enumerate(rows):
        order = item.sketch.digest
        for j in map(int, np.flatnonzero(alike[i] >= COPY)):
            if i == j:
                continue
            other = rows[j].row.entry
            same = order == rows[j].sketch.digest
            how = "Orders all points as" if same else "Orders points nearly as"
            amount = "" if same else f" (rank correlation {alike[i, j]:.4f})"
            yield item.row.entry, "near-copy", f"{how} {other} does{amount}."


def _of_tries(
    groups: Sequence[Sequence[str]],
    facts: Mapping[str, Entry],
    rows: Sequence[Measured],
) -> Iterator[tuple[str, str, str]]:
    """Hold tries at one thing against each other, in order of time."""
    there = {item.row.entry: item for item in rows}
    methods = [facts[name] for group in groups for name in group if name in there]
    authors = Counter(author for entry in methods for author in set(entry.authors))
    for group in groups:
        order = [name for name in group if name in there]
        if len(order) < 2:
            continue
        for place, name in enumerate(order, start=1):
            most = max(authors[author] for author in facts[name].authors)
            text = (
                f"Try {place} of {len(order)} at this method by its authors, who have "
                f"{most} entries here."
            )
            yield name, "many-tries", text
        values = {name: there[name].value for name in order}
        drawn = {name: there[name].replicates for name in order}
        for step in climbed(order, values, drawn):
            text = (
                f"Does not improve on {step.best} by more than the standard error: "
                f"{step.difference:+.4f}, error {step.error:.4f}."
            )
            yield step.entry, "no-better", text
