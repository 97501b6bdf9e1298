# SPDX-License-Identifier: MIT
"""All sanity checks of one method on some test clouds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch

from lri_bench.clouds import Clouds, Split
from lri_bench.errors import DataError, Problem
from lri_bench.explainers.explainer import Explainer
from lri_bench.explainers.frozen import frozen
from lri_bench.learnability.report import Score
from lri_bench.models import Batch, Classifier, Inputs
from lri_bench.runs.workshop import Workshop
from lri_bench.sanity.certificate import certificate
from lri_bench.sanity.perturbation import LEVELS, Perturbation, perturbation
from lri_bench.sanity.randomisation import Step, randomisation
from lri_bench.types import Ints, Singles

__all__ = ["CLOUDS", "Sanity", "sanity"]

CLOUDS = 200
"""Most test clouds that are looked at."""

_AT_ONCE = 128


@dataclass(frozen=True)
class Sanity:
    """What the checks found.

    Attributes
    ----------
    edition, method, backbone : str
    seed : int
        Of the model that was looked at.
    clouds : int
        Test clouds, drawn by that seed.
    perturbation : Perturbation
    randomisation : tuple of Step
    certificate : tuple of Score
        Of the explained classifier.
    """

    edition: str
    method: str
    backbone: str
    seed: int
    clouds: int
    perturbation: Perturbation
    randomisation: tuple[Step, ...]
    certificate: tuple[Score, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return JSON values."""
        return asdict(self)


def sanity(
    shop: Workshop,
    method: str,
    seed: int = 0,
    most: int = CLOUDS,
    levels: Sequence[int] = LEVELS,
) -> Sanity:
    """Check a method on test clouds of an edition.

    Parameters
    ----------
    shop : Workshop
        Trains what was not trained.
    method : str
        See `Workshop.explainer`.
    seed : int
    most : int
        Most test clouds; if there are more, as many are drawn.
    levels : sequence of int
        Of the perturbation, per cent.

    Raises
    ------
    DataError
        If the test clouds that were drawn are of one class.
    """
    explainer, inputs = shop.explainer(method, seed), shop.inputs(method)
    chosen = _drawn(shop.clouds, most, seed)
    batches = [_beside(explainer, b) for b in _batches(inputs, chosen)]

    def logits(clouds: Clouds) -> Singles:
        geometry = explainer.classifier.description.points.geometry
        encoded = Inputs(clouds, shop.card, shop.settings, geometry, inputs.encodings)
        parts = _batches(encoded, np.arange(len(clouds)))
        return _said(explainer.classifier, [_beside(explainer, b) for b in parts])

    return Sanity(
        edition=str(shop.edition),
        method=method,
        backbone=shop.backbone,
        seed=seed,
        clouds=len(chosen),
        perturbation=perturbation(explainer, batches, levels, seed),
        randomisation=randomisation(explainer, batches, seed),
        certificate=certificate(logits, shop.clouds.select(chosen)),
    )


def _drawn(clouds: Clouds, most: int, seed: int) -> Ints:
    test = np.flatnonzero(clouds.split == Split.TEST)
    if len(test) > most:
        random = np.random.default_rng(seed)
        test = np.sort(random.choice(test, most, replace=False))
    if len(np.unique(clouds.y[test])) < 2:
        got = f"{len(test)} of one class"
        run = "more of them: --sanity-clouds"
        raise DataError(Problem("test clouds", "both classes", got, run=run))
    return test


def _batches(inputs: Inputs, chosen: Ints) -> list[Batch]:
    parts = np.split(chosen, range(_AT_ONCE, len(chosen), _AT_ONCE))
    return [inputs.batch(part) for part in parts]


def _beside(explainer: Explainer, batch: Batch) -> Batch:
    weight = next(explainer.classifier.parameters())
    return batch.to(weight.device, weight.dtype)


def _said(classifier: Classifier, batches: Sequence[Batch]) -> Singles:
    with frozen(classifier), torch.no_grad():
        found = [classifier(batch).float().cpu() for batch in batches]
    logits: Singles = torch.cat(found).numpy()
    return logits
