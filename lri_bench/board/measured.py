# SPDX-License-Identifier: MIT
"""An entry on one edition: all that depends on its file and the truth alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from lri_bench.board.model import BoardScore, Examples, Row, Stratum
from lri_bench.board.sketch import Sketch, sketch_of
from lri_bench.board.strata import cuts
from lri_bench.catalog.card import Card
from lri_bench.catalog.editions import Catalog
from lri_bench.evaluation.aligned import Aligned
from lri_bench.evaluation.evaluate import check, edition_report
from lri_bench.evaluation.headline import Bootstrap, Headline
from lri_bench.evaluation.report import EditionReport
from lri_bench.metrics import ranking
from lri_bench.metrics.bootstrap import interval
from lri_bench.metrics.ties import tie_table
from lri_bench.submission.file import Part
from lri_bench.truth import Truth
from lri_bench.types import AnyArray, Floats

__all__ = ["DIGITS", "Measured", "headline_of", "measure", "rounded"]

DIGITS = 6


@dataclass(frozen=True, eq=False)
class Measured:
    """What an entry scored on one edition.

    Attributes
    ----------
    edition : str
        ``dataset@edition``.
    row : Row
        Without what rests on other rows: ranks and groups.
    value : float
        The headline, not rounded.
    replicates : (R,) float64
        Of the headline; replicate r of all entries is of the same clouds.
    notices : tuple of str
        What a reader should know of the file.
    """

    edition: str
    row: Row
    value: float
    replicates: Floats
    sketch: Sketch
    notices: tuple[str, ...] = ()

    def named(self, entry: str) -> Measured:
        """Return the same under the name of another entry."""
        return replace(self, row=self.row.model_copy(update={"entry": entry}))


def measure(file: Path, catalog: Catalog, bootstrap: Bootstrap) -> list[Measured]:
    """Score a file on all its editions.

    Parameters
    ----------
    file : Path
        The submission.
    catalog : Catalog
        Where cards and truth are.
    bootstrap : Bootstrap
        How intervals are made.

    Returns
    -------
    measured : list of Measured
        In the order of the file.

    Raises
    ------
    SubmissionError
        With every problem of every edition.
    """
    checked, truths = check(file, catalog=catalog)
    found = []
    for edition, part in checked.parts.items():
        report = edition_report(edition, part, truths[edition], catalog, bootstrap)
        card = catalog.card(catalog.edition(edition).dataset)
        found.append(_measured(report, part, truths[edition], card, bootstrap))
    return found


def headline_of(part: Part, truth: Truth) -> Headline:
    """Return the headline of a part without problems."""
    return Headline.of(Aligned.of(part, truth).positives())


def rounded(value: float | None) -> float | None:
    """Return a number with as many digits as the board has."""
    return None if value is None else round(value, DIGITS)


def _measured(
    report: EditionReport, part: Part, truth: Truth, card: Card, bootstrap: Bootstrap
) -> Measured:
    positive = Aligned.of(part, truth).positives()
    headline = Headline.of(positive)
    drawn = headline.replicates(bootstrap)
    strata = _strata(headline, truth, card, bootstrap) if np.ptp(drawn) else ()
    row = Row(
        entry="",
        scope=report.scope,
        clouds=report.clouds,
        points=report.points,
        seeds=report.seeds,
        scores=_scores(report),
        strata=strata,
        examples=_examples(positive, truth.cloud_id[truth.y == 1]),
    )
    sketch = sketch_of(positive)
    return Measured(report.edition, row, headline.value, drawn, sketch, report.notices)


def _scores(report: EditionReport) -> tuple[BoardScore, ...]:
    """Leave out of the board what was not computed."""
    return tuple(
        BoardScore(
            metric=score.metric,
            m=score.m,
            value=round(score.value, DIGITS),
            low=rounded(score.low),
            high=rounded(score.high),
            seed_std=rounded(score.seed_std),
            clouds=score.clouds,
            points=score.points,
            skipped=dict(score.skipped),
        )
        for score in report.scores
        if score.value is not None
    )


def _strata(
    headline: Headline, truth: Truth, card: Card, bootstrap: Bootstrap
) -> tuple[Stratum, ...]:
    found = []
    for cut in cuts(truth, card.name, card.point):
        part = headline.part(cut.clouds)
        value = part.value
        defined = bool(np.isfinite(value))
        several = defined and part.clouds > 1
        low, high = interval(part.replicates(bootstrap)) if several else (None, None)
        found.append(
            Stratum(
                by=cut.by,
                label=cut.label,
                clouds=part.clouds,
                value=round(value, DIGITS) if defined else None,
                low=rounded(low),
                high=rounded(high),
            )
        )
    return _with_the_worst_marked(found)


def _with_the_worst_marked(strata: list[Stratum]) -> tuple[Stratum, ...]:
    values = [
        (item.value, i) for i, item in enumerate(strata) if item.value is not None
    ]
    worst = min(values, default=(0.0, -1))[1]
    return tuple(
        item.model_copy(update={"worst": place == worst})
        for place, item in enumerate(strata)
    )


def _examples(positive: Aligned, names: AnyArray) -> Examples | None:
    """Name the best, a middle and the worst cloud; among equals by name."""
    each = [
        ranking.roc_auc(tie_table(scores, positive.truth, positive.offsets))
        for scores in positive.importance
    ]
    mean = np.mean(each, axis=0)
    falling = sorted(
        (-value, str(name))
        for value, name in zip(mean, names, strict=True)
        if np.isfinite(value)
    )
    if not falling:
        return None
    best, median, worst = (falling[i][1] for i in (0, len(falling) // 2, -1))
    return Examples(best=best, median=median, worst=worst)
