# SPDX-License-Identifier: MIT
"""Score a submission against the truth of its editions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lri_bench.catalog.editions import Catalog
from lri_bench.errors import DataError, Problem, SubmissionError, raise_if
from lri_bench.evaluation.aligned import Aligned
from lri_bench.evaluation.headline import Bootstrap
from lri_bench.evaluation.report import EditionReport, Report
from lri_bench.evaluation.scoring import importance_scores, prediction_scores
from lri_bench.metrics.bootstrap import DEFAULT_REPLICATES, DEFAULT_SEED
from lri_bench.submission.check import check_names, check_part, notices
from lri_bench.submission.file import Draft, Part, Submission
from lri_bench.submission.structure import has_names
from lri_bench.truth import Truth

__all__ = ["check", "edition_report", "evaluate"]


def evaluate(
    submission: Submission | Path | str,
    *,
    catalog: Catalog | None = None,
    replicates: int = DEFAULT_REPLICATES,
    seed: int = DEFAULT_SEED,
) -> Report:
    """Score a submission; the truth is looked up, never asked for.

    Parameters
    ----------
    submission : Submission or path
        What is scored.
    catalog : Catalog, optional
        Where cards and truth are looked up; that of this machine if left out.
    replicates : int
        Bootstrap replicates behind the intervals.
    seed : int
        Of the bootstrap.

    Returns
    -------
    report : Report

    Raises
    ------
    SubmissionError
        With every problem of every edition.
    """
    catalog = catalog or Catalog.default()
    checked, truths = check(submission, catalog=catalog)
    bootstrap = Bootstrap(replicates, seed)
    reports = [
        edition_report(edition, part, truths[edition], catalog, bootstrap)
        for edition, part in checked.parts.items()
    ]
    return Report(method=checked.method, editions=tuple(reports), replicates=replicates)


def edition_report(
    edition: str, part: Part, truth: Truth, catalog: Catalog, bootstrap: Bootstrap
) -> EditionReport:
    """Score one part of a submission that was checked.

    Parameters
    ----------
    edition : str
        ``dataset@edition``.
    part : Part
        Without problems.
    truth : Truth
        Of the edition.
    catalog : Catalog
        Where its card is.
    bootstrap : Bootstrap
        How intervals are made.

    Returns
    -------
    report : EditionReport
    """
    aligned = Aligned.of(part, truth)
    card = catalog.card(catalog.edition(edition).dataset)
    scores = importance_scores(aligned.positives(), card.precision_at, bootstrap)
    scores += prediction_scores(aligned, bootstrap)
    return EditionReport(
        edition=edition,
        scope=aligned.scope,
        clouds=len(aligned.y),
        points=len(aligned.truth),
        seeds=len(aligned.importance),
        scores=tuple(scores),
        notices=tuple(notices(part)),
    )


def check(
    submission: Submission | Path | str,
    *,
    catalog: Catalog | None = None,
    answers: bool = True,
) -> tuple[Submission, dict[str, Truth]]:
    """Check a submission against the truth of all its editions.

    Parameters
    ----------
    submission : Submission or path
        What is checked.
    catalog : Catalog, optional
        Where the truth is looked up; that of this machine if left out.
    answers : bool
        Whether the truth must have answers. Without, of a hidden edition that is not
        revealed its names and sizes will do.

    Returns
    -------
    submission : Submission
        As it was read.
    truths : dict of str to Truth
        By edition.

    Raises
    ------
    SubmissionError
        With every problem of every edition.
    """
    catalog = catalog or Catalog.default()
    draft = (
        Draft.of(submission)
        if isinstance(submission, Submission)
        else Draft.read(submission)
    )
    truths: dict[str, Truth] = {}
    problems = draft.top_problems()
    for edition in draft.parts:
        malformed = draft.part_problems(edition)
        problems += malformed + draft.number_problems(edition)
        try:
            named = catalog.edition(edition)
            truths[edition] = catalog.truth(named) if answers else catalog.names(named)
        except DataError as error:
            problems += [_in_file(draft.where, problem) for problem in error.problems]
        else:
            problems += _misfits(draft, edition, truths[edition], whole=not malformed)
    raise_if(problems, SubmissionError)
    return draft.submission(), truths


def _misfits(draft: Draft, edition: str, truth: Truth, *, whole: bool) -> list[Problem]:
    """Hold a part against the truth; of a malformed one, what can be read of it."""
    columns = draft.parts[edition]
    if whole:
        return check_part(draft.where, edition, Part(**columns), truth)
    if has_names(columns):
        return check_names(draft.where, edition, columns["cloud_id"], truth)
    return []


def _in_file(file: str, problem: Problem) -> Problem:
    return replace(problem, where=f"{file}: {problem.where}")
