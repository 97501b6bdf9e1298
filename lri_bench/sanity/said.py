# SPDX-License-Identifier: MIT
"""What an explainer, or a changed copy of it, says of some clouds."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from scipy.stats import rankdata
from torch import nn

from lri_bench.explainers.explainer import Explainer
from lri_bench.explainers.frozen import frozen
from lri_bench.models import Batch
from lri_bench.types import Floats

__all__ = ["Said", "copied", "networks", "rank_correlation", "said_by"]


@dataclass(frozen=True, eq=False)
class Said:
    """What was said of C clouds.

    Attributes
    ----------
    importance : tuple of (n,) float64
        One array a cloud.
    logit : (C,) float64
    """

    importance: tuple[Floats, ...]
    logit: Floats


def copied(explainer: Explainer) -> Explainer:
    """Return a copy that explains a copy of the model; weights are not shared."""
    return copy.deepcopy(explainer)


def networks(explainer: Explainer) -> nn.ModuleDict:
    """Return the networks that an explanation is made with.

    Parameters
    ----------
    explainer : Explainer
        Its classifier, and of a method that is trained all that it has learnt.
    """
    found = {k: v for k, v in vars(explainer).items() if isinstance(v, nn.Module)}
    outer = {k: v for k, v in found.items() if not _is_inside(v, found)}
    return nn.ModuleDict(outer)


def _is_inside(network: nn.Module, others: dict[str, nn.Module]) -> bool:
    return any(
        network is inner
        for other in others.values()
        if other is not network
        for inner in other.modules()
    )


def said_by(explainer: Explainer, batches: Sequence[Batch]) -> Said:
    """Return what a copy of an explainer says, so that what it draws begins anew.

    Parameters
    ----------
    explainer : Explainer
    batches : sequence of Batch
    """
    explainer = copied(explainer)
    importance: list[Floats] = []
    logits: list[Floats] = []
    for batch in batches:
        found = explainer.explain(batch)
        logit = found.logit
        if logit is None:
            with frozen(explainer.classifier), torch.no_grad():
                logit = explainer.classifier(batch)
        values = found.importance.detach().double().cpu().numpy()
        importance += np.split(values, batch.ptr[1:-1].cpu().numpy())
        logits.append(logit.detach().double().cpu().numpy())
    return Said(tuple(importance), np.concatenate(logits))


def rank_correlation(one: Said, other: Said) -> float:
    """Return the mean over clouds of Spearman's correlation of importances.

    Parameters
    ----------
    one, other : Said
        Of the same clouds.

    Returns
    -------
    correlation : float
        A cloud with equal ranks has 1, also where all its points are tied; one whose
        points are tied in one of the two alone, or not finite, has 0.
    """
    pairs = zip(one.importance, other.importance, strict=True)
    return float(np.mean([_spearman(a, b) for a, b in pairs]))


def _spearman(one: Floats, other: Floats) -> float:
    if not (np.isfinite(one).all() and np.isfinite(other).all()):
        return 0.0
    a, b = (rankdata(values) for values in (one, other))
    if np.array_equal(a, b):
        return 1.0
    a, b = a - a.mean(), b - b.mean()
    scale = np.sqrt((a @ a) * (b @ b))
    return float(a @ b / scale) if scale else 0.0
