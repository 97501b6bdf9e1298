# SPDX-License-Identifier: MIT
"""How far the board of PLBind rests on where its pocket ends.

The truth of PLBind is a sphere: residues within 15 angstrom of the ligand. Nobody knows
whether 13 or 17 would be truer, and the authors of the data set expect one half to one
sixth of the residues to be critical. ``python -m lri_bench.softness plbind@mini``
scores every entry against other truths, and tells how the order of the entries moves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from scipy.stats import kendalltau

from lri_bench.board.entry import Entry
from lri_bench.board.intake import SUBMISSION_FILE, take_in
from lri_bench.board.markdown import table
from lri_bench.builders.plbind.complexes import POCKET_ANGSTROM
from lri_bench.catalog.editions import Catalog
from lri_bench.clouds import Clouds, Split
from lri_bench.errors import DataError, EntryError, LriBenchError, Problem, raise_if
from lri_bench.evaluation import check
from lri_bench.evaluation.aligned import Aligned
from lri_bench.evaluation.headline import Headline
from lri_bench.ragged import cloud_sum, counts, owner
from lri_bench.references import reference
from lri_bench.truth import Truth
from lri_bench.types import Bools, Floats

__all__ = ["CUTS_ANGSTROM", "SHARES", "Softness", "main", "softness_of", "truths_of"]

CUTS_ANGSTROM = (13.0, 14.0, POCKET_ANGSTROM, 16.0, 17.0)
"""Ends of the pocket; the middle one is the benchmark's."""

SHARES = {"nearest 1/2": 1 / 2, "nearest 1/6": 1 / 6}
"""Shares of the pocket, the residues nearest to the ligand, as the authors expect."""

_RULE = "rule_label"
_TODAY = f"{POCKET_ANGSTROM:g} Å"


@dataclass(frozen=True, eq=False)
class Softness:
    """Scores of entries against several truths.

    Attributes
    ----------
    truths : tuple of T str
        What each truth marks.
    marked : (T,) float64
        Share of the residues of positives.
    scores : dict of str to (T,) float64
        Pooled ROC AUC by entry, best by today's truth first.
    tau : (T,) float64
        Kendall's tau (b) of the order of entries with that by today's truth; those that
        saw the truth are left out, for they are made of it.
    """

    truths: tuple[str, ...]
    marked: Floats
    scores: dict[str, Floats]
    tau: Floats

    def markdown(self) -> str:
        """Return the numbers as a table."""
        rows = [
            [name, *(f"{value:.3f}" for value in values)]
            for name, values in self.scores.items()
        ]
        marked = [
            "*residues marked*",
            *(f"{100 * share:.0f} %" for share in self.marked),
        ]
        tau = ["*Kendall's tau with today*", *(f"{value:.2f}" for value in self.tau)]
        return table(["entry", *self.truths], [*rows, marked, tau], texts=1)


def softness_of(
    catalog: Catalog, edition: str, folders: Sequence[Path] = ()
) -> Softness:
    """Score every entry of an edition of PLBind against other truths.

    Parameters
    ----------
    catalog : Catalog
        Beside whose cards the entries lie.
    edition : str
        Such as ``plbind@mini``; its clouds have to be on this machine.
    folders : sequence of Path
        Folders of further entries, beside those of the board.

    Returns
    -------
    softness : Softness

    Raises
    ------
    DataError
        If the edition is none of PLBind, or not here.
    EntryError
        If an entry is not what it must be.
    """
    named = catalog.edition(edition)
    if named.dataset != "plbind":
        got = f"one of {named.dataset}"
        raise DataError(Problem(edition, "an edition of plbind", got))
    marks = truths_of(catalog.clouds(named))
    truth = catalog.truth(named)
    positive = np.repeat(truth.y == 1, counts(truth.offsets))
    entries: dict[Path, Entry] = {}
    for folder in (catalog.shipped.parent / "submissions", *folders):
        intake = take_in(folder)
        raise_if(intake.problems, EntryError)
        entries |= intake.entries
    scores = {
        folder.name: values
        for folder in entries
        if (values := _scores(catalog, folder, edition, truth, marks)) is not None
    }
    today = list(marks).index(_TODAY)
    seeing = {folder.name for folder, entry in entries.items() if entry.saw_truth}
    orders = np.array([scores[name] for name in scores if name not in seeing]).T
    return Softness(
        truths=tuple(marks),
        marked=np.array([mark[positive].mean() for mark in marks.values()]),
        scores=dict(sorted(scores.items(), key=lambda item: -item[1][today])),
        tau=np.array([kendalltau(orders[today], one).statistic for one in orders]),
    )


def truths_of(clouds: Clouds) -> dict[str, Bools]:
    """Return other truths of the test clouds.

    Parameters
    ----------
    clouds : Clouds
        All clouds of an edition of PLBind.

    Returns
    -------
    truths : dict of str to (N,) bool
        By what they mark: all within a distance of any atom of the ligand; the nearest
        ones of the pocket; of designed complexes, what the rule of the class looks at.
    """
    test = clouds.in_split(Split.TEST)
    distance = -np.asarray(reference("ligand-distance", "plbind").score(test, 1))
    found: dict[str, Bools] = {f"{cut:g} Å": distance < cut for cut in CUTS_ANGSTROM}
    pocket = cloud_sum(found[_TODAY], test.offsets)
    cloud = owner(test.offsets)
    rank = np.empty(len(distance))
    order = np.lexsort((distance, cloud))
    rank[order] = np.arange(len(distance)) - test.offsets[:-1][cloud]
    for name, share in SHARES.items():
        found[name] = rank < np.ceil(share * pocket)[cloud]
    if _RULE in test.point_extra:
        found["rule"] = test.point_extra[_RULE] == 1
    return found


def _scores(
    catalog: Catalog,
    folder: Path,
    edition: str,
    truth: Truth,
    marks: Mapping[str, Bools],
) -> Floats | None:
    """Return (T,) what an entry scores against each truth; None of other editions."""
    submission = check(folder / SUBMISSION_FILE, catalog=catalog)[0]
    part = submission.parts.get(edition)
    if part is None:
        return None
    changed = [replace(truth, truth=mark.astype(np.uint8)) for mark in marks.values()]
    each = [Headline.of(Aligned.of(part, other).positives()) for other in changed]
    return np.array([one.value for one in each])


def main(
    edition: Annotated[str, typer.Argument(metavar="DATASET@EDITION")] = "plbind@mini",
    entries: Annotated[
        list[Path] | None, typer.Option(help="Folder of further entries.")
    ] = None,
) -> None:
    """Score entries of PLBind against other truths; prints Markdown."""
    try:
        found = softness_of(Catalog.default(), edition, entries or ())
    except LriBenchError as error:
        from lri_bench.display import show_problems  # noqa: PLC0415

        show_problems(error.problems)
        raise typer.Exit(error.exit_code) from error
    typer.echo(found.markdown())


if __name__ == "__main__":
    typer.run(main)
