# SPDX-License-Identifier: MIT
"""Train on whole clouds and on clouds without truth; score the test clouds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from lri_bench.catalog.card import Card
from lri_bench.clouds import Clouds, Split
from lri_bench.errors import DataError, raise_if
from lri_bench.learnability.inputs import Inputs, scales_of
from lri_bench.learnability.network import Classifier
from lri_bench.learnability.removal import matched_loss, shown_points
from lri_bench.learnability.report import Learnability, Score
from lri_bench.learnability.settings import VIEWS, Training
from lri_bench.learnability.training import logits, problems_of, trained
from lri_bench.metrics.bootstrap import (
    DEFAULT_REPLICATES,
    DEFAULT_SEED,
    Pooled,
    replicates,
)
from lri_bench.metrics.pooled import PooledRanks
from lri_bench.parallel import Progress, no_progress
from lri_bench.types import Singles, Truths

__all__ = ["learnability", "score_of"]

_INTERVAL_PERCENT = (2.5, 97.5)
_PERCENT = 100.0


def learnability(
    edition: str,
    card: Card,
    clouds: Clouds,
    settings: Training,
    progress: Progress = no_progress,
) -> Learnability:
    """Say how well the class is learnt, with and without the important points.

    Parameters
    ----------
    edition : str
        ``dataset@edition``.
    card : Card
        Of the data set.
    clouds : Clouds
        All clouds of the edition.
    settings : Training
    progress : callable
        Shows how far the training is.

    Returns
    -------
    report : Learnability
        ``all``: the classifier on whole test clouds. ``without``: the same classifier,
        the points that the truth marks taken away. ``only``: all others taken away; a
        cloud of which nothing is marked stays as it is. ``retrained``: another
        classifier, trained and tested without them, where negatives lose points too
        (`lri_bench.learnability.settings.Control`).

    Raises
    ------
    DataError
        If a split has clouds of one class alone, or a number is not finite.
    """
    raise_if(problems_of(clouds), DataError)
    view = VIEWS[card.name]
    show = partial(Inputs, features=card.features, view=view, scales=scales_of(clouds))
    model = trained(show(clouds), clouds, settings, progress)
    scores = [
        score_of(name, meaning, *_said(model, show, clouds.with_points(keep)))
        for name, meaning, keep in shown_points(clouds)
    ]
    if view.control is not None:
        random = np.random.default_rng(settings.seed)
        left = clouds.with_points(~matched_loss(clouds, view.control, random))
        other = trained(show(left), left, settings, progress)
        meaning = _RETRAINED.format(view.control.value)
        scores.append(score_of("retrained", meaning, *_said(other, show, left)))
    sizes = {s.name.lower(): int((clouds.split == s).sum()) for s in Split}
    return Learnability(edition, sizes, settings, tuple(scores), _paper(card))


_RETRAINED = "trained and tested without them; a negative loses {}"


def _said(
    model: Classifier, show: Callable[[Clouds], Inputs], clouds: Clouds
) -> tuple[Singles, Truths]:
    """Return what a classifier says of the test clouds, and their classes."""
    test = clouds.in_split(Split.TEST)
    return logits(model, show(test), np.arange(len(test))), test.y


def score_of(name: str, meaning: str, given: Singles, y: Truths) -> Score:
    """Return the ROC AUC of predictions, with its interval.

    Parameters
    ----------
    name, meaning : str
    given : (C,) float32
        Logits.
    y : (C,) uint8
        Classes.
    """
    ranks = PooledRanks(given, y, np.arange(len(y) + 1))
    drawn = replicates(
        {name: Pooled([ranks])}, len(y), DEFAULT_REPLICATES, DEFAULT_SEED
    )[name]
    low, high = np.nanpercentile(drawn, _INTERVAL_PERCENT).tolist()
    return Score(name, meaning, ranks.auc(), low, high)


def _paper(card: Card) -> float | None:
    """Return what the literature prints for a classifier that explains nothing."""
    found = [
        row.mean / _PERCENT
        for row in card.published
        if (row.method, row.metric) == ("erm", "prediction_roc_auc")
    ]
    return found[0] if found else None
