# SPDX-License-Identifier: MIT
"""Explain the test clouds of an edition, for a submission."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

import numpy as np
import torch

from lri_bench.clouds import Clouds, OrderKeyColumns, Split
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.explainers.checks import check_explanation
from lri_bench.explainers.explainer import Explainer
from lri_bench.explainers.frozen import frozen
from lri_bench.models import Batch, Classifier, Inputs
from lri_bench.parallel import Progress, no_progress
from lri_bench.ragged import counts, offsets_from_counts
from lri_bench.types import AnyArray, Ints

__all__ = ["submission_columns"]


def submission_columns(  # noqa: PLR0913 - the last two have defaults
    explainers: Sequence[Explainer],
    inputs: Inputs,
    clouds: Clouds,
    columns: OrderKeyColumns,
    *,
    at_once: int = 128,
    progress: Progress = no_progress,
) -> dict[str, AnyArray]:
    """Return what explainers say of the test clouds.

    Parameters
    ----------
    explainers : sequence of Explainer
        One a seed, each of a classifier of its own.
    inputs : Inputs
        Of `clouds`.
    clouds : Clouds
        All clouds of the edition. Their truth is not looked at.
    columns : OrderKeyColumns
        What the order keys are made of.
    at_once : int
        Clouds in a batch.
    progress : callable
        Shows how far it is; gets the batches of all seeds, and their number.

    Returns
    -------
    columns : dict of str to ndarray
        What `lri_bench.Submission.add` takes: `cloud_id` (C,), `offsets` (C + 1,),
        `order_key` (C,), and as float32 `importance` (N,) and `logit` (C,). Further
        `direction` (N, d) and `covariance` (N, d, d), where all explainers give them.
        Of several explainers the seed is the first axis of all float columns.

    Raises
    ------
    DataError
        If an explanation does not fit its clouds.
    """
    chosen = np.flatnonzero(clouds.split == Split.TEST)
    raise_if(_nothing(chosen, explainers), DataError)
    parts = np.split(chosen, range(at_once, len(chosen), at_once))
    tasks = [(explainer, part) for explainer in explainers for part in parts]
    found = [
        _explained(explainer, inputs.batch(part))
        for explainer, part in progress(tasks, len(tasks))
    ]
    return {
        "cloud_id": clouds.cloud_id[chosen],
        "offsets": offsets_from_counts(counts(clouds.offsets)[chosen]),
        "order_key": clouds.order_keys(columns)[chosen],
        **_stacked(found, len(explainers)),
    }


def _nothing(chosen: Ints, explainers: Sequence[Explainer]) -> Iterator[Problem]:
    if not len(chosen):
        expected, got = "test clouds to explain", "none"
        yield Problem("the edition", expected, got)
    if not explainers:
        yield Problem("explainers", "at least one", "none")


def _explained(explainer: Explainer, batch: Batch) -> dict[str, AnyArray]:
    """Return what is said of a batch, by the names of `Explanation`."""
    batch = _beside(explainer.classifier, batch)
    explanation = explainer.explain(batch)
    check_explanation(explanation, batch, type(explainer).__name__)
    if explanation.logit is None:
        with frozen(explainer.classifier), torch.no_grad():
            explanation = replace(explanation, logit=explainer.classifier(batch))
    values = (
        (item.name, getattr(explanation, item.name)) for item in fields(explanation)
    )
    return {
        name: value.detach().to(device="cpu", dtype=torch.float32).numpy()
        for name, value in values
        if value is not None
    }


def _beside(classifier: Classifier, batch: Batch) -> Batch:
    """Return a batch where a classifier is, with the floats that it computes with."""
    weight = next(classifier.parameters(), None)
    return batch if weight is None else batch.to(weight.device, weight.dtype)


def _stacked(found: Sequence[dict[str, AnyArray]], seeds: int) -> dict[str, AnyArray]:
    """Return the columns of all batches; those of several seeds have another axis."""
    each = len(found) // seeds
    columns = {}
    for name in found[0]:
        values = [part[name] for part in found if name in part]
        if len(values) < len(found):
            continue
        rows = [
            np.concatenate(values[first : first + each])
            for first in range(0, len(found), each)
        ]
        columns[name] = rows[0] if seeds == 1 else np.stack(rows)
    return columns
